import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from notifications import channels, delivery, messages
from notifications.channels.base import Handover, HandoverInDoubt, TransportError
from notifications.delivery import claim, deliver_due
from notifications.models import Delivery, Preference, RecordedSms
from notifications.outcomes import settle_expired_leases
from notifications.planning import plan_pending
from protection.sealing import seal
from tests.factories.accounts import UserFactory
from tests.notifications.channel_double import ChannelDouble
from tests.notifications.conftest import NOON, ShiftSoon
from tests.racing import race

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai
MORNING = datetime(2026, 5, 5, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai


@pytest.fixture
def email(monkeypatch):
    double = ChannelDouble()
    monkeypatch.setitem(channels.channels(), "email", double)
    return double


@pytest.fixture
def with_phone(zhang):
    seal(zhang, "phone", "19900000001")
    zhang.save()
    return zhang


def deliver(at=NOON):
    return deliver_due(at=at, clock=lambda: at)


def row(channel="email"):
    return Delivery.objects.get(channel=channel)


def outcome(channel="email"):
    found = row(channel)
    return found.state, found.problem


def test_what_is_due_is_sent_with_subject_text_and_link(zhang, tell, email):
    tell(zhang)
    plan_pending(at=NOON)

    assert deliver() == 2
    (parcel,) = email.accepted
    assert parcel.address.value == "zhang@example.org"
    assert parcel.subject == "Shift 7"
    assert parcel.body == "Dear 演示, please see http://127.0.0.1:8000/volunteers/shifts/7/"
    assert parcel.reference == row().provider_ref
    assert outcome() == ("sent", "")
    assert row().ended_at == NOON
    assert deliver() == 0


def test_the_in_app_message_keeps_its_words_and_an_email_does_not(zhang, tell, email):
    tell(zhang)
    plan_pending(at=NOON)
    deliver()

    inbox, mail = row("in_app"), row("email")
    assert (inbox.title, inbox.body, inbox.path, inbox.user) == (
        "Shift 7 starts soon",
        "Come ten minutes early.",
        "/volunteers/shifts/7/",
        zhang,
    )
    assert (mail.title, mail.body, mail.path, mail.user) == ("", "", "", None)


def test_what_is_not_due_yet_waits(zhang, tell, email, later):
    tell(zhang, at=later(hours=2))
    plan_pending(at=NOON)

    assert deliver() == 0
    assert email.accepted == []


def test_a_moved_shift_sends_the_new_time_and_not_the_old(zhang, tell, email):
    old = tell(zhang, shift="10:00", dedupe_key="signup:12:T-2h:1000")
    plan_pending(at=NOON)
    ShiftSoon.moved = {old.pk}
    tell(zhang, shift="14:00", dedupe_key="signup:12:T-2h:1400")
    plan_pending(at=NOON)

    deliver()

    assert [parcel.subject for parcel in email.accepted] == ["Shift 14:00"]
    assert set(Delivery.objects.filter(event=old).values_list("state", flat=True)) == {"cancelled"}


def test_email_due_in_the_night_goes_out_at_eight_and_the_inbox_at_once(zhang, tell, email):
    tell(zhang, at=EVENING)
    plan_pending(at=EVENING)

    deliver(EVENING)
    assert (outcome("in_app"), outcome("email")) == (("sent", ""), ("due", ""))
    assert row().due_at == MORNING
    deliver(MORNING)
    assert outcome() == ("sent", "")


def test_a_row_left_over_from_the_day_is_not_sent_in_the_night(zhang, tell, email, later):
    tell(zhang)
    plan_pending(at=NOON)

    deliver(EVENING)

    assert (row().state, row().due_at, row().attempts) == ("due", MORNING, 0)
    assert email.accepted == []


def test_an_urgent_message_goes_out_in_the_night(zhang, tell, email):
    tell(zhang, code="test.alarm", at=EVENING)
    plan_pending(at=EVENING)

    deliver(EVENING)

    assert [parcel.subject for parcel in email.accepted] == ["Alarm"]


def test_urgent_goes_before_older(zhang, tell, email, later):
    tell(zhang)
    tell(zhang, code="test.alarm", at=later(minutes=5))
    plan_pending(at=later(minutes=5))

    deliver(later(minutes=6))

    assert [parcel.subject for parcel in email.accepted] == ["Alarm", "Shift 7"]


def test_a_refused_message_is_tried_again_after_one_two_and_four_minutes(zhang, tell, email):
    email.problems = [TransportError("smtp:451")] * 3
    tell(zhang)
    plan_pending(at=NOON)
    pauses, at = [], NOON

    for _attempt in range(3):
        deliver(at)
        pauses.append(row().due_at - at - timedelta(seconds=row().pk % 20))
        at = row().due_at
    deliver(at)

    assert pauses == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert (row().state, row().attempts, len(email.accepted)) == ("sent", 4, 1)


def test_retries_end_when_the_message_is_of_no_use_any_more(zhang, tell, email, monkeypatch):
    monkeypatch.setattr(ShiftSoon, "expires_at", lambda self, event: NOON + timedelta(seconds=90))
    email.problems = [TransportError("smtp:451")] * 9
    tell(zhang)
    plan_pending(at=NOON)

    deliver()
    deliver(row().due_at)

    assert outcome() == ("failed", "smtp:451")


def test_a_message_nobody_tried_in_time_is_expired(zhang, tell, email, later):
    tell(zhang)
    plan_pending(at=NOON)

    deliver(later(hours=72))

    assert (outcome("in_app"), outcome("email")) == (("expired", "too_late"), ("expired", "too_late"))
    assert email.accepted == []


def test_a_bad_address_fails_at_once_and_the_sms_takes_over(with_phone, tell, email):
    email.problems = [TransportError("smtp:550", permanent=True)]
    tell(with_phone)
    plan_pending(at=NOON)

    deliver()

    assert outcome("email") == ("failed", "smtp:550")
    assert outcome("sms") == ("sent", "")
    assert list(RecordedSms.objects.values_list("number_mask", "text")) == [("199****0001", "Your shift starts soon.")]


def test_a_lost_answer_is_in_doubt_is_not_repeated_and_the_sms_takes_over(with_phone, tell, email, later):
    email.problems = [HandoverInDoubt("timeout")]
    tell(with_phone)
    plan_pending(at=NOON)

    deliver()
    deliver(later(hours=1))

    assert outcome("email") == ("in_doubt", "timeout")
    assert email.accepted == []
    assert RecordedSms.objects.count() == 1


def test_an_sms_that_is_never_wanted_does_not_take_over(with_phone, tell, email):
    Preference.objects.create(user=with_phone, category="shift", channel="sms", wish="never")
    email.problems = [HandoverInDoubt("timeout")]
    tell(with_phone)
    plan_pending(at=NOON)

    deliver()

    assert set(Delivery.objects.values_list("channel", "state")) == {("in_app", "sent"), ("email", "in_doubt")}


def test_a_fault_in_a_channel_is_in_doubt_never_a_stuck_row(zhang, tell, email):
    email.problems = [RuntimeError("a bug")]
    tell(zhang)
    plan_pending(at=NOON)

    deliver()

    assert outcome() == ("in_doubt", "channel:RuntimeError")


def test_a_fault_in_the_message_is_tried_again(zhang, tell, email, monkeypatch):
    monkeypatch.setattr(ShiftSoon, "context", lambda self, event, recipient: {}["missing"])
    tell(zhang)
    plan_pending(at=NOON)

    deliver()

    assert outcome() == ("due", "write:KeyError")
    assert row().due_at > NOON


def test_somebody_who_lost_the_address_meanwhile_is_told_on_the_next_channel(with_phone, tell, email):
    tell(with_phone)
    plan_pending(at=NOON)
    with_phone.email = ""
    with_phone.save()

    deliver()

    assert outcome("email") == ("failed", "no_address")
    assert outcome("sms") == ("sent", "")


def test_switching_the_channel_off_after_planning_counts(zhang, tell, email):
    tell(zhang)
    plan_pending(at=NOON)
    Preference.objects.create(user=zhang, category="shift", channel="email", wish="never")

    deliver()

    assert outcome() == ("cancelled", "")
    assert email.accepted == []


def test_a_message_whose_class_is_gone_fails_by_name(zhang, tell, email, monkeypatch):
    tell(zhang)
    plan_pending(at=NOON)
    monkeypatch.setattr(messages, "_messages", {})

    deliver()

    assert outcome() == ("failed", "unknown:tests.shift_soon")


def test_no_transaction_is_open_while_a_message_is_handed_over(transactional_db, zhang, tell, email):
    open_transactions = []
    email.before = lambda parcel: open_transactions.append(connection.in_atomic_block)
    tell(zhang)
    plan_pending(at=NOON)

    deliver()

    assert open_transactions == [False]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Handover.ACCEPTED, ("sent", "told_by_provider")),
        (Handover.NOT_ACCEPTED, ("due", "worker_lost")),
        (Handover.CANNOT_TELL, ("in_doubt", "worker_lost")),
    ],
)
def test_after_a_crash_the_provider_is_asked(zhang, tell, email, later, answer, expected):
    email.answer = answer
    tell(zhang)
    plan_pending(at=NOON)
    claim(at=NOON, limit=10)  # and the worker dies

    assert settle_expired_leases(at=later(seconds=59)) == 0
    assert settle_expired_leases(at=later(seconds=61)) == 2
    assert outcome("email") == expected
    assert outcome("in_app") == ("due", "worker_lost")


