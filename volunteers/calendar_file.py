"""A volunteer's own shifts as an iCalendar file (RFC 5545), for the calendars of phones.

One entry per shift that he signed up for. Its UID stays through a move, a cancellation and a new sign-up; SEQUENCE
rises with each of them, so a calendar knows which of two copies is newer. What was cancelled stays for a month as
STATUS:CANCELLED: a calendar that merely lost an entry might keep showing it. Nobody else's data is in the file.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import get_current_timezone, get_current_timezone_name, localtime
from django.utils.translation import gettext, pgettext
from icalendar import Calendar, Event

from audit.models import Event as AuditEvent
from volunteers.models import Signup, VolunteerProfile

KEPT = timedelta(days=30)  # how long past and cancelled shifts stay in the file
REFRESH = timedelta(hours=4)
STATUS = {"confirmed": "CONFIRMED", "cancelled": "CANCELLED"}  # whoever waits is TENTATIVE


def calendar_of(volunteer: VolunteerProfile, *, at: datetime) -> bytes:
    """The same bytes as long as nothing changes, so that its hash serves as ETag. Three queries."""
    with translation.override(volunteer.user.language):
        groups = _by_shift(volunteer, at - KEPT)
        changed = _last_changes(groups)
        calendar = _empty_calendar()
        for signups in groups.values():
            calendar.add_component(_entry(signups, changed))
        if groups:
            calendar.add_missing_timezones()
        return calendar.to_ical()


def _empty_calendar() -> Calendar:
    calendar, name = Calendar(), gettext("My volunteer shifts")
    calendar.add("prodid", "-//welfare portal//volunteer shifts//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", get_current_timezone_name())
    calendar.add("refresh-interval", REFRESH)
    calendar.add("x-published-ttl", "PT4H")
    return calendar


def _by_shift(volunteer: VolunteerProfile, since: datetime) -> dict[int, list[Signup]]:
    """The sign-ups of each shift, the latest last: who cancels and signs up again has several."""
    own = Signup.objects.filter(volunteer=volunteer, ends_at__gt=since)
    groups: dict[int, list[Signup]] = {}
    for signup in own.select_related("shift__activity", "role").order_by("starts_at", "shift", "pk"):
        groups.setdefault(signup.shift_id, []).append(signup)
    return groups


def _last_changes(groups: Mapping[int, list[Signup]]) -> dict[int, datetime]:
    """By shift, when something about it was last recorded: a move leaves no other trace of its time."""
    events = AuditEvent.objects.filter(subject_type="volunteers.shift", subject_id__in=list(groups)).order_by()
    return dict(events.values_list("subject_id").annotate(last=Max("at")))


def _entry(signups: list[Signup], changed: Mapping[int, datetime]) -> Event:
    latest, entry = signups[-1], Event()
    shift, zone = latest.shift, get_current_timezone()
    last_change = max([changed.get(shift.pk, latest.state_since), *(s.state_since for s in signups)])
    entry.add("uid", f"shift-{shift.pk}-volunteer-{latest.volunteer_id}@{urlsplit(settings.PORTAL_BASE_URL).hostname}")
    entry.add("sequence", _sequence(signups))
    entry.add("dtstamp", last_change)
    entry.add("last-modified", last_change)
    entry.add("dtstart", localtime(shift.starts_at, zone))
    entry.add("dtend", localtime(shift.ends_at, zone))
    entry.add("summary", _summary(latest))
    entry.add("location", shift.place)
    entry.add("description", "\n".join(_lines(latest)))
    entry.add("url", settings.PORTAL_BASE_URL + reverse("volunteers:shift", args=[shift.pk]))
    entry.add("status", _status(latest))
    entry.add("transp", "OPAQUE" if latest.state == "confirmed" else "TRANSPARENT")
    return entry


def _sequence(signups: Iterable[Signup]) -> int:
    """Every addend only rises and no row is ever deleted, so the sum rises with each change."""
    rows = list(signups)
    shift = rows[0].shift
    return shift.revision + shift.version + sum(row.version + 1 for row in rows)


def _status(signup: Signup) -> str:
    if signup.shift.state == "cancelled":
        return "CANCELLED"
    return STATUS.get(signup.state, "TENTATIVE")


def _summary(signup: Signup) -> str:
    title = signup.shift.activity.title
    if _status(signup) == "CANCELLED":
        return pgettext("entry of a calendar", "Cancelled: %(title)s") % {"title": title}
    if _status(signup) == "TENTATIVE":
        return pgettext("entry of a calendar", "Waiting list: %(title)s") % {"title": title}
    return title


def _lines(signup: Signup) -> Iterable[str]:
    yield gettext("Task: %(task)s") % {"task": signup.role}
    if signup.shift.arrive_at:
        yield gettext("Please arrive by %(time)s") % {"time": f"{localtime(signup.shift.arrive_at):%H:%M}"}
    yield settings.PORTAL_BASE_URL + reverse("volunteers:shift", args=[signup.shift_id])
