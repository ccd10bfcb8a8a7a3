"""The registered income of a household decides a case, is found by the night, and stands in the evidence.

The demo standard of the allowance is 730.00 yuan; 1.5 times it is 1,095.00. The day is 2 March 2026, so that the twelve
months are March 2025 to February 2026.
"""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.economy_facts import EconomyBook, economy_fact
from applications.evidence import Evidence
from applications.facts import judge
from applications.models import UnclaimedAid
from applications.people_facts import kept_records
from applications.services.unclaimed import find_unclaimed_aid
from beneficiaries.services import declare_income, declare_property, set_standing, take_back_declaration
from programs.household import RegisteredEconomy
from programs.services import open_program
from protection.access import AccessContext
from tests.factories.applications import AT, make_application, make_program
from tests.factories.beneficiaries import (
    PERSONS,
    ConsentFactory,
    DocumentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)

ON = date(2026, 3, 2)
MARCH, FEBRUARY = date(2025, 3, 1), date(2026, 2, 1)
ANSWERS = {"hukou_in_zone": True, "residence_in_zone": True, "hardship_claimed": "NONE", "funded_elsewhere": False}


@pytest.fixture
def program(places, approver):
    return open_program(program=make_program("marginal_household_aid"), by=approver, at=AT)


@pytest.fixture
def family(community):
    """Husband (head), wife, a daughter of ten."""
    people = {
        "self": PersonFactory(area=community, birth_date=date(1970, 3, 15), id_number=PERSONS["孙例六"]),
        "spouse": PersonFactory(area=community, birth_date=date(1982, 1, 1)),
        "child": PersonFactory(area=community, birth_date=date(2016, 1, 1)),
    }
    home = HouseholdFactory(head=people["self"])
    for relation, person in people.items():
        HouseholdMemberFactory(household=home, person=person, relation=relation)
    return people


@pytest.fixture
def declare(worker):
    def one(person, yuan, first=MARCH, last=FEBRUARY, kind="wage", **more):
        return declare_income(
            person=person,
            kind=kind,
            amount_fen=round(yuan * 100),
            first_month=first,
            last_month=last,
            by=worker,
            at=AT,
            **more,
        )

    return one


@pytest.fixture
def own(worker):
    def one(person, kind, yuan):
        return declare_property(person=person, kind=kind, value_fen=yuan * 100, as_of=ON, by=worker, at=AT)

    return one


def fact_of(person):
    return economy_fact(person, on=ON)


# --- The fact ---------------------------------------------------------------------------------------------------------


def test_all_that_counts_by_all_who_count(family, declare):
    """30,000 + 6,000 of three; the scholarship of the wife and what lies before March do not count."""
    declare(family["self"], 30_000)
    declare(family["spouse"], 6_000, kind="farming")
    declare(family["spouse"], 9_000, kind="scholarship")
    declare(family["self"], 24_000, first=date(2024, 3, 1), last=date(2025, 2, 1))

    assert [fact_of(person) for person in family.values()] == [RegisteredEconomy(3, 3_600_000)] * 3


def test_half_of_a_year_that_lies_half_outside(family, declare):
    declare(family["self"], 24_000, first=date(2024, 9, 1), last=date(2025, 8, 1))
    declare(family["self"], 6_000, first=date(2025, 9, 1))
    declare(family["spouse"], 0)

    assert fact_of(family["self"]) == RegisteredEconomy(3, 1_800_000)


def test_a_month_of_which_nothing_is_known_leaves_it_open(family, declare):
    declare(family["self"], 30_000)
    assert fact_of(family["self"]) is None  # nothing of the wife

    declare(family["spouse"], 5_000, last=date(2026, 1, 1))
    assert fact_of(family["self"]) == RegisteredEconomy(3, None)  # nothing of her February

    declare(family["spouse"], 0, first=FEBRUARY)
    assert fact_of(family["self"]) == RegisteredEconomy(3, 3_500_000)


