"""Other terms on the real cases and the registry: the facts are those of each case, the sums are counted by hand."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.caseload import OF_CASE, Caseload
from applications.facts import case_of, judge
from applications.models import Application, ApplicationDocument, ClaimUse
from applications.simulation import simulate_program
from audit.models import Event
from beneficiaries import services as register
from programs.bulk import SEALED
from programs.eligibility import assess
from programs.models import ProgramTerms
from programs.parameters import as_json
from programs.services import open_program
from programs.simulate import compare, counts_as_case
from protection.access import AccessContext
from protection.models import PersonalDataAccess
from tests.factories.applications import AT, make_application, make_program, ready_person
from tests.factories.beneficiaries import (
    DocumentFactory,
    GuardianLinkFactory,
    HardshipCertificateFactory,
    PersonFactory,
)

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
ON = date(2026, 3, 2)
PUPIL = {
    "stage": "primary",
    "school_in_zone": True,
    "hukou_in_zone": True,
    "hardship_claimed": "DIBAO",
    "funded_elsewhere": False,
}
BILLS = {
    "employer_type": "enterprise",
    "employment": "employed",
    "bills_from": "2025-06-01",
    "bills_to": "2025-12-31",
    "total_cost": "60000.00",
    "paid_basic": "20000.00",
    "paid_major": "0.00",
    "paid_assistance": "0.00",
    "paid_commercial": "0.00",
    "paid_other_aid": "0.00",
    "invoice_numbers": ["A1", "A2"],
    "funded_elsewhere": False,
}
SEALED_ANSWERS = '{"illness": "cancer", "cause": "illness"}'


@pytest.fixture
def program(places, approver):
    return open_program(program=make_program("student_aid", always_open=True), by=approver, at=AT)


@pytest.fixture
def pupils(program, community, places, worker):
    """Primary, primary and senior; the last lives elsewhere and is 16, and has a certificate of its own."""

    def pupil(area, stage, born, category="DIBAO"):
        child = ready_person(program, area, birth_date=born)
        HardshipCertificateFactory(person=child, category=category, checked_by=worker, checked_at=AT)
        return make_application(program, area, applicant=child, answers={**PUPIL, "stage": stage})

    return [
        pupil(community, "primary", date(2015, 5, 1)),
        pupil(community, "primary", date(2014, 5, 1), "MARGINAL"),
        pupil(places["410172560-shixinzhuang"], "senior", date(2009, 9, 1)),
    ]


def values(program, **changes):
    return {**program.terms.get().values, **changes}


def simulated(program, **changes):
    return simulate_program(program, before=values(program), after=values(program, **changes), since=LONG_AGO, on=ON)


def test_the_facts_of_a_caseload_are_those_of_each_case(pupils, program, worker, community):
    """Papers, consents, certificates that end, a guardian's, other cases of the person."""
    first = pupils[0]
    paper = DocumentFactory(person=first.applicant, kind="DOC_ENROLMENT")
    ApplicationDocument.objects.create(
        application=first, document=paper, kind="DOC_ENROLMENT", added_at=AT, added_by=worker
    )
    guardian = GuardianLinkFactory(ward=pupils[1].applicant, guardian=PersonFactory(area=community)).guardian
    HardshipCertificateFactory(person=guardian, category="DESTITUTE", checked_by=worker, checked_at=AT)
    HardshipCertificateFactory(
        person=first.applicant, category="ORPHAN", valid_to=date(2026, 3, 1), checked_by=worker, checked_at=AT
    )
    other = make_program("student_aid", slug="other")
    make_application(other, community, applicant=first.applicant)

    load = Caseload(program, since=LONG_AGO, parameters=values(program))

    rows = {row.key: row for row in load.rows()}
    assert list(rows) == [case.pk for case in pupils]
    for case in pupils:
        facts = dict(zip(load.names, rows[case.pk].facts, strict=True))
        assert rows[case.pk].on == case_of(case).on
        assert {name: facts.get(name) for name in case_of(case).facts if name not in program.scheme.sensitive} == {
            name: value for name, value in case_of(case).facts.items() if name not in program.scheme.sensitive
        }
        assert {*OF_CASE} <= facts.keys()


def test_bills_used_elsewhere_are_taken(places, community, worker):
    program = make_program("employee_illness_aid")
    case = make_application(program, community, answers=BILLS, sensitive_answers=SEALED_ANSWERS)
    other = make_application(program, community, answers=BILLS)
    ClaimUse.objects.create(application=other, kind="invoice", number="A1", person=other.applicant)
    ClaimUse.objects.create(application=case, kind="invoice", number="A2", person=case.applicant)

    load = Caseload(program, since=LONG_AGO, parameters=values(program))

    facts = [dict(zip(load.names, row.facts, strict=True)) for row in load.rows()]
    assert [{claim.number for claim in fact["history"].taken} for fact in facts] == [{"A1"}, {"A2"}]
    assert facts[0]["history"] == case_of(case).facts["history"]


