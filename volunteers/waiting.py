"""What a page tells about waiting, and about the rules by which places are given. Read only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext, ngettext

from volunteers.dates import month_day_time
from volunteers.fairness import draw_moment
from volunteers.models import Activity, Shift, Signup
from volunteers.services.leaving import Leaving, what_leaving_does

LOOKED_BACK_ON = 12  # shifts; older ones say little about this one


@dataclass(frozen=True)
class Turn:
    """`place` 1 moves up next. On `helped` of the last `shifts` such shifts at least so many people moved up."""

    place: int
    helped: int
    shifts: int

    def sentence(self) -> str:
        if not self.shifts:
            return gettext("There is no such shift with a waiting list to compare with yet.")
        return ngettext(
            "The last shift like this one with a waiting list: %(place)d or more people were offered a place "
            "%(helped)d times out of %(count)d.",
            "Of the last %(count)d shifts like this one with a waiting list, %(place)d or more people were offered a "
            "place on %(helped)d.",
            self.shifts,
        ) % {"place": self.place, "helped": self.helped, "count": self.shifts}


def turn_of(signup: Signup, at: datetime) -> Turn:
    """The place in line and what became of that place before: two queries.

    Counted are ended shifts of the same activity on which so many people waited, and how many of them moved up as far.
    """
    place = Signup.objects.filter(role=signup.role_id, state="waiting", sequence__lt=signup.sequence).count() + 1
    waited = Count("signups", filter=Q(signups__waiting_since__isnull=False))
    moved_up = Count(
        "signups",
        filter=Q(signups__waiting_since__isnull=False)
        & (Q(signups__offered_at__isnull=False) | Q(signups__state="confirmed")),
    )
    ended = Shift.objects.filter(activity=signup.shift.activity_id, ends_at__lte=at).exclude(state="cancelled")
    alike = ended.annotate(waited=waited, moved_up=moved_up).filter(waited__gte=place).order_by("-starts_at")
    counts = list(alike.values_list("moved_up", flat=True)[:LOOKED_BACK_ON])
    return Turn(place, sum(count >= place for count in counts), len(counts))


def rules_of(shift: Shift, activity: Activity) -> Iterator[str]:
    """The rules of the activity that decide who gets a place, as sentences for everybody; no query."""
    if activity.places_ahead_limit is not None:
        yield ngettext(
            "Nobody has more than %(count)d place ahead here, so that everybody gets a turn.",
            "Nobody has more than %(count)d places ahead here, so that everybody gets a turn.",
            activity.places_ahead_limit,
        ) % {"count": activity.places_ahead_limit}
    if activity.newcomer_places:
        yield ngettext(
            "%(count)d place of each task is kept for people who come for the first time, until shortly before.",
            "%(count)d places of each task are kept for people who come for the first time, until shortly before.",
            activity.newcomer_places,
        ) % {"count": activity.newcomer_places}
    if due := draw_moment(shift):
        yield gettext(
            "Places are given on %(when)s. Until then everybody signs up alike; then those come first who served here "
            "longest ago or never, equals by lot."
        ) % {"when": month_day_time(due)}
    yield from _approval(activity)


def _approval(activity: Activity) -> Iterator[str]:
    if not activity.approval_required:
        return
    yield gettext("The leader of the team approves each sign-up.")
    if activity.approve_after is not None:
        yield ngettext(
            "Whoever served here %(count)d time needs no approval.",
            "Whoever served here %(count)d times needs no approval.",
            activity.approve_after,
        ) % {"count": activity.approve_after}


def leaving_words(signup: Signup, at: datetime) -> str:
    """What pressing “I cannot come” does now, told before it is pressed."""
    words: dict[Leaving, Any] = {
        Leaving.GIVEN_BACK: gettext("Your place goes to the next person at once."),
        Leaving.STAND_IN: gettext(
            "It is short before the shift: we look for somebody to take your place and tell you. "
            "Until then it is yours."
        ),
        Leaving.LEADER_ALERTED: gettext(
            "The shift begins soon: your leader is told at once and we look for somebody. Until you hear from us the "
            "place is yours."
        ),
    }
    return words[what_leaving_does(signup, at)]
