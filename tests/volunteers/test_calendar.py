"""The calendar of a volunteer's shifts, read back by another library (vobject) than the one that writes it."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import vobject
from dateutil.tz import tzical
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from audit.models import Event
from tests.factories.volunteers import AT, TOMORROW, ActivityFactory, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.calendar_file import calendar_of
from volunteers.calendar_tokens import hash_of
from volunteers.models import CalendarFeed
from volunteers.services import calendars
from welfare_portal.logs import without_personal_data

pytestmark = pytest.mark.django_db
BERLIN = "Europe/Berlin"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def _fresh(client):
    cache.clear()
    client.cookies["portal_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def own(volunteer):
    volunteer.language = "en"
    volunteer.save()
    return VolunteerFactory(user=volunteer, name="志演本人")


def entries(own, at=AT):
    calendar = vobject.readOne(calendar_of(own, at=at).decode())
    return calendar.contents.get("vevent", [])


def values(entry):
    return {name: entry.contents[name][0].value for name in ("status", "sequence", "summary", "location", "transp")}


def address_of(own, at=AT) -> str:
    token = calendars.make_calendar(volunteer=own, by=own.user, at=at)
    return f"/volunteers/me/calendar/{token}.ics"


def test_an_entry_says_what_when_and_where(own):
    shift = make_shift(capacity=2, arrive_at=TOMORROW - timedelta(minutes=15))
    signed_up(shift, own)

    [entry] = entries(own)

    assert values(entry) == {
        "status": "CONFIRMED",
        "sequence": "3",
        "summary": "Breakfast at the porridge house",
        "location": "科学大道店(演示)",
        "transp": "OPAQUE",
    }
    assert entry.dtstart.value == TOMORROW
    assert entry.dtstart.value.utcoffset() == timedelta(hours=8)
    assert entry.dtend.value - entry.dtstart.value == timedelta(hours=3.5)
    assert entry.description.value.split("\n")[:2] == ["Task: 分发早餐", "Please arrive by 05:15"]
    assert entry.uid.value == f"shift-{shift.pk}-volunteer-{own.pk}@127.0.0.1"


def test_the_file_says_what_the_time_zone_means(own):
    signed_up(make_shift(), own)

    calendar = vobject.readOne(calendar_of(own, at=AT).decode())

    assert calendar.vtimezone.tzid.value == "Asia/Shanghai"
    assert calendar.contents["x-wr-calname"][0].value == "My volunteer shifts"


def test_a_shift_across_midnight_and_across_a_change_of_clocks_keeps_its_length(own):
    """Clocks in Berlin went back on 29 October 2023 at three, so from 23:30 to 04:30 is six hours there."""
    starts_at = datetime(2023, 10, 28, 21, 30, tzinfo=UTC)
    signed_up(make_shift(starts_at=starts_at, hours=6), own)

    with timezone.override(BERLIN):
        text = calendar_of(own, at=AT).decode()

    zone = tzical(StringIO(text.replace("\r\n", "\n"))).get(BERLIN)  # as the file itself describes it
    entry = vobject.readOne(text).vevent
    begin, end = (moment.value.replace(tzinfo=None) for moment in (entry.dtstart, entry.dtend))
    assert [f"{moment:%d %H:%M}" for moment in (begin, end)] == ["28 23:30", "29 04:30"]
    assert begin.replace(tzinfo=zone).astimezone(UTC) == starts_at
    assert end.replace(tzinfo=zone).astimezone(UTC) == starts_at + timedelta(hours=6)


def test_a_move_keeps_the_uid_and_raises_the_sequence(own):
    shift = make_shift()
    signed_up(shift, own)
    [before] = entries(own)
    later = TOMORROW + timedelta(hours=2)

    moved_at = AT + timedelta(hours=1)
    services.move_shift(
        shift=shift, starts_at=later, ends_at=later + timedelta(hours=2), by=shift.activity.team.leader, at=moved_at
    )

    [after] = entries(own)
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.dtstart.value == later
    assert after.contents["last-modified"][0].value == moved_at


def test_who_cancels_and_comes_back_keeps_one_entry(own):
    shift = make_shift(capacity=2)
    first = signed_up(shift, own)
    seen = [(int(e.sequence.value), e.status.value) for e in entries(own)]

    services.cancel_signup(signup=first, by=own.user, at=AT)
    seen += [(int(e.sequence.value), e.status.value) for e in entries(own)]
    signed_up(shift, own)
    seen += [(int(e.sequence.value), e.status.value) for e in entries(own)]

    assert [status for _n, status in seen] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert sorted({n for n, _status in seen}) == [n for n, _status in seen]


def test_whoever_waits_is_told_so_and_a_cancelled_shift_stays_as_cancelled_for_a_month(own):
    shift = make_shift(capacity=1)
    signed_up(shift)
    signed_up(shift, own)
    [waiting] = entries(own)

    services.cancel_shift(shift=shift, by=shift.activity.team.leader, at=AT)

    [cancelled] = entries(own)
    assert (waiting.status.value, waiting.summary.value) == (
        "TENTATIVE",
        "Waiting list: Breakfast at the porridge house",
    )
    assert (cancelled.status.value, cancelled.summary.value) == (
        "CANCELLED",
        "Cancelled: Breakfast at the porridge house",
    )
    assert len(entries(own, at=shift.ends_at + timedelta(days=29))) == 1
    assert entries(own, at=shift.ends_at + timedelta(days=31)) == []


def test_nobody_elses_data_is_in_the_file(own):
    activity = ActivityFactory(contact="钱演 19900000077")
    activity.team.leader.full_name = "队长演示"
    activity.team.leader.save()
    shift = make_shift(capacity=5, activity=activity)
    signed_up(shift, VolunteerFactory(name="别人演示"))
    signed_up(make_shift(activity=activity, starts_at=TOMORROW + timedelta(days=9)), VolunteerFactory())
    signed_up(shift, own)

    text = calendar_of(own, at=AT).decode()

    assert text.count("BEGIN:VEVENT") == 1
    assert [name for name in ("别人演示", "队长演示", "钱演", "19900000077", "志演本人") if name in text] == []


def test_the_file_has_the_language_of_its_owner(own):
    own.user.language = "zh-hans"
    own.user.save()
    signed_up(make_shift(), own)

    [entry] = entries(own)

    assert entry.summary.value == "慈善粥屋爱心早餐"


def test_the_same_number_of_queries_for_one_and_three_shifts(own):
    signed_up(make_shift(), own)
    with CaptureQueriesContext(connection) as one:
        calendar_of(own, at=AT)
    for day in (1, 2):
        signed_up(make_shift(starts_at=TOMORROW + timedelta(days=day)), own)
    with CaptureQueriesContext(connection) as three:
        calendar_of(own, at=AT)

    assert (len(one), len(three)) == (2, 2)


# --- The address ------------------------------------------------------------------------------------------------------


def test_the_token_is_kept_as_a_keyed_hash_only(own):
    token = calendars.make_calendar(volunteer=own, by=own.user, at=AT)

    feed = CalendarFeed.objects.get()

    assert feed.token_hash == hash_of(token)
    assert token not in str(list(CalendarFeed.objects.values()) + list(Event.objects.values()))
    assert Event.objects.latest("pk").data == {"calendar": feed.pk}


def test_a_new_address_stops_the_old_one(own, client):
    old, new = address_of(own), address_of(own)

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


def test_a_stopped_and_an_unknown_address_answer_alike(own, client):
    old = address_of(own)
    calendars.stop_calendar(volunteer=own, by=own.user, at=AT)

    stopped, unknown = client.get(old), client.get("/volunteers/me/calendar/none.ics")

    assert (stopped.status_code, unknown.status_code) == (404, 404)
    pages = [TOKEN.sub(b"", page.content) for page in (stopped, unknown)]
    assert pages[0].replace(old.encode(), b"/volunteers/me/calendar/none.ics") == pages[1]


def test_the_address_of_a_closed_account_answers_no_more(own, client):
    address = address_of(own)
    own.user.is_active = False
    own.user.save()

    assert client.get(address).status_code == 404


def test_an_unchanged_file_is_not_sent_again(own, client):
    signed_up(make_shift(starts_at=timezone.now() + timedelta(days=2)), own, at=timezone.now())
    address = address_of(own)
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    own.signups.get().shift.activity.__class__.objects.update(title_en="Lunch")
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert "SUMMARY:Lunch" in changed.content.decode()


def test_guessing_and_fetching_without_end_are_slowed_down(own, client):
    address = address_of(own)

    guesses = [client.get(f"/volunteers/me/calendar/guess{n}.ics").status_code for n in range(31)]
    fetches = [client.get(address).status_code for _n in range(61)]

    assert guesses == [404] * 30 + [429]
    assert fetches == [200] * 60 + [429]


@pytest.mark.both_databases
def test_the_database_keeps_one_live_address_for_each_volunteer(own):
    address_of(own)

    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(volunteer=own, token_hash="0" * 64, made_at=AT)


def test_the_log_never_shows_an_address():
    line = without_personal_data(None, "", {"request": "GET /volunteers/me/calendar/abc-DEF_1.ics", "event": "x"})

    assert line["request"] == "GET /volunteers/me/calendar/[personal].ics"


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_address_is_shown_once(own, client):
    client.force_login(own.user)

    made = client.post("/volunteers/me/calendar/make/")
    later = client.get("/volunteers/me/calendar/")

    address = made.context["address"]
    assert made.context["subscribe"] == address.replace("http://", "webcal://")
    assert address in made.content.decode()
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert (later.context["address"], address in later.content.decode()) == ("", False)


def test_stopping_is_one_press(own, client):
    address = address_of(own)
    client.force_login(own.user)

    answer = client.post("/volunteers/me/calendar/stop/")

    assert answer.status_code == 302
    assert client.get(address).status_code == 404
    assert Event.objects.latest("pk").code == "volunteers.calendar_stopped"


@pytest.mark.parametrize(("method", "path"), [("get", ""), ("post", "make/"), ("post", "stop/")])
def test_without_a_profile_one_registers_first(client, volunteer, method, path):
    client.force_login(volunteer)

    answer = getattr(client, method)(f"/volunteers/me/calendar/{path}")

    assert answer["Location"] == "/volunteers/join/"
