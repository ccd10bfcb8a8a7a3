"""Whoever asks for a thing is not asked for a bank account; whoever may be a minor can name a guardian."""

import pytest
from django.urls import reverse

from applications.forms.pages import form_class_of
from applications.models import Application, ApplicationDraft
from applications.steps import PERSON, Page
from programs.registry import schemes
from programs.services import open_program
from tests.applications.test_drafts import PUPIL
from tests.factories.applications import AT, make_program

ACCOUNT = {"bank_account", "bank_name"}
ELDER = {
    "name": "李示二",
    "id_number": "410199194109079026",
    "phone": "19900000001",
    "area": PUPIL["area"],
    "address": "科学大道1号1单元101",
    "hukou_in_zone": "yes",
}
WEARER = {
    "residence_in_zone": "yes",
    "has_dementia": "no",
    "disability_class": "none",
    "lives_alone": "yes",
    "replaces_old": "no",
}
CONTACT = {"contact1_name": "王示例", "contact1_relation": "女儿", "contact1_phone": "19900000002"}
CONSENTS = {"PROCESS_BASIC": "on", "PROCESS_SENSITIVE": "on", "LOCATION_FINDER": "on"}
PAGES = {"person": ELDER, "wearer": WEARER, "contacts": CONTACT, "papers": {}, "consents": CONSENTS}


@pytest.fixture
def bands(places, administrator):
    return open_program(program=make_program("wristband"), by=administrator, at=AT)


def hand_in(client, program, **changes):
    client.post(reverse("applications:apply", args=[program.slug]))
    draft = ApplicationDraft.objects.get()
    for code, data in {**PAGES, **changes}.items():
        response = client.post(reverse("applications:step", args=[draft.uuid, code]), data)
        assert response.status_code == 302, (code, response.context["form"].errors)
    return client.post(reverse("applications:submit", args=[draft.uuid]))


def test_an_elder_asks_for_a_band_without_an_account(client, applicant, bands):
    client.force_login(applicant)

    hand_in(client, bands)

    case = Application.objects.get()
    assert (case.lane, case.publicity_mode, case.applicant.bank_account_mask) == ("in_kind", "none", "")
    assert case.assessment["amount"] is None
    assert (case.assessment["in_kind"]["item"], case.assessment["in_kind"]["quantity"]) == ("wristband", 1)
    assert case.assessment["priority"] == 3  # old and living alone
    assert "contact1_phone" not in case.answers  # sealed


def test_the_guardian_asks_for_a_childs_band(client, applicant, bands):
    client.force_login(applicant)
    child = {**ELDER, "name": "陈示甲", "id_number": PUPIL["id_number"]}
    guardian = {
        "guardian_name": "吴示八",
        "guardian_id_number": PUPIL["guardian_id_number"],
        "guardian_relation": "parent",
    }

    hand_in(
        client,
        bands,
        person={**child, **guardian},
        wearer={**WEARER, "disability_class": "intellectual", "disability_level": "3"},
        consents={**CONSENTS, "GUARDIAN_MINOR": "on"},
    )

    case = Application.objects.get()
    assert (case.applicant.name, case.guardian.name, case.assessment["priority"]) == ("陈示甲", "吴示八", 2)


@pytest.mark.parametrize("scheme", schemes(), ids=lambda s: s.code)
def test_who_is_asked_for_what(scheme, places):
    """An account where money is paid; a guardian where a minor may need one (a freshman may be 17)."""
    fields = set(form_class_of(Page(PERSON, ""), scheme)().fields)
    has_guardian_consent = "GUARDIAN_MINOR" in {need.purpose for need in scheme.consents}

    assert ACCOUNT & fields == (set() if scheme.lane == "in_kind" else ACCOUNT)
    assert ("guardian_id_number" in fields) == has_guardian_consent
