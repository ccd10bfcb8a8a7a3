"""Service records with the fields of Order 67 art. 7, read from the ledger: for pages, certificates and files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum

from volunteers.choices import HoursKind
from volunteers.models import HoursClaim, HoursEntry, VolunteerProfile


@dataclass(frozen=True)
class ServiceRecord:
    """Activity, day, place, content, time, organiser, person in charge. Texts as they are registered, in Chinese."""

    entry: HoursEntry
    title: str
    place: str
    content: str
    organiser: str
    in_charge: str

    @property
    def day(self) -> date:
        return self.entry.day

    @property
    def starts_at(self) -> datetime:
        return self.entry.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.entry.ends_at

    @property
    def minutes(self) -> int:
        return self.entry.minutes

    @property
    def taken_back(self) -> HoursEntry | None:
        """The reversal, if there is one; lists read it along (`select_related("reversal")`)."""
        return getattr(self.entry, "reversal", None)


def record_of(entry: HoursEntry) -> ServiceRecord:
    """`entry` comes from `with_record()`, so that nothing more is read."""
    if entry.attendance is None:
        claim = entry.claim
        return ServiceRecord(entry, claim.title, claim.place, claim.content, claim.organiser, claim.in_charge)
    shift = entry.attendance.signup.shift
    activity = shift.activity
    return ServiceRecord(
        entry,
        activity.title_zh,
        shift.place_zh or activity.place_zh,
        activity.content_zh,
        activity.team.name_zh,
        activity.team.leader.display_name,
    )


def standing_entries(profile: VolunteerProfile) -> QuerySet[HoursEntry]:
    """What counts, with everything that a record shows."""
    return HoursEntry.objects.standing().filter(volunteer=profile, kind=HoursKind.SERVICE).with_record()


def records(entries: Iterable[HoursEntry]) -> list[ServiceRecord]:
    return [record_of(entry) for entry in entries]


def training_minutes(profile: VolunteerProfile) -> int:
    """Kept apart from service (Order 67 art. 8)."""
    return profile.trainings.aggregate(total=Sum("minutes"))["total"] or 0


def waiting_claims(profile: VolunteerProfile) -> list[HoursClaim]:
    """What is entered and not credited yet, the oldest first."""
    claims = HoursClaim.objects.open().filter(volunteer=profile)
    return list(claims.select_related("attendance__signup__shift__activity").order_by("day", "pk"))