def test_sealed_answers_are_not_opened_and_their_stored_result_stands_in(places, community, worker):
    program = make_program("employee_illness_aid")
    case = make_application(program, community, answers=BILLS, sensitive_answers=SEALED_ANSWERS)
    access = AccessContext(by=worker, purpose="case_handling", at=AT)
    case.assessment = judge(case, access)
    case.save(update_fields=["assessment"])
    looks = PersonalDataAccess.objects.count()

    load = Caseload(program, since=LONG_AGO, parameters=values(program))
    row = next(load.rows())
    facts = dict(zip(load.names, row.facts, strict=True))

    assert facts[SEALED + "S03-6"] == "yes"
    assert "illness" not in facts
    assert PersonalDataAccess.objects.count() == looks
    found = compare(
        program.scheme,
        [row],
        names=load.names,
        before=values(program),
        after=values(program, threshold_enterprise=Decimal("50000.00")),
        counts=counts_as_case,
    )
    assert (found.total.before.people, found.total.before.fen, found.newly_out) == (1, 300_000, [case.pk])


def test_by_hand_amounts_and_who_drops_out(pupils, program):
    """Primary 1,000 → 1,100 yuan; older than 15 no longer; nobody by MARGINAL."""
    accepted = [code for code in values(program)["hardship_accepted"] if code != "MARGINAL"]

    result = simulated(program, primary_yuan=Decimal("1100.00"), oldest=15, hardship_accepted=accepted)

    total = result.cases.total
    assert (result.cases.rows, total.before.people, total.before.fen) == (3, 3, 350_000)
    assert (total.after.people, total.after.fen, total.newly_out, total.newly_in) == (2, 220_000, 1, 0)
    assert [(mover.reference, mover.name) for mover in result.cases_out] == [(pupils[2].reference, "张**")]
    by_place = {row.name: (row.cases.before.people, row.cases.after.people) for row in result.places}
    assert by_place == {str(pupils[0].area): (2, 2), str(pupils[2].area): (1, 0)}


def test_the_simulation_says_what_the_rules_say_case_by_case(pupils, program):
    after = values(program, oldest=11, junior_yuan=Decimal("1.00"))
    expected = [assess(program.scheme, type(case_of(c))(case_of(c).on, case_of(c).facts, after)) for c in pupils]

    result = simulated(program, oldest=11, junior_yuan=Decimal("1.00"))

    inside = [one for one in expected if one.outcome != "no"]
    assert result.cases.total.after.people == len(inside) == 2
    assert result.cases.total.after.fen == sum(one.amount.fen for one in inside)


