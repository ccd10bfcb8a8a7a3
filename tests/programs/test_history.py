"""Earlier aid, counted by day and by number."""

from datetime import date

from programs.history import AidHistory, Claim, PastGrant, claims_of
from programs.registry import scheme
from programs.rules import Case

HISTORY = AidHistory(
    grants=(
        PastGrant("student_aid", date(2023, 9, 1), 100_000),
        PastGrant("student_aid", date(2024, 8, 31), 120_000),
        PastGrant("judicial_aid_fund", date(2024, 1, 1), 1_200_000),
    )
)


def test_both_ends_of_a_period_count_and_other_schemes_do_not():
    assert HISTORY.granted_fen("student_aid", date(2023, 9, 1), date(2024, 8, 31)) == 220_000
    assert HISTORY.granted_fen("student_aid", date(2023, 9, 2), date(2024, 8, 30)) == 0


def test_one_number_is_one_claim_however_it_is_written():
    assert claims_of("invoice", ["demo 1", "DEMO1", "demo2"]) == (Claim("invoice", "DEMO1"), Claim("invoice", "DEMO2"))


def test_schemes_name_their_claims():
    def claims(code, **facts):
        return scheme(code).claims(Case(date(2023, 9, 5), facts, {}))

    assert claims("employee_illness_aid", invoice_numbers=("A1",)) == (Claim("invoice", "A1", per_person=False),)
    assert claims("judicial_aid_fund", case_number="2023-1") == (Claim("judicial_case", "2023-1", per_person=True),)
    assert claims("student_aid") == claims("judicial_aid_fund") == claims("employee_illness_aid") == ()