def test_a_lease_written_by_a_clock_far_ahead_does_not_stick(zhang, tell, email, later):
    email.answer = Handover.ACCEPTED
    tell(zhang)
    plan_pending(at=NOON)
    deliver_due(at=later(days=0), limit=0)
    claim(at=later(days=2), limit=10)

    assert settle_expired_leases(at=NOON) == 2
    assert outcome("email") == ("sent", "told_by_provider")


def test_a_worker_that_lost_its_lease_marks_nothing(zhang, tell, email, later):
    tell(zhang)
    plan_pending(at=NOON)
    email.answer = Handover.NOT_ACCEPTED

    def the_lease_ends_and_another_worker_sends(parcel):
        email.before = lambda parcel: None
        settle_expired_leases(at=later(seconds=61))
        deliver(later(seconds=61))
        Delivery.objects.filter(channel="email").update(problem="marked by the other")

    email.before = the_lease_ends_and_another_worker_sends
    deliver()

    assert (row().state, row().attempts, row().problem) == ("sent", 2, "marked by the other")


def test_a_row_claimed_too_long_ago_is_given_back_instead_of_sent(zhang, tell, email, later):
    tell(zhang)
    plan_pending(at=NOON)
    ticks = iter([NOON, NOON, later(seconds=50), later(seconds=50)])

    deliver_due(at=NOON, limit=2, clock=lambda: next(ticks))

    assert set(Delivery.objects.values_list("state", "attempts")) == {("due", 0)}
    assert email.accepted == []


