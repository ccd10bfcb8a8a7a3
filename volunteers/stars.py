"""Stars for hours of service (Order 67 art. 10; Henan regulations art. 41): pure arithmetic and what it reads.

Confirmed minutes of service alone count; training does not. Within some months of a serious bad evaluation nobody
holds a star: the hours stay, and the stars come back by themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localdate

from audit.recording import Occurrence, record_many
from database.batches import in_batches
from programs.dates import months_before
from programs.selectors import figures_in_force
from volunteers.choices import EvaluationSide, HoursKind
from volunteers.crediting import hours
from volunteers.models import Evaluation, VolunteerProfile
from volunteers.policy import star_minutes

MOST = 5
BATCH = 1_000


@dataclass(frozen=True)
class Standing:
    """Where somebody stands. `next_minutes` None: there is no star above."""

    stars: int
    minutes: int
    this_minutes: int
    next_minutes: int | None
    suspended: bool

    @property
    def percent(self) -> int:
        """How far between this star and the next, 0 to 100."""
        if self.next_minutes is None:
            return 100
        width = self.next_minutes - self.this_minutes
        return max(0, min(100, (self.minutes - self.this_minutes) * 100 // width)) if width > 0 else 0

    @property
    def missing_hours(self) -> Decimal:
        return hours((self.next_minutes or self.minutes) - self.minutes)

    @property
    def glyphs(self) -> str:
        return "★" * self.stars + "☆" * (MOST - self.stars)


def stars_for(minutes: int, thresholds: Sequence[int]) -> int:
    return sum(minutes >= threshold for threshold in thresholds)


def standing_of(minutes: int, thresholds: Sequence[int], *, suspended: bool) -> Standing:
    """`thresholds`: minutes for each star, one star first."""
    reached = stars_for(minutes, thresholds)
    this = thresholds[reached - 1] if reached else 0
    following = thresholds[reached] if reached < len(thresholds) else None
    return Standing(0 if suspended else reached, minutes, this, following, suspended)


def standing_on(profile: VolunteerProfile, minutes: int, on: date) -> Standing:
    figures = figures_in_force(on)
    bad = _serious_since(on, figures).filter(signup__volunteer=profile).exists()
    return standing_of(minutes, star_minutes(figures), suspended=bad)


def announce_stars(*, at: datetime) -> int:
    """Records each star once when it is first reached; the events are the dated facts and tell the volunteer."""
    on = localdate(at)
    figures = figures_in_force(on)
    thresholds = star_minutes(figures)
    bad = _serious_since(on, figures).filter(signup__volunteer=OuterRef("pk"))
    total = Sum("hours__minutes", filter=Q(hours__kind=HoursKind.SERVICE))
    rows = VolunteerProfile.objects.annotate(total=total).filter(~Exists(bad), total__gte=thresholds[0])
    told = 0
    for batch in in_batches(rows.only("pk"), "pk", BATCH):
        due = [
            Occurrence("volunteers.star_reached", profile, f"star:{profile.pk}:{stars}", {"stars": stars})
            for profile in batch
            if (stars := stars_for(profile.total, thresholds))
        ]
        told += record_many(due, at=at)
    return told


def _serious_since(on: date, figures: dict[str, Decimal]) -> QuerySet[Evaluation]:
    since = months_before(on, int(figures["star_clean_months"]))
    return Evaluation.objects.filter(side=EvaluationSide.OF_VOLUNTEER, is_serious=True, given_on__gt=since)
