"""What the benefit ledger of a household tells of applications, and of aid that nobody asked for.

The shapes are declared in beneficiaries.benefits and beneficiaries.unclaimed.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import pgettext

from applications import states
from applications.models import Application
from applications.unclaimed import FindRow, rows_of, visible_finds
from beneficiaries.benefits import ASKED, ENDED, RECEIVED, REFUSED, Benefit, People
from beneficiaries.unclaimed import Unclaimed
from programs.models import Program

REFUSALS = frozenset({states.REJECTED, states.NOT_ACCEPTED})


def told_cases(user: Any, people: People) -> QuerySet[Application]:
    """The cases of these people that the user may know of.

    A confidential case is told to its owner and its handler only: beside a name it would undo the alias.
    """
    told = Q(is_confidential=False) | Q(handler=user) | Q(owner=user)
    return Application.objects.visible_to(user).filter(told, applicant__in=people)


def application_benefits(user: Any, people: People) -> list[Benefit]:
    """One query."""
    cases = told_cases(user, people).select_related("program")
    return [_line(case) for case in cases.defer("answers", "sensitive_answers", "assessment").order_by("pk")]


def unclaimed_of(user: Any, person_ids: Collection[int], on: date) -> list[Unclaimed]:
    """The open finds of the night about any record of these people, as far as the user may see them."""
    people = Q(person__in=person_ids) | Q(person__merged_into__in=person_ids)
    finds = visible_finds(user).open().filter(people, program__in=Program.objects.open_on(on)).order_by("-known", "pk")
    return [_unclaimed(row) for row in rows_of(finds, user, on=on)]


def _unclaimed(row: FindRow) -> Unclaimed:
    find = row.find
    where = urlencode({"program": find.program_id, "area": find.area_id})
    return Unclaimed(
        person_id=find.person.merged_into_id or find.person_id,
        title=find.program.title,
        reason=pgettext("between sentences", " ").join(row.reasons),
        url=f"{reverse('applications:unclaimed')}?{where}",
    )


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
