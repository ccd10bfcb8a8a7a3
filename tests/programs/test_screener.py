"""The screener hints, stores nothing, and asks nothing twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from audit.models import Event
from programs.demo import load_demo_programs
from programs.models import Program
from programs.screener import form_for
from programs.services import publish_terms
from tests.programs.conftest import AT, ON

pytestmark = pytest.mark.django_db
PUPIL = {"about_student_aid": "yes", "stage": "junior", "school_in_zone": "yes", "hardship_claimed": "DIBAO"}
WHOLE_PUPIL = {**PUPIL, "birth_date": "2010-05-01", "hukou_in_zone": "yes", "funded_elsewhere": "no"}
PATIENT = {
    "about_employee_illness_aid": "yes",
    "patient_is_employee": "yes",
    "employer_in_zone": "yes",
    "employer_type": "enterprise",
    "cause": "illness",
    "hardship_claimed": "NONE",
}


@pytest.fixture
def demo(approver):
    return load_demo_programs(approver, AT)


def ask(client, **answers):
    response = client.post("/programs/check/", answers)
    assert response.status_code == 200
    return {fit.program.slug: fit for fit in response.context["fits"]}


def said(client, **answers):
    return {slug: fit.likelihood.value for slug, fit in ask(client, **answers).items()}


def test_a_family_in_hardship_with_a_pupil_is_likely_once_every_question_is_answered(client, demo):
    fit = ask(client, **WHOLE_PUPIL)["student-aid"]

    assert (fit.likelihood, fit.reasons, fit.depends_on) == ("likely", [], [])
    assert fit.amount.fen == 120_000
    assert [s[:8] for s in fit.to_show] == ["学校确认孩子在读", "家庭或孩子属于下", "14至17周岁的"]


def test_what_was_left_open_is_what_it_depends_on(client, demo):
    fit = ask(client, **PUPIL)["student-aid"]

    assert fit.likelihood == "depends"
    assert fit.depends_on == ["需要帮助的人的出生日期", "本学年是否已获其他慈善组织资助？"]


def test_every_open_program_is_answered_at_once(client, demo):
    assert said(client, **WHOLE_PUPIL, about_employee_illness_aid="no") == {
        "student-aid": "likely",
        "freshman-aid": "depends",  # nobody said what it is about, here and in the five that follow
        "child-care-protection": "depends",
        "emergency-relief": "depends",
        "judicial-aid": "depends",
        "wristband": "depends",
        "porridge-house": "depends",
        "employee-illness-aid": "not",
        "marginal-household-aid": "not",  # the family has the allowance itself
    }


def test_reasons_against_are_told(client, demo):
    fit = ask(client, **{**PUPIL, "stage": "other", "hardship_claimed": "NONE"})["student-aid"]

    assert fit.likelihood == "not"
    assert [s[:12] for s in fit.reasons] == ["就读于小学、初中、高中或", "家庭或孩子属于下列情形之"]


def test_what_fits_comes_first(client, demo):
    answers = {**PUPIL, "stage": "other", "about_employee_illness_aid": "yes", "cause": "illness"}

    assert list(ask(client, **answers)) == [
        "freshman-aid",
        "employee-illness-aid",
        "child-care-protection",
        "emergency-relief",
        "judicial-aid",
        "wristband",
        "porridge-house",
        "student-aid",
        "marginal-household-aid",
    ]


@pytest.mark.parametrize(
    ("costs", "likelihood", "fen"),
    [("29999.99", "not", None), ("30000", "likely", 300_000), ("50000.00", "likely", 500_000)],
)
def test_one_question_about_the_own_costs_stands_for_six(client, demo, costs, likelihood, fen):
    fit = ask(client, **PATIENT, own_costs=costs)["employee-illness-aid"]

    assert (fit.likelihood, fit.amount.fen if fit.amount else None) == (likelihood, fen)


@pytest.mark.parametrize(
    ("claimed", "costs", "fen"),
    [
        ("DIBAO", "30000", 500_000),  # the next higher tier
        ("MARGINAL", "100000", 2_000_000),
        ("DESTITUTE", "200000", 2_000_000),  # no tier above the last
        ("RIGID_EXPENDITURE", "30000", 300_000),  # not a category with the higher grant
        ("NONE", "30000", 300_000),
    ],
)
def test_the_estimate_counts_the_category_that_the_certificate_will_prove(client, demo, claimed, costs, fen):
    fit = ask(client, **{**PATIENT, "hardship_claimed": claimed, "own_costs": costs})["employee-illness-aid"]

    assert (fit.likelihood, fit.amount.fen) == ("likely", fen)
    assert ("DOC_HARDSHIP" in fit.papers) == (claimed != "NONE")


def test_a_lower_threshold_for_families_in_hardship_is_no_reason_against(client, demo, approver):
    """Longwan: staff of institutions from 60,000 yuan on, families in hardship from 30,000."""
    program = Program.objects.get(slug="employee-illness-aid")
    values = {**program.terms.get().values, "threshold_institution": Decimal("60000.00")}
    publish_terms(program=program, parameters=values, valid_from=ON, source="演示", by=approver, at=AT)
    answers = {**PATIENT, "employer_type": "institution", "own_costs": "40000"}

    found = {c: said(client, **{**answers, "hardship_claimed": c})["employee-illness-aid"] for c in ("NONE", "DIBAO")}

    assert found == {"NONE": "not", "DIBAO": "likely"}


def test_who_has_no_certificate_is_not_asked_for_one(client, demo):
    papers = ask(client, **HOUSEHOLD, income_wages="36000")["marginal-household-aid"].papers

    assert "DOC_HARDSHIP" not in papers
    assert "DOC_INCOME_DECL" in papers


def test_a_recognised_household_depends_on_no_income(client, demo):
    """Its recognition settles income and property (S04-1)."""
    fit = ask(client, about_marginal_household_aid="yes", hardship_claimed="MARGINAL", hukou_in_zone="yes")[
        "marginal-household-aid"
    ]

    assert (fit.likelihood, fit.depends_on) == ("likely", [])
    assert "DOC_HARDSHIP" in fit.papers
    assert "DOC_INCOME_DECL" not in fit.papers


HOUSEHOLD = {
    "about_marginal_household_aid": "yes",
    "hardship_claimed": "NONE",
    "hukou_in_zone": "yes",
    "persons_at_home": "3",
    "persons_not_counted": "0",
    "property_yuan": "52560",  # 17,520.00 a head
}


@pytest.mark.parametrize(
    ("changes", "likelihood", "fen"),
    [
        ({"income_wages": "36000"}, "likely", 200_000),
        ({"income_wages": "39420"}, "not", None),  # 1,095.00 a head and month
        ({"income_wages": "39419.99"}, "likely", 200_000),
        ({"income_wages": "26280"}, "likely", 200_000),  # 730.00, the standard itself
        ({"income_wages": "26279.99"}, "not", None),
        ({"income_wages": "36000", "property_yuan": "52561"}, "not", None),
        ({"income_wages": "24000", "persons_not_counted": "1", "property_yuan": "35040"}, "likely", 150_000),
        ({"income_wages": "36000", "hardship_claimed": "DIBAO"}, "not", None),
        ({"income_wages": "900000", "hardship_claimed": "MARGINAL"}, "likely", 200_000),
        ({}, "depends", 200_000),
    ],
)
def test_one_question_about_the_income_stands_for_eight(client, demo, changes, likelihood, fen):
    fit = ask(client, **{**HOUSEHOLD, **changes})["marginal-household-aid"]

    assert (fit.likelihood, fit.amount.fen if fit.amount else None) == (likelihood, fen)


def test_without_the_costs_it_depends_on_them(client, demo):
    fit = ask(client, **PATIENT)["employee-illness-aid"]

    assert [label[:9] for label in fit.depends_on] == ["近十二个月内，扣除"]


def test_the_list_of_papers_names_each_once_and_no_more_than_needed(client, demo):
    response = client.post("/programs/check/", {**PATIENT, **WHOLE_PUPIL, "own_costs": "30000"})
    found = {str(paper.label): len(paper.programs) for paper in response.context["papers"]}

    assert found["身份证"] == 2
    assert found["在读证明"] == found["诊断证明书"] == 1
    assert "监护关系证明" not in found
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_a_paper_that_settles_an_open_condition_is_named_beyond_the_required_ones(client, demo):
    """The household register is required anyway, and answers the open question of the tie to the zone."""
    answers = {**WHOLE_PUPIL}
    del answers["school_in_zone"], answers["hukou_in_zone"]

    fit = ask(client, **answers)["student-aid"]

    assert fit.papers == [kind for kind in dict.fromkeys(fit.papers)]
    assert "DOC_HUKOU" in fit.papers


def test_nothing_answered_gives_no_hint(client, demo):
    assert ask(client) == {}


def test_a_bad_date_is_shown_beside_its_field(client, demo):
    response = client.post("/programs/check/", {"birth_date": "yesterday"})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["birth_date"]


def test_nobody_is_born_tomorrow(client, demo):
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = client.post("/programs/check/", {"birth_date": tomorrow.isoformat(), "about_wristband": "yes"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"birth_date": ["出生日期晚于今天，请对照证件核对。"]}


def test_nothing_is_stored(client, demo):
    before = (Event.objects.count(), Session.objects.count())

    ask(client, **PUPIL)

    assert (Event.objects.count(), Session.objects.count()) == before


def test_a_question_of_several_schemes_is_asked_once(demo):
    names = [name for name in form_for(ON).fields]

    assert len(names) == len(set(names))
    assert names[:4] == ["birth_date", "hukou_in_zone", "hardship_claimed", "about_student_aid"]
    assert "about_judicial_aid_fund" in names


def test_the_same_question_in_other_words_is_asked_apart(client, demo, monkeypatch):
    """“For this school year” says nothing about bills."""
    from programs.registry import scheme

    illness = scheme("employee_illness_aid")
    monkeypatch.setitem(illness.__dict__, "screening", (*illness.screening, "funded_elsewhere"))

    fit = ask(client, **{**PATIENT, "funded_elsewhere": "yes", "own_costs": "30000"})["employee-illness-aid"]

    assert (fit.likelihood, len(fit.depends_on)) == ("depends", 1)
    assert "funded_elsewhere_employee_illness_aid" in form_for(ON).fields


@pytest.mark.parametrize("verb", ["get", "post"])
def test_the_page_needs_few_queries(client, demo, django_assert_max_num_queries, verb):
    with django_assert_max_num_queries(4):
        getattr(client, verb)("/programs/check/")
