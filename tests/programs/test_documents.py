"""Which papers a case needs."""

import pytest

from programs.registry import scheme
from programs.rules import Case


def papers(code: str, **changes) -> dict[str, bool]:
    one = scheme(code)
    case = Case(one.baseline.on, {**one.baseline.facts, **changes}, one.default_parameters())
    return {need.kind: need.required for need in one.documents(case)}


def test_what_the_registry_knows_is_not_asked_for():
    assert "DOC_HARDSHIP" not in papers("student_aid")


def test_what_it_does_not_know_is():
    assert papers("student_aid", hardship_categories=frozenset())["DOC_HARDSHIP"] is True
    assert "DOC_HARDSHIP" not in papers("student_aid", hardship_categories=frozenset(), hardship_claimed="NONE")


def test_a_paper_whose_condition_is_open_is_listed_and_not_required():
    listed = papers("student_aid", guardian_relation=None, hardship_categories=frozenset(), hardship_claimed=None)

    assert (listed["DOC_GUARDIAN"], listed["DOC_HARDSHIP"], listed["DOC_ID"]) == (False, False, True)


@pytest.mark.parametrize(("relation", "asked"), [("parent", False), ("grandparent", True), ("other", True)])
def test_guardians_who_are_no_parents_show_that_they_may_act(relation, asked):
    assert ("DOC_GUARDIAN" in papers("student_aid", guardian_relation=relation)) is asked


def test_the_victim_shows_the_harm_and_the_widow_the_death():
    widow = {"applicant_role": "relative", "victim_died": True, "relation": "spouse"}

    assert {"DOC_HARM", "DOC_DEATH", "DOC_RELATION"} & set(papers("judicial_aid_fund")) == {"DOC_HARM"}
    assert {"DOC_HARM", "DOC_DEATH", "DOC_RELATION"} & set(papers("judicial_aid_fund", **widow)) == {
        "DOC_DEATH",
        "DOC_RELATION",
    }


def test_consents_follow_the_age():
    one = scheme("student_aid")

    def purposes(**changes):
        case = Case(one.baseline.on, {**one.baseline.facts, **changes}, one.default_parameters())
        return [need.purpose for need in one.consents_for(case)]

    assert purposes() == ["PROCESS_BASIC", "PROCESS_SENSITIVE", "ECONOMIC_CHECK", "GUARDIAN_MINOR"]
    assert purposes(birth_date=one.baseline.on.replace(year=2005)) == purposes()[:3]
    assert purposes(birth_date=None) == purposes()
