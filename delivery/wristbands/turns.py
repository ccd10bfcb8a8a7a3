"""Whose turn it is while there are too few bands (W-05): the order of the scheme, over approved applications.

An issue at the counter is judged by the same function as an application. There are too few when more people wait
with an approved application than bands are at hand; then a band goes to whoever has fewer people before him than
there are bands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from applications import states as case_states
from applications.models import Application
from delivery.wristbands.models import Band
from programs.models import Program
from programs.registry import scheme
from programs.rules import Case
from programs.schemes.wristband.terms import CODE
from programs.selectors import terms_in_force

NO_REASON = 5  # the last of the scheme's turns: nothing speaks for a band so far


@dataclass(frozen=True, order=True)
class Waiting:
    """One approved application; sorted as it is served."""

    turn: int
    decided_at: datetime
    pk: int
    reference: str = ""


def waiting_in_turn() -> list[Waiting]:
    """Approved and not handed over, first who is served first. One query."""
    cases = Application.objects.filter(program__scheme_code=CODE, state=case_states.APPROVED).order_by()
    rows = cases.values_list("assessment__priority", "decided_at", "submitted_at", "pk", "reference")
    return sorted(
        Waiting(turn or NO_REASON, decided_at or submitted_at, pk, reference)
        for turn, decided_at, submitted_at, pk, reference in rows
    )


def bands_at_hand() -> int:
    """In the store or allocated: what may still be handed out."""
    return Band.objects.at_hand().count()


def turn_of_facts(facts: Mapping[str, Any], on: date) -> int:
    """The turn of somebody at the counter, by the limits in force (an age, a disability, dementia)."""
    one = scheme(CODE)
    program = Program.objects.filter(scheme_code=CODE).order_by("-opens_on", "-pk").first()
    terms = terms_in_force(program, on) if program else None
    parameters = {**one.default_parameters(), **(terms.parameters if terms else {})}
    return one.priority(Case(on=on, facts=facts, parameters=parameters)) or NO_REASON


def people_before(turn: int, application: Application | None) -> int:
    """How many approved applications are served before this one, or before somebody without one of this turn."""
    waiting = waiting_in_turn()
    if application is not None:
        return next((place for place, one in enumerate(waiting) if one.pk == application.pk), len(waiting))
    return sum(one.turn <= turn for one in waiting)
