"""A family fills in the form page by page and hands it in once."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from applications.demo.people import resident_id
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