def test_running_clock_starts_where_it_is_told_and_runs_on(monkeypatch):
    seconds = iter([100.0, 107.5])
    monkeypatch.setattr(delivery.time, "monotonic", lambda: next(seconds))

    clock = delivery.running_from(NOON)

    assert clock() == NOON + timedelta(seconds=7.5)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_row_once(tell, email):
    people = [UserFactory(email=f"p{n}@example.org") for n in range(60)]
    for person in people:
        tell(person)
    plan_pending(at=NOON)

    worked = race(4, lambda _number: deliver(), at_once=4)

    assert sum(worked) == 120
    assert sorted(parcel.address.value for parcel in email.accepted) == sorted(p.email for p in people)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_without_the_claim_four_workers_send_rows_twice(tell, email, monkeypatch):
    """The control: the race above is real, and the claim is what wins it."""

    def look_without_taking(*, at, limit):
        return [_as_if_held(found, at) for found in Delivery.objects.filter(state="due")[:limit]]

    monkeypatch.setattr(delivery, "claim", look_without_taking)
    monkeypatch.setattr("notifications.outcomes._held", lambda row: Delivery.objects.filter(pk=row.pk))
    email.before = lambda parcel: time.sleep(0.002)
    for number in range(60):
        tell(UserFactory(email=f"p{number}@example.org"))
    plan_pending(at=NOON)

    race(4, lambda _number: deliver(), at_once=4)

    assert len(email.accepted) > 60


def _as_if_held(found, at):
    found.lease_until = at + delivery.LEASE
    return found
