"""Three people score, each for himself. Who has a tie is out and replaced; nothing opens before all are in."""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.community_grants import permissions as may
from delivery.community_grants import states
from delivery.community_grants.models import Grant, ScoreLine, ScoreSheet
from delivery.community_grants.services.moving import demand, demand_words, locked
from workflow.machine import IllegalTransition, NotAllowed, Refused


@transaction.atomic
def name_scorer(*, grant: Grant, scorer: Any, by: Any, at: datetime) -> ScoreSheet:
    """Asks somebody to score. Raises NotAllowed (also for who may not score it), Refused when enough are named."""
    grant = _scored(grant)
    demand(may.may_name_scorers(by, grant))
    demand(may.may_be_scorer(scorer, grant))
    known = grant.sheets.filter(scorer=scorer).first()
    if known:
        raise Refused(_("This person was asked already."))
    if grant.sheets.counted().count() >= grant.round.scorers:
        raise Refused(_("Enough people are asked to score."))
    sheet = ScoreSheet.objects.create(grant=grant, scorer=scorer, asked_at=at, asked_by=by)
    record("community_grants.scorer_named", subject=grant, by=by, at=at, data={"scorer": scorer.pk})
    return sheet


@transaction.atomic
def declare_tie(*, sheet: ScoreSheet, text: str, by: Any, at: datetime) -> ScoreSheet:
    """Out: reads and scores nothing of it, and somebody else is named. The declaration stays."""
    sheet = _own(sheet, by)
    text = demand_words(text, _("Write which tie it is: family, membership, business, anything else."))
    sheet.has_conflict, sheet.conflict, sheet.declared_at = True, text[:200], at
    sheet.save(update_fields=["has_conflict", "conflict", "declared_at"])
    record("community_grants.tie_declared", subject=sheet.grant, by=by, at=at, data={"scorer": by.pk})
    return sheet


@transaction.atomic
def hand_in_scores(*, sheet: ScoreSheet, points: Mapping[int, int], comment: str, by: Any, at: datetime) -> ScoreSheet:
    """Points by primary key of the criterion, and the declaration of having no tie. Handed in, it stays.

    The last sheet opens all of them: the score is their mean. The lock of the grant decides who is last.
    """
    sheet = _own(sheet, by)
    comment = demand_words(comment, _("Give your reasons in words; the organisation reads them without your name."))
    criteria = list(sheet.grant.round.criteria.all())
    if set(points) != {criterion.pk for criterion in criteria}:
        raise Refused(_("Give points for every criterion."))
    if any(not 0 <= points[one.pk] <= one.weight for one in criteria):
        raise Refused(_("No criterion gives less than zero or more than its points."))
    ScoreLine.objects.bulk_create(
        ScoreLine(sheet=sheet, criterion=one, weight=one.weight, points=points[one.pk]) for one in criteria
    )
    sheet.has_conflict, sheet.declared_at = False, at
    sheet.total, sheet.comment, sheet.submitted_at = sum(points.values()), comment, at
    sheet.save(update_fields=["has_conflict", "declared_at", "total", "comment", "submitted_at"])
    _open_when_complete(sheet.grant)
    data = {"scorer": by.pk, "complete": sheet.grant.score is not None}
    record("community_grants.scored", subject=sheet.grant, by=by, at=at, data=data)
    return sheet


def mean_of(totals: list[int]) -> Decimal:
    """Two decimals, halves up."""
    return (Decimal(sum(totals)) / len(totals)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _open_when_complete(grant: Grant) -> None:
    totals = [sheet.total or 0 for sheet in grant.sheets.handed_in()]
    if len(totals) >= grant.round.scorers:
        grant.score = mean_of(totals)
        grant.save(update_fields=["score"])


def _own(sheet: ScoreSheet, by: Any) -> ScoreSheet:
    """The sheet with its locked grant, still to be filled in by `by`."""
    grant = _scored(sheet.grant)
    sheet = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    sheet.grant = grant
    demand(may.may_score(by, sheet))
    if sheet.has_conflict:
        raise NotAllowed(_("You declared a tie to this grant, so others score it."))
    if sheet.submitted_at is not None:
        raise Refused(_("Your sheet is handed in and stays as it is."))
    return sheet


def _scored(grant: Grant) -> Grant:
    grant = locked(grant)
    if grant.state != states.SCORING:
        raise IllegalTransition(grant.status.label)
    return grant
