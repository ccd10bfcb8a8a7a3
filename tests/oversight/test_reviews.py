"""Blind re-reviews: a fair and repeatable draw, judged by somebody free of the case, compared per criterion."""

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from oversight.models import BlindReview, CriterionJudgement
from oversight.selectors import _sentence, criterion_disagreement, decision_disagreement
from oversight.services import reviews as services
from programs.eligibility import Assessment
from programs.registry import scheme, schemes
from programs.rules import Case
from tests.factories.applications import make_program
from tests.factories.case_states import case_in
from tests.factories.oversight import DRAWN_AT, FIRST, LAST, drawn_reviews
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def judged_assessment():
    """Every rule of pupils' aid as it stands while nothing is known."""
    from programs.eligibility import assess

    one = scheme("student_aid")
    found: Assessment = assess(one, Case(one.baseline.on, one.baseline.facts, one.parameters.defaults()))
    return found.as_json()


@pytest.fixture
def decided(cast, community):
    """Two approved and two refused cases of pupils, decided by the approver."""
    program = make_program(money_fen=10_000_000)
    return [
        case_in(state, program, community, cast, assessment=judged_assessment())
        for state in ("approved", "approved", "rejected", "rejected")
    ]


def judge(review, **changes):
    before = services.outcomes_before(review)
    values = {"verdict": "approve", "amount_fen": None, "criteria": before, "text": "", **changes}
    return services.judge_blindly(review=review, by=review.reviewer, at=DRAWN_AT, **values)


def test_the_same_seed_draws_the_same_cases_for_the_same_people(cast, decided):
    first = [(r.application_id, r.reviewer_id) for r in drawn_reviews(cast["auditor"], approved=1, refused=1, seed=11)]
    again = [(r.application_id, r.reviewer_id) for r in drawn_reviews(cast["auditor"], approved=1, refused=1, seed=11)]
    draws = {
        tuple(r.application_id for r in drawn_reviews(cast["auditor"], approved=1, refused=1, seed=seed))
        for seed in range(12)
    }

    assert first == again
    assert len(draws) > 1


def test_nobody_judges_what_he_decided_surveyed_or_wrote_an_opinion_on(cast, decided):
    reviews = drawn_reviews(cast["auditor"])

    assert len(reviews) == 4
    assert {r.reviewer.username for r in reviews} & {"officer", "worker"} == set()
    assert [r.reviewer_id in (r.application.decided_by_id, r.application.handler_id) for r in reviews] == [False] * 4


def test_what_was_not_accepted_is_a_refused_case_too(cast, community):
    case = case_in("not_accepted", make_program(), community, cast, assessment=judged_assessment())

    [review] = drawn_reviews(cast["auditor"])
    judge(review)

    assert (review.application_id, review.was_approved, review.reviewer_id == case.decided_by_id) == (
        case.pk,
        False,
        False,
    )
    assert [(row.judged, row.differs) for row in decision_disagreement()] == [(0, 0), (1, 1)]


def test_confidential_cases_are_never_drawn(cast, community, decided):
    secret = case_in("approved", make_program("judicial_aid_fund", money_fen=10_000_000), community, cast)

    assert secret.pk not in {r.application_id for r in drawn_reviews(cast["auditor"], approved=50, refused=50)}


def test_only_a_supervisor_draws(cast, decided):
    for name in ("reviewer", "approver", "admin", "worker"):
        with pytest.raises(NotAllowed):
            drawn_reviews(cast[name])


def test_an_empty_period_is_refused(cast):
    with pytest.raises(Refused):
        drawn_reviews(cast["auditor"])


def test_a_judgement_is_given_once_by_the_reviewer_and_for_every_criterion(cast, decided):
    review = drawn_reviews(cast["auditor"])[0]
    stranger = cast["worker2"]

    with pytest.raises(NotAllowed):
        services.judge_blindly(
            review=review,
            verdict="approve",
            amount_fen=None,
            criteria=services.outcomes_before(review),
            text="",
            by=stranger,
            at=DRAWN_AT,
        )
    with pytest.raises(Refused):
        judge(review, criteria={"S01-1": "yes"})
    judge(review)
    with pytest.raises(Refused):
        judge(review)
    assert Event.objects.filter(code="oversight.case_reviewed").count() == 1


def test_the_figures_count_who_decides_otherwise_and_on_which_criterion(cast, decided):
    reviews = drawn_reviews(cast["auditor"])
    for review in reviews:
        before = services.outcomes_before(review)
        judge(review, criteria={**before, "S01-1": "no"} if review.was_approved else before)

    approved, refused = decision_disagreement()
    assert (approved.judged, approved.differs, approved.share) == (2, 0, 0)
    assert (refused.judged, refused.differs, refused.share) == (2, 2, 100)
    first = criterion_disagreement(on=LAST)[0]
    assert (first.code, first.judged, first.differs, first.share) == ("student_aid S01-1", 4, 2, 50)
    assert {row.share for row in criterion_disagreement(on=LAST)[1:]} == {0}


@pytest.mark.parametrize("one", schemes(), ids=lambda one: one.code)
def test_every_criterion_of_every_scheme_has_its_words_with_the_limits_of_the_day(one):
    """Also where the limit is a policy figure."""
    for rule in one.rules:
        assert _sentence(one.code, rule.code, LAST).startswith(f"{one.title}: ")


@pytest.mark.both_databases
def test_a_criterion_once_judged_never_changes(cast, decided):
    judge(drawn_reviews(cast["auditor"])[0])

    for change in (
        lambda: CriterionJudgement.objects.update(found="no"),
        lambda: CriterionJudgement.objects.all().delete(),
        lambda: BlindReview.objects.update(verdict=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_period_keeps_its_days(cast, decided):
    assert services._decided(services.APPROVED, FIRST, FIRST) == []
    assert len(services._decided(services.APPROVED, FIRST, LAST)) == 2
