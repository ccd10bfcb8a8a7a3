"""A family fills in the form page by page and hands it in once."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from applications.demo.people import resident_id
from applications.forms.person import PersonOrWardForm
from applications.models import Application, ApplicationDraft
from applications.services import drafts
from beneficiaries.models import Person
from programs.services import open_program
from tests.factories.applications import AT, make_program

PUPIL = {
    "name": "陈示甲",
    "id_number": "410199200909069123",
    "area": "410172160-xihuchuntian",
    "address": "科学大道1号1单元101",
    "hukou_in_zone": "yes",
    "guardian_id_number": "410199199012319081",
    "bank_account": "6200000000000013",
    "bank_name": "演示银行",
}
SCHOOL = {"stage": "junior", "school_name": "高新区第二中学(演示)", "class_name": "八年级1班", "school_in_zone": "yes"}
FAMILY = {"hardship_claimed": "DIBAO", "situation": "母亲独自抚养。", "funded_elsewhere": "no"}
GUARDIAN = {"guardian_name": "吴示八", "guardian_relation": "parent", "guardian_phone": "19900000001"}
CONSENTS = {"PROCESS_BASIC": "on", "PROCESS_SENSITIVE": "on", "ECONOMIC_CHECK": "on", "GUARDIAN_MINOR": "on"}
PAGES = {"person": PUPIL, "school": SCHOOL, "family": FAMILY, "guardian": GUARDIAN, "papers": {}, "consents": CONSENTS}


@pytest.fixture
def open_pupils(places, administrator):
    program = make_program("student_aid", always_open=True)
    return open_program(program=program, by=administrator, at=AT)


def photo(name="a.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def start(client, program) -> ApplicationDraft:
    client.post(reverse("applications:apply", args=[program.slug]))
    return ApplicationDraft.objects.get()


def fill_in(client, draft, **changes):
    for code, data in {**PAGES, **changes}.items():
        response = client.post(reverse("applications:step", args=[draft.uuid, code]), data)
        assert response.status_code == 302, (code, response.context["form"].errors)


def test_a_guardian_hands_in_for_a_pupil(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft)
    client.post(reverse("applications:add_paper", args=[draft.uuid, "DOC_ID"]), {"file": photo()})

    response = client.post(reverse("applications:submit", args=[draft.uuid]))

    case = Application.objects.get()
    assert response.url == reverse("applications:receipt", args=[case.reference])
    assert (case.state, case.owner, case.applicant.name) == ("submitted", applicant, "陈示甲")
    assert (case.guardian.name, case.payee.bank_account_mask) == ("吴示八", "****0013")
    assert case.assessment["amount"]["fen"] == 120_000
    assert list(case.papers.values_list("kind", flat=True)) == ["DOC_ID"]
    assert sorted(case.applicant.consents.values_list("purpose", flat=True)) == sorted(CONSENTS)
    draft.refresh_from_db()
    assert (draft.application, draft.answers) == (case, "")


def test_handing_in_twice_gives_one_case(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft)

    first = client.post(reverse("applications:submit", args=[draft.uuid]))
    second = client.post(reverse("applications:submit", args=[draft.uuid]))

    assert first.url == second.url
    assert Application.objects.count() == 1


def test_under_14_without_the_guardian_cannot_be_handed_in(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft, consents=CONSENTS)
    without = {k: v for k, v in CONSENTS.items() if k != "GUARDIAN_MINOR"}

    page = client.post(reverse("applications:step", args=[draft.uuid, "consents"]), without)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["GUARDIAN_MINOR"]
    assert client.post(reverse("applications:submit", args=[draft.uuid])).url == reverse(
        "applications:step", args=[draft.uuid, "consents"]
    )
    assert Application.objects.count() == 0


def test_a_wrong_page_keeps_what_was_typed(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    url = reverse("applications:step", args=[draft.uuid, "person"])

    response = client.post(url, {**PUPIL, "id_number": "110105194912310021"})
    again = client.get(url)

    assert response.status_code == 422
    assert again.context["form"]["name"].value() == "陈示甲"
    assert again.context["form"]["id_number"].value() == "110105194912310021"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"guardian_id_number": PUPIL["id_number"]}, "guardian_id_number"),
        ({"guardian_id_number": resident_id(date(2021, 1, 1), 322)}, "guardian_id_number"),
        ({"guardian_id_number": resident_id(date(2140, 1, 1), 322)}, "guardian_id_number"),
        ({"id_number": resident_id(date(2130, 1, 1), 321)}, "id_number"),
    ],
    ids=["the child itself", "a child of five", "a guardian not born yet", "a child not born yet"],
)
def test_a_number_that_cannot_be_is_refused_on_its_page(client, applicant, open_pupils, changes, field):
    client.force_login(applicant)
    draft = start(client, open_pupils)

    page = client.post(reverse("applications:step", args=[draft.uuid, "person"]), {**PUPIL, **changes})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_a_number_that_the_registry_refuses_is_a_sentence_at_the_end(client, applicant, open_pupils):
    """The page was valid on the day it was saved; the registry looks once more."""
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft)
    draft.refresh_from_db()
    unborn = {**PUPIL, "hukou_in_zone": True, "id_number": resident_id(date(2130, 1, 1), 321)}
    drafts.save_step(draft=draft, step="person", answers=unborn, is_done=True, by=applicant, at=timezone.now())

    response = client.post(reverse("applications:submit", args=[draft.uuid]))

    assert response.status_code == 422
    assert response.context["refusal"] == "该号码中的出生日期晚于今天。"
    assert Application.objects.count() == 0


def test_an_id_number_may_be_typed_with_spaces(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft, person={**PUPIL, "id_number": "410199 20090906 9123"})

    client.post(reverse("applications:submit", args=[draft.uuid]))

    assert Application.objects.get().applicant.birth_date == date(2009, 9, 6)


def test_the_last_page_names_the_community(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft)

    page = client.get(reverse("applications:step", args=[draft.uuid, "review"])).content.decode()

    assert "西湖春天社区" in page
    assert PUPIL["area"] not in page


def test_somebody_elses_draft_does_not_exist(client, applicant, outsider, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)

    client.force_login(outsider)

    assert client.get(reverse("applications:step", args=[draft.uuid, "person"])).status_code == 404


def test_a_stranger_cannot_change_a_registered_persons_account(client, applicant, outsider, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft)
    client.post(reverse("applications:submit", args=[draft.uuid]))
    client.force_login(outsider)
    client.post(reverse("applications:apply", args=[open_pupils.slug]))
    other = ApplicationDraft.objects.get(owner=outsider)
    fill_in(client, other, person={**PUPIL, "bank_account": "6200000000000000018"})

    response = client.post(reverse("applications:submit", args=[other.uuid]))

    assert response.status_code == 422
    assert "already" in str(response.context["refusal"]) or "已" in str(response.context["refusal"])
    assert Person.objects.get(name="吴示八").bank_account_mask == "****0013"


def test_a_late_autosave_of_a_finished_page_does_not_undo_it(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft)
    autosave = reverse("applications:autosave", args=[draft.uuid, "consents"])

    client.post(autosave, CONSENTS)
    draft.refresh_from_db()
    assert "consents" in draft.done_steps

    client.post(autosave, {**CONSENTS, "ECONOMIC_CHECK": ""})
    draft.refresh_from_db()
    assert "consents" not in draft.done_steps


def test_autosave_keeps_a_half_page_for_another_device(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)

    response = client.post(reverse("applications:autosave", args=[draft.uuid, "family"]), {"situation": "半页"})

    assert response.status_code == 204
    page = client.get(reverse("applications:step", args=[draft.uuid, "family"]))
    assert page.context["form"]["situation"].value() == "半页"
    draft.refresh_from_db()
    assert draft.done_steps == []


@pytest.mark.parametrize("code", ["person", "school", "family", "guardian", "papers", "consents", "review"])
def test_every_page_opens(client, applicant, open_pupils, code):
    client.force_login(applicant)
    draft = start(client, open_pupils)

    assert client.get(reverse("applications:step", args=[draft.uuid, code])).status_code == 200


def test_staff_see_the_case_and_the_family_its_own_page(client, applicant, worker, outsider, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft)
    client.post(reverse("applications:submit", args=[draft.uuid]))
    url = reverse("applications:case", args=[Application.objects.get().reference])

    assert client.get(url).templates[0].name == "applications/own_case.html"
    client.force_login(worker)
    assert client.get(url).templates[0].name == "applications/case.html"
    client.force_login(outsider)
    assert client.get(url).status_code == 404


# --- A pupil who is 18 or older ---

GROWN = resident_id(timezone.localdate().replace(day=1) - timedelta(days=19 * 365), 325)
ALONE = {**PUPIL, "id_number": GROWN, "guardian_id_number": "", "phone": "19900000018"}


def hand_in(client, draft):
    draft.refresh_from_db()
    client.post(reverse("applications:submit", args=[draft.uuid]))
    return Application.objects.get()


def test_from_eighteen_years_on_a_pupil_is_paid_and_written_to_alone(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft, person=ALONE, school={**SCHOOL, "stage": "senior"}, guardian={})

    case = hand_in(client, draft)

    assert (case.guardian, case.payee, case.payee.name) == (None, case.applicant, "陈示甲")
    assert (case.payee.bank_account_mask, case.payee.phone_mask) == ("****0013", "199****0018")
    assert Person.objects.count() == 1


def test_the_page_of_the_guardian_is_left_out_for_an_adult(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft, person=ALONE)

    page = client.get(reverse("applications:step", args=[draft.uuid, "guardian"]))
    shown = client.get(reverse("applications:step", args=[draft.uuid, "consents"]))

    assert page.url == reverse("applications:step", args=[draft.uuid, "papers"])
    assert [step["url"].split("/")[-2] for step in shown.context["steps"]] == [
        "person",
        "school",
        "family",
        "papers",
        "consents",
        "review",
    ]


def test_an_adult_without_legal_capacity_has_a_guardian_who_is_paid(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft, person={**PUPIL, "id_number": GROWN, "lacks_capacity": "on"})
    wanted = client.get(reverse("applications:step", args=[draft.uuid, "papers"])).context["needs"]

    case = hand_in(client, draft)

    assert (case.guardian.name, case.payee.name) == ("吴示八", "吴示八")
    assert "DOC_GUARDIAN" in {paper.need.kind for paper in wanted if paper.need.required}


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({**ALONE, "phone": ""}, "phone"),
        ({**ALONE, "lacks_capacity": "on"}, "guardian_id_number"),
        ({**PUPIL, "guardian_id_number": ""}, "guardian_id_number"),
    ],
    ids=["an adult without telephone", "an adult who needs a guardian", "a minor without guardian"],
)
def test_who_acts_has_to_be_named(client, applicant, open_pupils, person, field):
    client.force_login(applicant)
    draft = start(client, open_pupils)

    page = client.post(reverse("applications:step", args=[draft.uuid, "person"]), person)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_a_minor_who_ticks_the_box_is_paid_through_the_guardian_all_the_same(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft, person={**PUPIL, "lacks_capacity": "on"})

    assert hand_in(client, draft).payee.name == "吴示八"


def test_who_turns_eighteen_before_handing_in_is_asked_for_telephone_and_account(client, applicant, open_pupils):
    client.force_login(applicant)
    draft = start(client, open_pupils)
    fill_in(client, draft)
    grown = {**PUPIL, "hukou_in_zone": True, "id_number": GROWN}
    drafts.save_step(draft=draft, step="person", answers=grown, is_done=True, by=applicant, at=timezone.now())

    answer = client.post(reverse("applications:submit", args=[draft.uuid]))

    assert answer.url == reverse("applications:step", args=[draft.uuid, "person"])
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"guardian_name": "吴示八"}, ["guardian_name"]),
        ({"lacks_capacity": True}, ["guardian_id_number", "guardian_name", "guardian_relation"]),
    ],
)
def test_other_schemes_too_pay_an_adult_in_person(places, changes, errors):
    adult = {**PUPIL, "id_number": GROWN, "phone": "19900000018", "guardian_id_number": ""}

    form = PersonOrWardForm({**adult, **changes}, on=timezone.localdate())

    assert sorted(form.errors) == errors