def test_who_is_in_prison_counts_neither_as_income_nor_as_member(family, declare, worker):
    declare(family["self"], 30_000)
    declare(family["spouse"], 12_000)
    member = family["self"].memberships.get()
    set_standing(member=member, away="prison", away_since=date(2025, 1, 1), by=worker, at=AT)

    assert fact_of(family["spouse"]) == RegisteredEconomy(2, 1_200_000)


def test_a_grown_up_child_who_earns_does_not_count_and_a_student_does(family, declare, worker):
    family["child"].birth_date = date(2006, 1, 1)
    family["child"].save()
    declare(family["self"], 30_000)
    declare(family["spouse"], 0)
    assert fact_of(family["self"]) == RegisteredEconomy(2, 3_000_000)

    set_standing(member=family["child"].memberships.get(), support="student", by=worker, at=AT)

    assert fact_of(family["self"]) == RegisteredEconomy(3, 3_000_000)


def test_the_home_is_no_money_and_a_shop_is_a_second_home(family, declare, own):
    declare(family["self"], 30_000)
    declare(family["spouse"], 0)
    own(family["self"], "home", 400_000)
    own(family["spouse"], "savings", 20_000)
    assert fact_of(family["self"])[2:] == (2_000_000, False, False)

    own(family["self"], "house", 300_000)
    own(family["self"], "car", 0)

    assert fact_of(family["self"])[2:] == (2_000_000, True, False)


def test_two_records_of_the_wife_are_one_member(family, declare, community):
    other = PersonFactory(area=community, merged_into=family["spouse"])
    declare(family["self"], 30_000)
    declare(other, 1_200)

    assert fact_of(other) == fact_of(family["self"]) == RegisteredEconomy(3, 3_120_000)


def test_what_is_known_of_all_is_what_is_known_of_each(family, declare, own, community):
    other = PersonFactory(area=community, merged_into=family["self"])
    declare(other, 30_000)
    declare(family["spouse"], 0)
    own(other, "savings", 20_000)
    alone = PersonFactory(area=community, birth_date=date(1990, 1, 1))
    HouseholdMemberFactory(household=HouseholdFactory(head=alone), person=alone, relation="self")
    declare(alone, 9_000, first=FEBRUARY)

    book = EconomyBook(kept_records(), on=ON)

    for person in (*family.values(), alone):
        assert book.of(person.pk) == fact_of(person)
    assert book.of(alone.pk) is None
    assert book.of(family["child"].pk) == RegisteredEconomy(3, 3_000_000, 2_000_000, False, False)


@pytest.mark.parametrize("homes", [1, 3])
def test_many_households_need_the_queries_of_one(declare, community, homes):
    for _home in range(homes):
        person = PersonFactory(area=community, birth_date=date(1990, 1, 1))
        HouseholdMemberFactory(household=HouseholdFactory(head=person), person=person, relation="self")
        declare(person, 9_000)

    with CaptureQueriesContext(connection) as queries:
        EconomyBook({}, on=ON)

    assert len(queries) == 3


# --- The judgement ----------------------------------------------------------------------------------------------------


def outcomes(person, program, community, worker, **answers):
    for purpose in ("PROCESS_BASIC", "PROCESS_SENSITIVE", "ECONOMIC_CHECK"):
        ConsentFactory(person=person, purpose=purpose)
    case = make_application(program, community, applicant=person, answers={**ANSWERS, **answers}, at=AT)
    judged = judge(case, AccessContext(by=worker, purpose="case_handling", at=AT))
    rules = {row["rule"]: row["outcome"] for row in judged["results"] if row["rule"].startswith("S04-1")}
    return case, judged, rules