def test_the_registry_counts_who_has_not_asked_and_estimates_by_the_average(pupils, program, community, worker):
    quiet = PersonFactory(area=community, birth_date=date(2009, 9, 1), name="陈示甲")
    HardshipCertificateFactory(person=quiet, category="DIBAO", checked_by=worker, checked_at=AT)

    result = simulated(program, oldest=15)

    people = result.people.total
    assert (people.before.people, people.after.people, people.newly_out) == (1, 0, 1)
    assert [(mover.reference, mover.name) for mover in result.people_out] == [(quiet.reference, "陈**")]
    assert (result.estimate_before_fen, result.estimate_after_fen) == (350_000 // 3, 0)


def test_with_no_case_left_in_the_page_says_why_there_is_no_estimate(desk, pupils, program, community, worker):
    quiet = PersonFactory(area=community, birth_date=date(2007, 9, 1), name="陈示甲")
    HardshipCertificateFactory(person=quiet, category="DIBAO", checked_by=worker, checked_at=AT)

    result = simulated(program, youngest=18)
    page = desk.post(reverse("programs_simulate", args=[program.pk]), posted(program, youngest=18)).text

    assert (result.cases.total.after.people, result.people.total.after.people) == (0, 1)
    assert (result.estimate_before_fen, result.estimate_after_fen) == (350_000 // 3, None)
    assert result.lacks_estimate
    assert "无法估算" in page


def test_cases_before_the_chosen_day_are_left_out(pupils, program):
    result = simulate_program(
        program, before=values(program), after=values(program), since=AT + timedelta(days=1), on=ON
    )

    assert result.cases.rows == 0


# --- The page ---------------------------------------------------------------------------------------------------------


def posted(program, **changes):
    data = program.scheme.parameters.as_data(as_json(values(program, **changes)))
    return {**{name: value for name, value in data.items() if value is not None}, "since": "2025-01-01"}


@pytest.fixture
def desk(client, approver):
    client.force_login(approver)
    return client


def test_the_page_shows_sums_places_and_masked_names(desk, pupils, program):
    address = reverse("programs_simulate", args=[program.pk])
    assert desk.get(address).status_code == 200

    response = desk.post(address, posted(program, oldest=15, primary_yuan=Decimal("1100.00")))

    text = response.content.decode()
    assert response.status_code == 200
    assert [line.name for line in response.context["changed"]] == ["primary_yuan", "oldest"]
    assert "2,200.00" in text
    assert pupils[2].reference in text
    assert "张演一" not in text
    assert [(bar.before, bar.after, bar.before_width) for bar in response.context["bars"]] == [
        (2, 2, 100.0),
        (1, 0, 50.0),
    ]
    assert ProgramTerms.objects.filter(program=program).count() == 1


def test_the_choice_is_frozen_as_new_terms(desk, pupils, program):
    """What the hidden fields of the page hold is what is published, unchanged."""
    response = desk.post(reverse("programs_simulate", args=[program.pk]), posted(program, oldest=15))
    frozen: dict = {}
    for name, value in response.context["frozen"]:
        frozen.setdefault(name, []).append(value)

    data = {**frozen, "valid_from": "2099-01-01", "source": "会议纪要"}
    response = desk.post(reverse("admin:programs_publish_terms", args=[program.pk]), data)

    assert response.status_code == 302
    new = program.terms.get(version=2)
    assert new.values == {**program.terms.get(version=1).values, "oldest": 15}
    assert Event.objects.filter(code="programs.terms_published").last().data["changed"] == ["oldest"]


def test_what_cannot_be_read_comes_back_with_its_errors(desk, program):
    response = desk.post(reverse("programs_simulate", args=[program.pk]), {**posted(program), "oldest": "many"})

    assert response.status_code == 422
    assert "simulation" not in response.context


def test_a_confidential_scheme_is_not_simulated(desk):
    program = make_program("judicial_aid_fund")

    response = desk.post(reverse("programs_simulate", args=[program.pk]), {})

    assert response.status_code == 200
    assert "simulation" not in response.context
    assert "密封" in response.content.decode()


@pytest.mark.parametrize("name", ["reviewer", "worker", "auditor", "accountant"])
def test_only_those_who_publish_terms_try_them(client, cast, program, name):
    client.force_login(cast[name])

    assert client.get(reverse("programs_simulate", args=[program.pk])).status_code == 403


def test_three_cases_need_the_queries_of_one(pupils, program):
    asked = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            result = simulate_program(program, before=values(program), after=values(program), since=LONG_AGO, on=ON)
        asked.append((result.cases.rows, len(queries)))
        Application.objects.filter(pk__in=[case.pk for case in pupils[1:]]).update(submitted_at=LONG_AGO - timedelta(1))

    assert asked == [(3, 26), (1, 26)]


HOUSEHOLD = {"hukou_in_zone": True, "residence_in_zone": True, "hardship_claimed": "NONE", "funded_elsewhere": False}
NO_MONEY = dict.fromkeys(
    (
        "income_business",
        "income_property",
        "income_transfers",
        "excluded_honours",
        "excluded_scholarships",
        "excluded_relief",
        "excluded_pension",
    ),
    "0.00",
)


@pytest.fixture
def households(places, community, approver, worker):
    """Two, three and five persons with 1,000.00 yuan a head; the incomes are sealed."""
    program = open_program(program=make_program("marginal_household_aid"), by=approver, at=AT)
    for persons in (2, 3, 5):
        sealed = {**NO_MONEY, "income_wages": f"{persons * 12_000}.00", "property_yuan": "0.00"}
        case = make_application(
            program,
            community,
            applicant=ready_person(program, community),
            answers={**HOUSEHOLD, "persons_at_home": persons, "persons_not_counted": 0},
            sensitive_answers=json.dumps({**sealed, "has_second_home": False, "has_car": False}),
        )
        case.assessment = judge(case, AccessContext(by=worker, purpose="case_handling", at=AT))
        case.save(update_fields=["assessment"])
    return program


def test_other_sums_for_households_are_counted_by_their_size(households):
    """1,500 + 2,000 + 2,000 yuan so far; with 1,600 and 2,100, and large from four on: 1,600 + 1,600 + 2,100."""
    changes = {"small_yuan": Decimal("1600.00"), "large_yuan": Decimal("2100.00"), "large_from": 4}

    result = simulated(households, **changes)

    assert (result.cases.total.before.people, result.cases.total.before.fen) == (3, 550_000)
    assert (result.cases.total.after.people, result.cases.total.after.fen) == (3, 530_000)
    assert (result.cases.total.after.unpriced, result.blind) == (0, [])


def test_another_limit_of_a_sealed_income_is_said_to_be_blind(households):
    result = simulated(households, income_factor=Decimal("1.20"))

    assert (result.blind, result.opened, result.cases_out) == (["S04-1B"], 0, [])


# --- Sealed incomes, opened by the program alone ----------------------------------------------------------------------


@pytest.fixture
def four_incomes(places, community, approver, worker):
    """One person each, with 740, 875.99, 876 and 1,100 yuan a month: under 1.5 × 730 the last one is out."""
    program = open_program(program=make_program("marginal_household_aid"), by=approver, at=AT)
    cases = []
    for monthly in ("740.00", "875.99", "876.00", "1100.00"):
        sealed = {**NO_MONEY, "income_wages": str(Decimal(monthly) * 12), "property_yuan": "0.00"}
        case = make_application(
            program,
            community,
            applicant=ready_person(program, community),
            answers={**HOUSEHOLD, "persons_at_home": 1, "persons_not_counted": 0},
            sensitive_answers=json.dumps({**sealed, "has_second_home": False, "has_car": False}),
        )
        case.assessment = judge(case, AccessContext(by=worker, purpose="case_handling", at=AT))
        case.save(update_fields=["assessment"])
        cases.append(case)
    return cases


def opened(case, by, **changes):
    program = case.program
    access = AccessContext(by=by, purpose="simulation", at=AT, reason=program.slug)
    terms = {"before": values(program), "after": values(program, **changes)}
    return simulate_program(program, since=LONG_AGO, on=ON, access=access, **terms)


@pytest.mark.parametrize(
    ("factor", "after", "newly_in", "newly_out"),
    [
        ("1.20", 2, [], [2]),  # below 876.00: 740 and 875.99
        ("1.51", 4, [3], []),  # below 1,102.30: all
        ("1.01", 0, [], [0, 1, 2]),  # below 737.30: nobody
        ("1.50", 3, [], []),
    ],
)
def test_by_hand_other_limits_of_a_sealed_income_name_who_is_newly_in_and_out(
    four_incomes, approver, factor, after, newly_in, newly_out
):
    result = opened(four_incomes[0], approver, income_factor=Decimal(factor))

    assert result.blind == []
    assert (result.cases.total.before.people, result.cases.total.after.people) == (3, after)
    assert result.cases.total.after.fen == after * 150_000
    assert {mover.reference for mover in result.cases_in} == {four_incomes[n].reference for n in newly_in}
    assert {mover.reference for mover in result.cases_out} == {four_incomes[n].reference for n in newly_out}


def test_each_case_whose_sealed_answers_were_read_is_recorded_and_none_without_need(four_incomes, approver):
    looks = PersonalDataAccess.objects.filter(purpose="simulation")

    assert opened(four_incomes[0], approver, small_yuan=Decimal("1600.00")).opened == 0
    assert looks.count() == 0
    assert opened(four_incomes[0], approver, income_factor=Decimal("1.20")).opened == 4
    assert set(looks.values_list("actor", "subject_id")) == {(approver.pk, case.pk) for case in four_incomes}


def test_the_page_opens_sealed_answers_only_when_asked_and_shows_none(desk, four_incomes):
    program = four_incomes[0].program
    address, data = reverse("programs_simulate", args=[program.pk]), posted(program, income_factor=Decimal("1.20"))

    without = desk.post(address, data)
    asked = desk.post(address, {**data, "opens_sealed": "on"})

    assert (without.context["simulation"].blind, asked.context["simulation"].blind) == (["S04-1B"], [])
    assert [mover.reference for mover in asked.context["simulation"].cases_out] == [four_incomes[2].reference]
    assert "10,512.00" not in asked.content.decode()


def test_the_registered_income_stands_before_the_sealed_answer(four_incomes, approver, worker, community):
    """Registered are 1,000 yuan a month for the one who answered 740."""
    person = four_incomes[0].applicant
    register.open_household(head=person, by=worker, at=AT)
    register.declare_income(
        person=person,
        kind="wage",
        amount_fen=1_200_000,
        first_month=date(2025, 1, 1),
        last_month=date(2026, 2, 1),
        by=worker,
        at=AT,
    )
    case = Application.objects.get(pk=four_incomes[0].pk)
    assert case_of(case).facts["economy"] is not None

    result = opened(case, approver, income_factor=Decimal("1.10"))

    load = Caseload(case.program, since=LONG_AGO, parameters=values(case.program))
    row = dict(zip(load.names, next(load.rows()).facts, strict=True))
    assert {name: row[name] for name in ("economy", "household")} == {
        name: case_of(case).facts[name] for name in ("economy", "household")
    }
    assert case.reference in {mover.reference for mover in result.cases_out}
