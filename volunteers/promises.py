"""Do counters, places and hours still agree? Read by `manage.py verify`; one line per broken row."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from audit.models import Event
from volunteers.choices import Outcome
from volunteers.crediting import DAY_LIMIT
from volunteers.models import Attendance, HoursEntry, Shift, ShiftRole, Signup


def counters_equal_the_signups() -> Iterator[str]:
    counted = ShiftRole.objects.annotate(confirmed=Count("signups", filter=Q(signups__state="confirmed")))
    for role in counted.exclude(taken=F("confirmed")).order_by("pk"):
        yield f"task {role.pk} of shift {role.shift_id}: counter {role.taken}, confirmed {role.confirmed}"


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
    for model in (Shift, Signup):
        moves = Event.objects.filter(
            subject_type=model._meta.label_lower, subject_id=OuterRef("pk"), version=OuterRef("version")
        )
        for row in model.objects.filter(~Exists(moves), version__gt=0).order_by("pk"):
            yield f"{model._meta.label_lower} {row.pk}: no event for version {row.version}"


def days_stay_within_the_limit() -> Iterator[str]:
    days = HoursEntry.objects.order_by().values("volunteer_id", "day", "kind").annotate(total=Sum("minutes"))
    for row in days.filter(Q(total__gt=DAY_LIMIT) | Q(total__lt=0)).order_by("volunteer_id", "day"):
        yield f"volunteer {row['volunteer_id']}, {row['day']}: {row['total']} minutes"


def only_the_present_are_credited() -> Iterator[str]:
    credited = Attendance.objects.annotate(minutes=Sum("hours__minutes"))
    for attendance in credited.exclude(outcome=Outcome.PRESENT).filter(minutes__gt=0).order_by("pk"):
        yield f"attendance {attendance.pk}: {attendance.outcome}, yet {attendance.minutes} minutes"


CHECKS = (
    ("volunteers: places taken equal the confirmed sign-ups", counters_equal_the_signups),
    ("volunteers: the waiting list is in order", turns_were_given_out),
    ("volunteers: nobody is in two places at once", nobody_is_in_two_places),
    ("volunteers: sign-ups carry the time of their shift", signups_match_their_shifts),
    ("volunteers: cancelled sign-ups say when and why", cancelled_signups_say_why),
    ("volunteers: every state has its event", versions_equal_the_events),
    ("volunteers: no day is credited beyond its limit", days_stay_within_the_limit),
    ("volunteers: only the present are credited", only_the_present_are_credited),
)