@pytest.mark.parametrize(
    ("year", "least", "below"),
    [
        (39_420.00, "yes", "no"),  # 1,095.00 a head: not below 1.5 times
        (39_419.99, "yes", "yes"),
        (26_280.00, "yes", "yes"),  # 730.00 a head: the standard itself
        (26_279.99, "no", "yes"),  # below it the allowance is asked for first
    ],
)
def test_the_edges_of_the_band(family, declare, program, community, worker, year, least, below):
    declare(family["self"], year)
    declare(family["spouse"], 0)

    _case, judged, rules = outcomes(family["self"], program, community, worker)

    assert (rules["S04-1A"], rules["S04-1B"], rules["S04-1P"]) == (least, below, "unknown")
    if (least, below) == ("yes", "yes"):
        assert judged["amount"]["fen"] == 200_000  # three who count


@pytest.mark.parametrize(("savings", "outcome"), [(52_560, "yes"), (52_561, "no")])  # 17,520.00 a head
def test_the_edge_of_the_property(family, declare, own, program, community, worker, savings, outcome):
    declare(family["self"], 30_000)
    declare(family["spouse"], 0)
    own(family["self"], "savings", savings)

    assert outcomes(family["self"], program, community, worker)[2]["S04-1P"] == outcome


def test_the_register_stands_before_the_answers_and_without_it_they_count(family, declare, program, community, worker):
    answered = {
        "persons_at_home": 3,
        "persons_not_counted": 0,
        "income_wages": "36000.00",
        **dict.fromkeys(("income_business", "income_property", "income_transfers"), "0.00"),
        **dict.fromkeys(("excluded_honours", "excluded_scholarships", "excluded_relief", "excluded_pension"), "0.00"),
    }
    case, _judged, by_answers = outcomes(family["self"], program, community, worker, **answered)
    assert by_answers["S04-1B"] == "yes"

    declare(family["self"], 60_000)
    declare(family["spouse"], 0)
    judged = judge(case, AccessContext(by=worker, purpose="case_handling", at=AT))

    assert {row["rule"]: row["outcome"] for row in judged["results"]}["S04-1B"] == "no"
    assert not any("60000" in str(row) or "1666" in str(row) for row in judged["results"])


ANSWERED = {
    "persons_at_home": 3,
    "persons_not_counted": 0,
    "income_wages": "36000.00",
    **dict.fromkeys(("income_business", "income_property", "income_transfers"), "0.00"),
    **dict.fromkeys(("excluded_honours", "excluded_scholarships", "excluded_relief", "excluded_pension"), "0.00"),
}


def test_income_that_ends_before_the_month_before_the_case_is_not_known(family, declare, program, community, worker):
    """Neither the stale declaration (too rich) nor the answers (within the band) decide; the paper would settle it."""
    declare(family["self"], 60_000, last=date(2026, 1, 1))
    declare(family["spouse"], 0)

    case, judged, rules = outcomes(family["self"], program, community, worker, **ANSWERED)

    assert (rules["S04-1A"], rules["S04-1B"]) == ("unknown", "unknown")
    assert "DOC_INCOME_DECL" in judged["missing_documents"]

    declare(family["self"], 0, first=FEBRUARY)
    judged = judge(case, AccessContext(by=worker, purpose="case_handling", at=AT))
    assert {row["rule"]: row["outcome"] for row in judged["results"]}["S04-1B"] == "no"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 31), RegisteredEconomy(3, 3_600_000)),  # February is the month before
        (date(2026, 4, 1), RegisteredEconomy(3, None)),  # March is missing from the first of April
        (date(2027, 2, 28), RegisteredEconomy(3, None)),  # one month of the twelve is known still
        (date(2027, 3, 1), None),  # nothing of the twelve: the answers count
    ],
)
def test_the_days_on_which_a_declaration_goes_stale(family, declare, on, expected):
    declare(family["self"], 36_000)
    declare(family["spouse"], 0)

    assert economy_fact(family["self"], on=on) == expected


