"""A worker fills in for a family: whoever may be registered already is shown before the rest is asked."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.demo.people import resident_id
from applications.models import Application, ApplicationDraft
from applications.services import drafts
from applications.services.doorway import WhoIsIt, say_somebody_else
from applications.services.submission import submit_draft
from beneficiaries.models import DuplicatePair, Person
from beneficiaries.services import LooksLike
from beneficiaries.services.people import index_name_again
from programs.services import open_program
from tests.factories.applications import AT, make_program
from tests.factories.beneficiaries import PersonFactory

pytestmark = pytest.mark.django_db
BORN = date(1980, 5, 1)
NUMBER = resident_id(BORN, 911)
ACCOUNT = "6200000000000013"


@pytest.fixture
def program(places, approver):
    return open_program(program=make_program("employee_illness_aid"), by=approver, at=AT)


@pytest.fixture
def neighbour(community):
    """Registered without a document: same name, same day, same telephone."""
    person = PersonFactory(name="钱示五", area=community, birth_date=BORN, phone="19900000005", address="西湖春天3号楼")
    index_name_again(person)
    return person


@pytest.fixture
def draft(program, worker):
    return drafts.start_draft(program=program, for_client=True, by=worker, at=timezone.now())


def who(community, **changes):
    data = {
        "name": "钱示五",
        "id_number": NUMBER,
        "phone": "19900000005",
        "area": community.code,
        "address": "西湖春天3号楼",
        "hukou_in_zone": "yes",
        "bank_account": ACCOUNT,
        "bank_name": "演示银行",
    }
    return {**data, **changes}


def page(draft, name="person"):
    return reverse("applications:step", args=[draft.uuid, name])


def door(draft):
    return reverse("applications:who", args=[draft.uuid])


def test_the_worker_is_led_to_the_question_and_on_after_the_answer(client, worker, draft, neighbour, community):
    client.force_login(worker)

    saved = client.post(page(draft), who(community))
    assert (saved.status_code, saved["Location"]) == (302, door(draft))
    shown = client.get(door(draft)).content.decode()
    assert neighbour.reference in shown
    assert NUMBER not in shown

    assert client.post(door(draft), {"seen": neighbour.reference, "because": ""}).status_code == 422
    told = client.post(door(draft), {"seen": neighbour.reference, "because": "同名的堂弟"})

    assert told["Location"] == reverse("applications:resume", args=[draft.uuid])
    again = client.post(page(draft), who(community))
    assert again["Location"] != door(draft)


def test_the_registered_person_is_used(client, worker, draft, neighbour, community):
    client.force_login(worker)
    client.post(page(draft), who(community, address="别处"))

    used = client.post(door(draft), {"use": neighbour.reference})

    assert used["Location"] == page(draft)
    answers = drafts.answers_of(ApplicationDraft.objects.get(), by=worker, at=AT)["person"]
    assert answers["address"] == "西湖春天3号楼"
    assert answers["id_number"] == NUMBER
    neighbour.refresh_from_db()
    assert neighbour.id_type == "resident_id"
    assert client.post(page(draft), who(community))["Location"] != door(draft)
    assert Person.objects.count() == 1


def test_families_are_not_asked(client, applicant, program, neighbour, community):
    own = drafts.start_draft(program=program, for_client=False, by=applicant, at=timezone.now())
    client.force_login(applicant)

    saved = client.post(page(own), who(community))

    assert saved["Location"] != door(own)
    assert client.get(door(own))["Location"] == page(own)


def test_a_number_of_another_area_is_an_error_of_the_field(client, worker, draft, places, community):
    elsewhere = PersonFactory(name="赵演四", area=places["410172560-shixinzhuang"], id_number=NUMBER)
    client.force_login(worker)

    saved = client.post(page(draft), who(community))

    text = saved.content.decode()
    assert saved.status_code == 422
    assert list(saved.context["form"].errors) == ["id_number"]
    assert "赵演四" not in text
    assert elsewhere.reference not in text


def test_nothing_is_handed_in_before_the_answer_and_the_answer_is_kept(worker, draft, neighbour, community, client):
    client.force_login(worker)
    client.post(page(draft), who(community))
    draft.refresh_from_db()
    fill_in(draft, worker)

    with pytest.raises(WhoIsIt):
        submit_draft(draft=draft, by=worker, at=timezone.now())
    submitted = client.post(reverse("applications:submit", args=[draft.uuid]))
    assert (submitted["Location"], Application.objects.count()) == (door(draft), 0)

    with pytest.raises(LooksLike):
        say_somebody_else(draft=draft, seen=[], because="不是", by=worker, at=timezone.now())
    say_somebody_else(draft=draft, seen=[neighbour.reference], because="同名的堂弟", by=worker, at=timezone.now())
    case = submit_draft(draft=draft, by=worker, at=timezone.now())

    pair = DuplicatePair.objects.get()
    assert {pair.first, pair.second} == {neighbour, case.applicant}
    assert (pair.state, pair.note, pair.decided_by) == ("different", "同名的堂弟", worker)


def fill_in(draft, worker):
    """The other pages, as if each had been saved."""
    from applications.demo.answers import answers_for
    from applications.demo.people import people

    adults = people()
    answers = answers_for(draft.program, next(adults), next(adults), "410172160-xihuchuntian", 1, timezone.localdate())
    for code, given in answers.items():
        if code != "person":
            drafts.save_step(draft=draft, step=code, answers=given, is_done=True, by=worker, at=timezone.now())
