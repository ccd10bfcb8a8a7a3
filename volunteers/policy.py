"""The figures that the federation publishes (programs.policy), as the volunteers' services read them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from programs.selectors import figures_in_force
from volunteers.crediting import Terms
from volunteers.models import Shift

STAR_FIGURES = ("star_1", "star_2", "star_3", "star_4", "star_5")


def terms_on(day: date) -> Terms:
    """What is credited for service on that day; one query."""
    figures = figures_in_force(day)
    return Terms(
        grace=int(figures["credit_grace"]),
        day_limit=_minutes(figures["credit_day_limit"]),
        review_above=_minutes(figures["review_above"]),
        second_review_above=_minutes(figures["second_review_above"]),
    )


@dataclass(frozen=True)
class PlaceTerms:
    """Hours as published, of the day on which something happens to places."""

    reply: timedelta
    short_reply: timedelta
    short_from: timedelta
    call_all_from: timedelta
    cancel_freely: timedelta
    standin_until: timedelta
    newcomers_until: timedelta


PLACE_FIGURES = (
    "offer_reply",
    "offer_short_reply",
    "offer_short_from",
    "call_all_from",
    "cancel_freely",
    "standin_until",
    "newcomers_until",
)


def place_terms_on(day: date) -> PlaceTerms:
    """How long offers stand and when places are given back quietly; one query."""
    figures = figures_in_force(day)
    return PlaceTerms(*(timedelta(hours=float(figures[code])) for code in PLACE_FIGURES))


def checkin_opens_at(shift: Shift) -> datetime:
    """From when on people are marked and check in; one query. The figure is that of the shift's day."""
    minutes = int(figures_in_force(localdate(shift.starts_at))["checkin_opens"])
    return (shift.arrive_at or shift.starts_at) - timedelta(minutes=minutes)


@dataclass(frozen=True)
class AbsenceTerms:
    """From `limit` missed shifts within `memory_days` on, sign-up is possible `horizon_days` ahead."""

    limit: int
    memory_days: int
    horizon_days: int


def absence_terms_on(day: date) -> AbsenceTerms:
    figures = figures_in_force(day)
    return AbsenceTerms(*(int(figures[f"absence_{name}"]) for name in ("limit", "memory", "horizon")))


def star_minutes(figures: dict[str, Decimal]) -> tuple[int, ...]:
    """Minutes of service that each star asks for, one star first."""
    return tuple(_minutes(figures[code]) for code in STAR_FIGURES)


def _minutes(hours: Decimal) -> int:
    return int(hours * 60)