def test_the_evidence_says_until_when_the_income_is_known(family, declare, program, community, worker):
    declare(family["self"], 60_000, last=date(2026, 1, 1))
    declare(family["spouse"], 0)
    case, case.assessment, _rules = outcomes(family["self"], program, community, worker, **ANSWERED)
    case.save(update_fields=["assessment"])

    found = pieces(case, "S04-1B", for_family=True, sees_income=True)

    assert ("register", "只登记到2026-01：请补充申报至申请前一个月", "", None) in found
    assert not any("60,000" in value for _origin, value, *_rest in found)


# --- The night --------------------------------------------------------------------------------------------------------


def test_a_household_within_the_band_is_found_by_its_registered_income(program, family, declare, community):
    for year in (13_140, 8_759.99):  # 1,095.00 and 729.99 a head: above the band and below it
        other = PersonFactory(area=community, birth_date=date(1990, 1, 1))
        HouseholdMemberFactory(household=HouseholdFactory(head=other), person=other, relation="self")
        declare(other, year)
    declare(family["self"], 30_000)
    declare(family["spouse"], 0)

    find_unclaimed_aid(at=datetime.combine(ON, AT.timetz()))

    found = UnclaimedAid.objects.open().values_list("person_id", flat=True)
    assert set(found) == {family["self"].pk}  # who stands for the household
    assert {find.amount_fen for find in UnclaimedAid.objects.open()} == {200_000}


# --- The evidence -----------------------------------------------------------------------------------------------------


@pytest.fixture
def proven(family, declare, own, program, community, worker):
    paper = DocumentFactory(person=family["self"], kind="DOC_INCOME_DECL", expires_on=date(2026, 3, 15))
    declare(family["self"], 30_000, proof="document", document=paper)
    declare(family["spouse"], 6_000, proof="certified")
    own(family["self"], "savings", 20_000)
    case, case.assessment, _rules = outcomes(family["self"], program, community, worker, persons_at_home=2)
    case.save(update_fields=["assessment"])
    return case


def pieces(case, code, **reader):
    groups = Evidence(case, **reader).groups
    (row,) = [row for _label, rows in groups for row in rows if row.code == code]
    return [(p.origin.code, str(p.value), p.by, p.expires_on) for p in row.pieces]


def test_staff_read_each_source_with_its_end(proven, worker):
    found = pieces(proven, "S04-1B", for_family=False, sees_income=True)

    assert found[-4:] == [
        ("register", "1,000.00元：十二个月共36,000.00元，3人", "", date(2026, 3, 15)),
        ("look_up", "6,000.00 (2025-03 – 2026-02)", str(worker), date(2026, 3, 31)),
        ("paper", "30,000.00 (2025-03 – 2026-02)", str(worker), date(2026, 3, 15)),
        ("statement", "20,000.00 (2026-03-02)", str(worker), None),
    ]


def test_the_answers_that_were_not_used_are_not_listed(proven):
    found = pieces(proven, "S04-1B", for_family=False, sees_income=True)

    assert [origin for origin, *_rest in found] == ["answer", "register", "look_up", "paper", "statement"]


def test_the_family_reads_the_sum_and_not_who_earns_what(proven):
    found = pieces(proven, "S04-1B", for_family=True, sees_income=True)

    assert [origin for origin, *_rest in found] == ["answer", "register"]


def test_who_may_not_know_the_hardship_reads_no_sum(client, proven, auditor, worker):
    assert {value for origin, value, *_ in pieces(proven, "S04-1B", for_family=False) if origin != "answer"} == {"None"}

    client.force_login(auditor)
    page = client.get(f"/applications/{proven.reference}/conditions/")
    assert "30,000.00" not in page.content.decode()

    client.force_login(worker)
    assert "30,000.00" in client.get(f"/applications/{proven.reference}/conditions/").content.decode()


def test_a_case_that_the_register_cannot_answer_lists_the_answers(proven, family, worker):
    take_back_declaration(declaration=family["self"].incomedeclarations.get(), by=worker, at=AT)

    origins = {origin for origin, *_rest in pieces(proven, "S04-1B", for_family=False, sees_income=True)}

    assert origins == {"answer"}
