"""What an assessment says besides yes, no and unknown; the schemes' own cases are in test_every_scheme.py."""

from datetime import date

from django.utils import translation

from programs.eligibility import Assessment, assess
from programs.registry import scheme
from programs.rules import UNKNOWN, Case


def judged(code: str, **changes) -> Assessment:
    one = scheme(code)
    return assess(one, Case(one.baseline.on, {**one.baseline.facts, **changes}, one.default_parameters()))


def by_code(assessment: Assessment) -> dict:
    return {result.rule.code: result for result in assessment.results}


def test_each_line_tells_the_value_the_limit_and_the_source():
    line = by_code(judged("student_aid"))["S01-2A"]

    with translation.override("en"):
        assert (line.value, line.limit, line.rule.operator) == (13, 6, "≥")
        assert line.sentence == "The child is at least 6 years old."
        assert line.source.mark == "D"
    with translation.override("zh-hans"):
        assert line.sentence == "学生年满6周岁。"


def test_all_reasons_are_told_at_once():
    assessment = judged("employee_illness_aid", employer_in_zone=False, cause="work_injury", funded_elsewhere=True)

    assert assessment.refusal_codes == ("R01", "R13", "R07")
    assert [r.rule.code for r in assessment.failed] == ["S03-1", "S03-6", "C-05"]
    assert assessment.amount is None


def test_the_amount_explains_itself():
    with translation.override("en"):
        amount = judged("employee_illness_aid", hardship_categories=frozenset({"DIBAO"})).amount

    assert amount.fen == 1_000_000
    assert amount.sentence == (
        "Own costs of 86,400.00 yuan: the tier from 100,000.00 yuan on gives 10,000.00 yuan. "
        "The next higher tier applies because of the hardship category."
    )


def test_what_is_left_of_the_cap():
    """Terms may allow several grants a year; the cap still holds."""
    from programs.history import AidHistory, PastGrant

    history = AidHistory(grants=(PastGrant("employee_illness_aid", date(2023, 2, 1), 1_800_000),))
    one = scheme("employee_illness_aid")
    case = Case(one.baseline.on, {**one.baseline.facts, "history": history}, one.default_parameters())

    assert one.amount(case).fen == 200_000


def test_the_shortest_list_of_papers():
    assessment = judged(
        "student_aid",
        enrolled=None,
        stage=None,
        school_in_zone=None,
        hukou_in_zone=None,
        birth_date=None,
        identity_checked=None,
        guardian_relation=None,
    )

    assert assessment.outcome is UNKNOWN
    assert assessment.missing_documents == ("DOC_ID", "DOC_ENROLMENT")


def test_sensitive_values_never_leave_the_sealed_answers():
    stored = judged("employee_illness_aid").as_json()

    assert {row["rule"]: row["value"] for row in stored["results"] if row["hidden"]} == {
        "S03-3": None,
        "S03-3P": None,
        "S03-6": None,
    }
    assert "tumour" not in str([row["value"] for row in stored["results"]])


def test_a_rule_that_no_longer_exists_is_left_out_of_an_old_judgement():
    stored = judged("student_aid").as_json()
    stored["results"].append({"rule": "GONE", "outcome": "no", "value": None, "limit": None, "hidden": False})

    read = Assessment.from_json(stored, scheme("student_aid"))

    assert "GONE" not in by_code(read)
    assert read.outcome == "yes"
