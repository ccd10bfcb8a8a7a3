"""Shifts suggested to a volunteer: those that he may take, the best fit first, with the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from volunteers.matching import Fit, facts_of, fit_of, wanted_skills_of
from volunteers.models import MatchingChoice, Shift, VolunteerProfile
from volunteers.selectors import Card, cards_for

SHOWN = 12  # suggestions on the page
LOOKED_AT = 400  # shifts that are judged, the next ones first


@dataclass(frozen=True)
class Suggestion:
    card: Card
    fit: Fit


def suggestions_for(
    profile: VolunteerProfile, user: Any, at: datetime, points: Mapping[str, Decimal]
) -> list[Suggestion]:
    """Best fit first, then the earlier shift. Only with a free place and at least one reason of the volunteer's own:
    that people are missing is a reason for everybody. `points` are the policy figures in
    force. A constant number of queries."""
    until = at + timedelta(days=int(points["suggest_ahead"]))
    shifts = Shift.objects.visible_to(user).between(at, until).filter(state="open")
    shifts = shifts.select_related("activity__area").order_by("starts_at", "pk")[:LOOKED_AT]
    free = [card for card in cards_for(profile, shifts, at) if _is_to_be_had(card)]
    facts, wanted = facts_of([profile])[profile.pk], wanted_skills_of(card.shift for card in free)
    found = [
        Suggestion(card, fit_of(facts, card.shift, wanted.get(card.shift.activity_id, {}), points)) for card in free
    ]
    own = [suggestion for suggestion in found if suggestion.fit.is_personal]
    return sorted(own, key=lambda s: (-s.fit.points, s.card.shift.starts_at, s.card.shift.pk))[:SHOWN]


def choice_of(profile: VolunteerProfile) -> MatchingChoice:
    """What the volunteer wishes; whoever never chose has an unsaved row with both on."""
    return MatchingChoice.objects.filter(volunteer=profile).first() or MatchingChoice(volunteer=profile)


def _is_to_be_had(card: Card) -> bool:
    return card.is_within_reach and not card.is_mine and card.free > 0
