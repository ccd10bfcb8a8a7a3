"""What runs out when: insurance, trainings and qualifications, and before which planned shift."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from volunteers.models import Qualification, Shift, Signup, VolunteerProfile, VolunteerTraining

LONGEST = 5_000  # rows; whoever oversees more chooses a shorter time


class ExpiryKind(models.TextChoices):
    INSURANCE = "insurance", _("Accident insurance")
    TRAINING = "training", _("Training")
    QUALIFICATION = "qualification", _("Qualification")


@dataclass(frozen=True)
class Expiry:
    """`code` is the kind of training or the key of the kind of qualification; `shift` the first planned one after the
    last day, one that asks for it before all others."""

    volunteer: VolunteerProfile
    kind: str
    code: Any
    what: str
    until: date
    shift: Shift | None = None
    is_asked: bool = False

    @property
    def kind_label(self) -> str:
        return str(ExpiryKind(self.kind).label)


# --- Rows that run out; also read by the planner of reminders ---------------------------------------------------------


def ending_insurances(first: date, last: date) -> QuerySet[VolunteerProfile]:
    return VolunteerProfile.objects.filter(insurance_until__gte=first, insurance_until__lte=last)


def ending_trainings(first: date, last: date) -> QuerySet[VolunteerTraining]:
    """Without those that a later training of the kind replaces."""
    return _not_replaced(VolunteerTraining.objects.all(), VolunteerTraining.objects.all(), first, last)


def ending_qualifications(first: date, last: date) -> QuerySet[Qualification]:
    """Accepted papers without those that a longer one of the kind replaces."""
    return _not_replaced(Qualification.objects.accepted(), Qualification.objects.accepted(), first, last)


def _not_replaced(rows: QuerySet[Any], others: QuerySet[Any], first: date, last: date) -> QuerySet[Any]:
    longer = Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until"))
    longer |= Q(valid_until=OuterRef("valid_until"), pk__gt=OuterRef("pk"))
    replaced = others.filter(longer, volunteer=OuterRef("volunteer"), kind=OuterRef("kind"))
    return rows.filter(~Exists(replaced), valid_until__gte=first, valid_until__lte=last)


# --- The list ---------------------------------------------------------------------------------------------------------


def expiries_for(user: Any, first: date, last: date, at: datetime, kind: str = "") -> list[Expiry]:
    """What runs out from `first` to `last` of the people whom the user may see, the earliest first. Four queries.

    Leaders see the kind and the last day of a qualification, not the paper (Qualification.objects.visible_to).
    """
    people = VolunteerProfile.objects.visible_to(user).order_by()
    found = [
        expiry for code, list_them in _LISTS.items() if kind in ("", code) for expiry in list_them(people, first, last)
    ]
    found.sort(key=lambda expiry: (expiry.until, expiry.volunteer.name, expiry.volunteer.pk, expiry.kind))
    planned = _planned(user, {expiry.volunteer.pk for expiry in found[:LONGEST]}, at)
    return [_with_shift(expiry, planned.get(expiry.volunteer.pk, ())) for expiry in found[:LONGEST]]


def _insurances(people: QuerySet[VolunteerProfile], first: date, last: date) -> Iterable[Expiry]:
    label = str(ExpiryKind.INSURANCE.label)
    rows = (
        ending_insurances(first, last).filter(pk__in=people.values("pk")).only("pk", "name", "user", "insurance_until")
    )
    for profile in rows.order_by("insurance_until", "pk")[:LONGEST]:
        yield Expiry(profile, ExpiryKind.INSURANCE, "", label, profile.insurance_until)


def _trainings(people: QuerySet[VolunteerProfile], first: date, last: date) -> Iterable[Expiry]:
    for row in _of(ending_trainings(first, last), people):
        yield Expiry(row.volunteer, ExpiryKind.TRAINING, row.kind, row.get_kind_display(), row.valid_until)


def _qualifications(people: QuerySet[VolunteerProfile], first: date, last: date) -> Iterable[Expiry]:
    for row in _of(ending_qualifications(first, last).select_related("kind"), people):
        yield Expiry(row.volunteer, ExpiryKind.QUALIFICATION, row.kind_id, str(row.kind), row.valid_until)


_LISTS = {
    ExpiryKind.INSURANCE: _insurances,
    ExpiryKind.TRAINING: _trainings,
    ExpiryKind.QUALIFICATION: _qualifications,
}


def _of(rows: QuerySet[Any], people: QuerySet[VolunteerProfile]) -> QuerySet[Any]:
    sealed = [f"volunteer__{name}" for name in ("id_number", "emergency_contact", "health_limits", "guardian_phone")]
    near = rows.filter(volunteer__in=people.values("pk")).select_related("volunteer").defer(*sealed)
    return near.order_by("valid_until", "pk")[:LONGEST]


def _planned(user: Any, volunteers: set[int], at: datetime) -> Mapping[int, Sequence[Signup]]:
    """Live sign-ups for shifts to come that the user may see, earliest first."""
    found: dict[int, list[Signup]] = {}
    rows = Signup.objects.visible_to(user).live().filter(volunteer__in=volunteers, starts_at__gt=at)
    for signup in rows.select_related("shift__activity", "role").order_by("starts_at", "pk"):
        found.setdefault(signup.volunteer_id, []).append(signup)
    return found


def _with_shift(expiry: Expiry, signups: Sequence[Signup]) -> Expiry:
    after = [signup for signup in signups if localdate(signup.ends_at) > expiry.until]
    asking = [signup for signup in after if _asks(signup, expiry)]
    chosen = (asking or after or [None])[0]
    if chosen is None:
        return expiry
    return Expiry(**{**vars(expiry), "shift": chosen.shift, "is_asked": bool(asking)})


def _asks(signup: Signup, expiry: Expiry) -> bool:
    """Whether the shift needs what runs out (volunteers.checks asks the same before a sign-up)."""
    activity = signup.shift.activity
    if expiry.kind == ExpiryKind.INSURANCE:
        return activity.insurance_required
    if expiry.kind == ExpiryKind.TRAINING:
        return expiry.code in (signup.role.training_required, activity.training_required)
    return activity.qualification_required_id == expiry.code
