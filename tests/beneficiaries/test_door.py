"""At the door of the register: whoever may be registered already is shown, and only to those who may know him."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from beneficiaries import services
from beneficiaries.doorstep import Newcomer, who_is_it
from beneficiaries.models import DuplicatePair, Person
from beneficiaries.services import LooksLike, PersonExists, RegisteredElsewhere
from protection.models import PersonalDataAccess
from tests.factories.beneficiaries import NOW, PERSONS, PersonFactory
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db
URL = "/beneficiaries/people/new/"
ELSEWHERE = "410172560-shixinzhuang"
OLD_MAN = {"name": "张演一", "id_number": PERSONS["张演一"]}


@pytest.fixture
def undocumented(places):
    """张演一 without a document, with a telephone."""
    person = PersonFactory(
        name="张演一", area=places["410172160-xihuchuntian"], birth_date=date(1938, 2, 14), phone="19900000001"
    )
    services.people.index_name_again(person)
    return person


def asked(person, *, user, **changes):
    return who_is_it(Newcomer(**{**OLD_MAN, "phone": "19900000001", **changes}), user=user)


# --- Who is it? -------------------------------------------------------------------------------------------------------


def test_the_very_number_is_that_person_and_nobody_else_is_guessed(old_man, worker, undocumented):
    found = asked(old_man, user=worker)

    assert (found.known, found.is_elsewhere, found.alike) == (old_man, False, ())


def test_in_another_area_only_that_the_number_is_known(old_man, worker2, places):
    found = asked(old_man, user=worker2)

    assert (found.known, found.is_elsewhere, found.alike) == (None, True, ())


def test_somebody_alike_is_shown_with_score_and_reasons(undocumented, worker):
    (likeness,) = asked(undocumented, user=worker).alike

    assert likeness.person == undocumented
    assert {reason.code for reason in likeness.match.reasons} == {"name_same", "birth_same", "phone_same"}
    assert likeness.match.score == 27
    assert [sentence.points for sentence in likeness.sentences] == [11, 10, 6]


def test_somebody_alike_in_another_area_is_not_shown(undocumented, worker2, outsider):
    assert asked(undocumented, user=worker2).alike == ()
    assert asked(undocumented, user=outsider).alike == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "章衍怡"},  # sounds the same
        {"id_number": "", "id_type": "none", "birth_date": date(1938, 2, 14), "phone": ""},
        {"id_number": "410199380214901", "id_type": "old_resident_id"},
    ],
)
def test_another_spelling_another_paper(undocumented, worker, changes):
    assert [likeness.person for likeness in asked(undocumented, user=worker, **changes).alike] == [undocumented]


def test_the_son_with_the_telephone_of_his_father_is_not_shown(undocumented, worker):
    assert asked(undocumented, user=worker, name="张演二", id_number="410199196502149013").alike == ()


@pytest.mark.parametrize("count", [1, 3])
def test_three_who_are_alike_need_the_queries_of_one(places, worker, count):
    for _i in range(count):
        person = PersonFactory(
            name="张演一", area=places["410172160-xihuchuntian"], birth_date=date(1938, 2, 14), phone="19900000001"
        )
        services.people.index_name_again(person)

    with CaptureQueriesContext(connection) as queries:
        found = asked(person, user=worker)

    assert (len(found.alike), len(queries)) == (count, 12)


# --- Registering ------------------------------------------------------------------------------------------------------


def register(by, area, *, seen=(), because="", **changes):
    newcomer = Newcomer(**{**OLD_MAN, "phone": "19900000001", **changes})
    return services.register_newcomer(newcomer=newcomer, area=area, seen=seen, because=because, by=by, at=NOW)


def test_nobody_is_registered_before_it_is_said_who_it_is(undocumented, worker):
    for seen, because in (((), ""), ((), "不是一个人"), ((undocumented.reference,), " ")):
        with pytest.raises(LooksLike) as question:
            register(worker, undocumented.area, seen=seen, because=because)
    assert question.value.doorstep.references == [undocumented.reference]
    assert Person.objects.count() == 1


def test_somebody_else_is_registered_and_the_reason_is_kept(undocumented, worker):
    person = register(worker, undocumented.area, seen=[undocumented.reference], because="堂兄弟，两张证都看过")

    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.state) == (undocumented, person, "different")
    assert (pair.note, pair.decided_by, pair.score) == ("堂兄弟，两张证都看过", worker, 27)
    services.find_duplicates(at=NOW)
    assert DuplicatePair.objects.get().state == "different"


def test_whose_relative_resembles_him_leaves_the_pair_to_a_colleague(undocumented, worker):
    services.declare_relative(user=worker, relation="parent", id_number="", phone="19900000001", by=worker, at=NOW)

    register(worker, undocumented.area, seen=[undocumented.reference], because="两个人", phone="")

    assert DuplicatePair.objects.get().state == "open"


def test_a_known_number_is_told_to_who_may_see_the_person(old_man, worker, worker2, places):
    with pytest.raises(PersonExists) as exists:
        register(worker, old_man.area)
    assert exists.value.person == old_man

    with pytest.raises(RegisteredElsewhere) as elsewhere:
        register(worker2, places["410172561-wawuli"])
    assert old_man.name not in str(elsewhere.value)
    assert old_man.reference not in str(elsewhere.value)
    looks = PersonalDataAccess.objects.filter(subject_id=old_man.pk, purpose="look_up")
    assert set(looks.values_list("actor", flat=True)) == {worker.pk, worker2.pk}


def test_nobody_registers_outside_the_own_area(worker, places, approver):
    for user in (worker, approver):
        with pytest.raises(NotAllowed):
            register(user, places[ELSEWHERE])


def test_a_record_without_a_document_gets_the_number(undocumented, worker):
    newcomer = Newcomer(**OLD_MAN)

    services.recognise(person=undocumented, newcomer=newcomer, by=worker, at=NOW)

    assert services.look_up(id_number=PERSONS["张演一"], by=worker, at=NOW) == undocumented
    undocumented.refresh_from_db()
    assert (undocumented.id_type, undocumented.sex) == ("resident_id", "male")
    codes = set(Event.objects.filter(actor=worker).values_list("code", flat=True))
    assert {"beneficiaries.number_given", "beneficiaries.recognised_at_the_door"} <= codes


# --- The page ---------------------------------------------------------------------------------------------------------


def form(person_area, **changes):
    data = {**OLD_MAN, "id_type": "resident_id", "phone": "19900000001", "area": person_area.code, "because": ""}
    return {**data, **changes}


def test_the_page_asks_and_then_registers(client, worker, undocumented):
    client.force_login(worker)
    assert client.get(URL).status_code == 200

    asked = client.post(URL, form(undocumented.area))
    page = asked.content.decode()
    assert asked.status_code == 422
    assert undocumented.reference in page
    assert "出生日期相同" in page
    assert PERSONS["张演一"] in page  # what was typed stays

    seen = {"seen": undocumented.reference}
    assert client.post(URL, form(undocumented.area, **seen)).status_code == 422
    done = client.post(URL, form(undocumented.area, because="同名的堂兄", **seen))

    person = Person.objects.latest("pk")
    assert (done.status_code, done["Location"]) == (302, person.get_absolute_url())
    assert DuplicatePair.objects.get().note == "同名的堂兄"


def test_the_page_uses_the_registered_person(client, worker, undocumented):
    client.force_login(worker)

    done = client.post(URL, form(undocumented.area, use=undocumented.reference))

    assert (done.status_code, done["Location"]) == (302, undocumented.get_absolute_url())
    assert Person.objects.count() == 1


def test_the_page_does_not_use_somebody_of_another_area(client, worker2, undocumented, places):
    client.force_login(worker2)

    assert client.post(URL, form(places["410172561-wawuli"], use=undocumented.reference)).status_code == 404


def test_a_number_of_another_area_is_a_sentence_and_no_name(client, worker2, old_man, places):
    client.force_login(worker2)

    answer = client.post(URL, form(places["410172561-wawuli"], name="张某"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "另一区域" in page
    assert old_man.reference not in page
    assert "张演一" not in page
    assert PersonalDataAccess.objects.filter(subject_id=old_man.pk, actor=worker2).count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"id_number": "410199193802149017"}, {"name": " "}, {"area": "410172560-shixinzhuang"}, {"id_number": ""}],
)
def test_bad_input_comes_back_with_its_sentence(client, worker, undocumented, changes):
    client.force_login(worker)

    answer = client.post(URL, form(undocumented.area, **changes))

    assert (answer.status_code, Person.objects.count()) == (422, 1)
    assert answer.context["form"].errors


def test_the_search_page_leads_to_it_for_those_who_register(client, worker, approver):
    for user, is_offered in ((worker, True), (approver, False)):
        client.force_login(user)
        assert (reverse("beneficiaries:register") in client.get("/beneficiaries/").content.decode()) is is_offered
