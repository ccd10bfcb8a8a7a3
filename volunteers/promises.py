"""Do counters, places and hours still agree? Read by `manage.py verify`; one line per broken row."""

from collections.abc import Iterator
from datetime import date

from django.core.files.storage import default_storage
from django.db.models import Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils.timezone import localtime

from audit.models import Event
from volunteers import evidence_files, recomputing
from volunteers.choices import Outcome
from volunteers.models import (
    Attendance,
    HoursClaim,
    HoursEntry,
    Qualification,
    SeriesOccurrence,
    Shift,
    ShiftRole,
    ShiftSeries,
    Signup,
    TeamMembership,
    VolunteerTeam,
)
from volunteers.models.signups import HOLDING_STATES
from volunteers.series_pages import LATE_AFTER


def counters_equal_the_signups() -> Iterator[str]:
    """Places taken are those of the confirmed and of standing offers; stand-ins are sought by confirmed people."""
    holding = Q(signups__state__in=HOLDING_STATES)
    seeking = Q(signups__state="confirmed", signups__standin_asked_at__isnull=False)
    counted = ShiftRole.objects.annotate(
        held=Coalesce(Sum("signups__party_size", filter=holding), 0),
        sought=Coalesce(Sum("signups__party_size", filter=seeking), 0),
    )
    for role in counted.exclude(taken=F("held"), seeking=F("sought")).order_by("pk"):
        where = f"task {role.pk} of shift {role.shift_id}"
        yield f"{where}: counter {role.taken}, confirmed {role.held}; stand-ins {role.seeking}, sought {role.sought}"


def turns_were_given_out() -> Iterator[str]:
    """A turn beyond the counter would be given out a second time."""
    beyond = Signup.objects.filter(sequence__gt=F("role__last_sequence")).order_by("pk")
    for signup in beyond:
        yield f"sign-up {signup.pk}: its turn {signup.sequence} was never given out"


def nobody_is_in_two_places() -> Iterator[str]:
    same_time = Signup.objects.filter(
        volunteer=OuterRef("volunteer"),
        state="confirmed",
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
        pk__gt=OuterRef("pk"),
    )
    for signup in Signup.objects.filter(Exists(same_time), state="confirmed").order_by("pk"):
        yield f"sign-up {signup.pk}: volunteer {signup.volunteer_id} is confirmed elsewhere at the same time"


def signups_match_their_shifts() -> Iterator[str]:
    same = Q(starts_at=F("shift__starts_at"), ends_at=F("shift__ends_at"), role__shift=F("shift"))
    for signup in Signup.objects.exclude(same).order_by("pk"):
        yield f"sign-up {signup.pk}: its time or task is not that of shift {signup.shift_id}"


def cancelled_signups_say_why() -> Iterator[str]:
    for signup in Signup.objects.filter(state="cancelled", cancelled_at__isnull=True).order_by("pk"):
        yield f"sign-up {signup.pk}: cancelled without time and reason"


def versions_equal_the_events() -> Iterator[str]:
    """A row's version counts its state changes; fewer events mean that a stream lost its tail."""
    for model in (Shift, Signup, HoursClaim):
        moves = Event.objects.filter(
            subject_type=model._meta.label_lower, subject_id=OuterRef("pk"), version=OuterRef("version")
        )
        for row in model.objects.filter(~Exists(moves), version__gt=0).order_by("pk"):
            yield f"{model._meta.label_lower} {row.pk}: no event for version {row.version}"


def no_day_is_below_nothing() -> Iterator[str]:
    """That no day goes above its limit follows from the events, which hold the limit of that day."""
    days = HoursEntry.objects.order_by().values("volunteer_id", "day", "kind").annotate(total=Sum("minutes"))
    for row in days.filter(total__lt=0).order_by("volunteer_id", "day"):
        yield f"volunteer {row['volunteer_id']}, {row['day']}: {row['total']} minutes"


def no_time_is_credited_twice() -> Iterator[str]:
    standing = HoursEntry.objects.standing()
    beside = standing.filter(
        volunteer=OuterRef("volunteer"),
        kind=OuterRef("kind"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
        pk__gt=OuterRef("pk"),
    )
    for entry in standing.filter(Exists(beside)).order_by("pk"):
        yield f"hours entry {entry.pk}: another entry credits the same time"


def only_the_present_are_credited() -> Iterator[str]:
    credited = Attendance.objects.annotate(minutes=Sum("hours__minutes"))
    for attendance in credited.exclude(outcome=Outcome.PRESENT).filter(minutes__gt=0).order_by("pk"):
        yield f"attendance {attendance.pk}: {attendance.outcome}, yet {attendance.minutes} minutes"


def series_are_planned_ahead() -> Iterator[str]:
    running = Q(stopped_from__isnull=True) | Q(stopped_from__gt=TruncDate(Now()))
    late = ShiftSeries.objects.filter(running, planned_at__lt=Now() - Value(LATE_AFTER))
    for series in late.order_by("pk"):
        last = f"{localtime(series.planned_at):%Y-%m-%d %H:%M}"
        yield f"series {series.pk}: last planned at {last}, up to {series.planned_until}"


def days_of_series_have_one_shift() -> Iterator[str]:
    """The start by the series decides the day; the database refuses the same start, this finds the same day."""
    seen: set[tuple[int, date]] = set()
    for row in SeriesOccurrence.objects.select_related("series").order_by("pk").iterator(chunk_size=2000):
        day = (row.series_id, row.series.day_of(row.original_start))
        if day in seen:
            yield f"series {row.series_id}: two shifts on {day[1]}"
        seen.add(day)


def whoever_is_in_charge_leads() -> Iterator[str]:
    leading = TeamMembership.objects.live().filter(team=OuterRef("pk"), person=OuterRef("leader"), role="leader")
    for team in VolunteerTeam.objects.filter(~Exists(leading)).order_by("pk"):
        yield f"team {team.pk}: user {team.leader_id} is in charge without being a leader in its history"


def papers_are_there() -> Iterator[str]:
    for row in Qualification.objects.exclude(paper="").order_by("pk"):
        if not default_storage.exists(row.paper):
            yield f"qualification {row.pk}: the file of its paper is missing"


CHECKS = (
    ("volunteers: places taken equal the confirmed sign-ups", counters_equal_the_signups),
    ("volunteers: the waiting list is in order", turns_were_given_out),
    ("volunteers: nobody is in two places at once", nobody_is_in_two_places),
    ("volunteers: sign-ups carry the time of their shift", signups_match_their_shifts),
    ("volunteers: cancelled sign-ups say when and why", cancelled_signups_say_why),
    ("volunteers: every state has its event", versions_equal_the_events),
    ("volunteers: no day has less than nothing", no_day_is_below_nothing),
    ("volunteers: no time is credited twice", no_time_is_credited_twice),
    ("volunteers: the hours are those that the events tell of", recomputing.differences),
    ("volunteers: only the present are credited", only_the_present_are_credited),
    ("volunteers: series of shifts are planned ahead", series_are_planned_ahead),
    ("volunteers: a series has one shift a day", days_of_series_have_one_shift),
    ("volunteers: the evidence of entered hours is there", evidence_files.missing),
    ("volunteers: whoever is in charge of a team is its leader", whoever_is_in_charge_leads),
    ("volunteers: papers of qualifications are there", papers_are_there),
)
