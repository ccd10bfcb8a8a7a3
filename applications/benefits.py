"""What the benefit ledger of a household tells of applications (beneficiaries.benefits declares the shape)."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone

from applications import states
from applications.models import Application
from beneficiaries.benefits import ASKED, ENDED, RECEIVED, REFUSED, Benefit

REFUSALS = frozenset({states.REJECTED, states.NOT_ACCEPTED})


def application_benefits(user: Any, person_ids: Collection[int]) -> list[Benefit]:
    """The cases of these people that the user may know of; one query.

    A confidential case is told to its owner and its handler only: beside a name it would undo the alias.
    """
    told = Q(is_confidential=False) | Q(handler=user) | Q(owner=user)
    cases = Application.objects.visible_to(user).filter(told, applicant__in=person_ids).select_related("program")
    return [_line(case) for case in cases.defer("answers", "sensitive_answers", "assessment").order_by("pk")]


def outcome_of(state: str) -> str:
    if state in states.DECIDED_YES:
        return RECEIVED
    if state in REFUSALS:
        return REFUSED
    return ASKED if state in states.OPEN and state != states.RECOVERING else ENDED


def _line(case: Application) -> Benefit:
    outcome = outcome_of(case.state)
    return Benefit(
        on=timezone.localdate(case.decided_at if outcome == RECEIVED and case.decided_at else case.submitted_at),
        person_id=case.applicant_id,
        title=case.program.title,
        state=case.status.label,
        amount_fen=case.approved_amount_fen if outcome in (RECEIVED, ENDED) else None,
        url=f"/applications/{case.reference}/",
        outcome=outcome,
        kind=case.program.scheme_code,
        source=case.source,
    )
