"""What the examples of a scheme cannot say: which sub-type, whose turn, which paper when, which number once."""

from datetime import date

import pytest

from programs.documents import documents_needed
from programs.history import Claim
from programs.models import ProgramTerms
from programs.registry import scheme
from programs.rules import Case
from programs.schemes.child_care_protection.care import subtypes_of
from programs.schemes.child_care_protection.questions import ParentsForm
from programs.schemes.wristband.questions import ContactsForm
from tests.factories.applications import make_program


def case_of(code: str, on: date | None = None, **changes) -> Case:
    one = scheme(code)
    return Case(on or one.baseline.on, {**one.baseline.facts, **changes}, one.default_parameters())


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, {"DE_FACTO_UNATTENDED"}),  # golden case 15
        ({"mother_state": "lost_contact", "mother_lost_on": date(2023, 4, 5)}, set()),  # golden case 16
        ({"mother_state": "dead"}, {"ORPHAN"}),
        ({"father_state": "missing", "mother_state": "ill"}, {"DE_FACTO_UNATTENDED"}),
        ({"father_state": "rehab", "father_term_months": 6}, {"DE_FACTO_UNATTENDED"}),
        ({"hardship_categories": frozenset({"DIBAO"})}, {"DE_FACTO_UNATTENDED", "POOR_FAMILY"}),
        ({"mother_state": None}, None),
        ({"subtype": None, "mother_state": "able"}, None),
    ],
)
def test_the_sub_types_of_a_child(changes, found):
    assert subtypes_of(case_of("child_care_protection", **changes)) == (None if found is None else frozenset(found))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mother_state": "prison"}, "mother_term_months"),
        ({"mother_state": "disabled"}, "mother_disability"),
        ({"father_state": "lost_contact"}, "father_lost_on"),
    ],
)
def test_the_state_of_a_parent_asks_for_its_detail(changes, field):
    assert list(ParentsForm({"father_state": "dead", "mother_state": "able", **changes}).errors) == [field]


def test_bands_go_first_to_those_who_need_them_most():
    """W-05, as a list would sort."""
    young, alone, disabled = {"birth_date": date(1983, 9, 5)}, {"lives_alone": True}, {"disability_class": "mental"}
    waiting = [
        ("old", {}),
        ("old and alone", alone),
        ("disabled", {**young, **disabled}),
        ("demented and alone", {**young, **alone, "has_dementia": True}),
        ("not known", {"birth_date": None}),
    ]
    one = scheme("wristband")

    in_turn = sorted(waiting, key=lambda entry: one.priority(case_of("wristband", **entry[1])))

    assert [name for name, _facts in in_turn] == [
        "demented and alone",
        "disabled",
        "old and alone",
        "old",
        "not known",
    ]


def test_a_contact_has_a_number_that_can_be_called():
    first = {"contact1_name": "张示例", "contact1_relation": "女儿", "contact1_phone": "19900000001"}

    assert ContactsForm(first).is_valid()
    assert list(ContactsForm({**first, "contact1_phone": "12"}).errors) == ["contact1_phone"]
    assert list(ContactsForm({**first, "contact2_name": "李示例"}).errors) == ["contact2_phone", "contact2_relation"]


def papers(code: str, **changes) -> dict[str, tuple[bool, bool]]:
    needs = documents_needed(scheme(code).papers, case_of(code, **changes))
    return {need.kind: (need.required, need.after_payment) for need in needs}


def test_an_urgent_payment_waits_for_the_identity_only():
    now, later = (True, False), (False, True)

    assert papers("emergency_relief") == {
        "DOC_ID": now,
        "DOC_SUDDEN": later,
        "DOC_REQUEST": later,
        "DOC_PLEDGE": later,
        "DOC_RECEIPT": later,
    }
    assert papers("emergency_relief", identity_vouched=True)["DOC_STATEMENT"] == now
    assert papers("emergency_relief", emergency_type="expenditure") == {
        **dict.fromkeys(("DOC_ID", "DOC_SUDDEN", "DOC_REQUEST", "DOC_PLEDGE", "DOC_INCOME_DECL", "DOC_AUTH"), now),
        "DOC_RECEIPT": later,
    }


def test_an_incident_counts_once_per_person_and_a_household_once_a_year():
    household = case_of("marginal_household_aid")

    assert scheme("emergency_relief").claims(case_of("emergency_relief")) == (
        Claim("incident", "FIRE/2023-09-04", per_person=True),
    )
    assert scheme("emergency_relief").claims(case_of("emergency_relief", incident_on=None)) == ()
    assert scheme("marginal_household_aid").claims(household) == (Claim("household_year", "HH-DEMO1/2023"),)
    assert scheme("marginal_household_aid").claims(case_of("marginal_household_aid", household=None)) == ()


def test_the_emergency_lane_and_its_notice():
    one = scheme("emergency_relief")

    assert (one.lane, one.publicity_mode) == ("emergency", "post_hoc_7d")
    assert one.parameters.defaults()["collective_review_above"] == one.parameters.defaults()["cap_yuan"]


@pytest.mark.django_db
def test_terms_that_are_older_than_a_parameter_read_its_default():
    program = make_program("porridge_house")
    terms = program.terms.get()
    older = {name: value for name, value in terms.parameters.items() if name != "replacements"}

    assert ProgramTerms(program=program, parameters=older).values["replacements"] == 2
    assert ProgramTerms(program=program, parameters={**older, "replacements": 5}).values["replacements"] == 5
