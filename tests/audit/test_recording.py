"""Writing events: each the successor of the one before, in the transaction of its effect."""

import json
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from audit import recording
from audit.models import Event, OutboxEntry
from audit.recording import (
    GENESIS,
    Entry,
    Occurrence,
    PersonalDataInEvent,
    record,
    record_all,
    record_many,
    record_once,
    stream_of,
)
from audit.selectors import timeline_of
from audit.verification import broken_links
from tests.factories.accounts import UserFactory
from tests.racing import race

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def person(db) -> User:
    return UserFactory()


def note(person: User, code: str = "test.happened", **more) -> Event:
    return record(code, subject=person, by=None, at=AT, **more)


def reminder(person: User, key: str) -> Occurrence:
    return Occurrence("test.reminded", person, f"{key}:{person.pk}")


def test_each_event_follows_the_one_before(person):
    first, second = note(person), note(person, "test.happened_again")

    assert (first.seq, first.prev_hash) == (1, GENESIS)
    assert (second.seq, second.prev_hash) == (2, first.hash)
    assert first.hash != second.hash
    assert list(timeline_of(person)) == [first, second]
    assert list(broken_links()) == []


def test_several_events_at_once_follow_each_other(person, django_assert_num_queries):
    first = note(person)

    with django_assert_num_queries(3 if connection.vendor == "sqlite" else 4):  # and the lock of PostgreSQL
        made = record_all([Entry("test.kept", person, {"paper": n}) for n in range(3)], by=person, at=AT)

    assert [(event.seq, event.data, event.actor_id) for event in made] == [
        (2, {"paper": 0}, person.pk),
        (3, {"paper": 1}, person.pk),
        (4, {"paper": 2}, person.pk),
    ]
    assert list(timeline_of(person)) == [first, *made]
    assert OutboxEntry.objects.count() == 4
    assert list(broken_links()) == []


def test_streams_of_two_subjects_are_apart(person):
    other = UserFactory()
    note(person)

    assert note(other).seq == 1
    assert stream_of(other) == f"accounts.user:{other.pk}"


def test_an_event_and_its_outbox_row_go_with_the_effect(person):
    @transaction.atomic
    def service() -> float:
        return note(person).seq / 0

    with pytest.raises(ZeroDivisionError):
        service()

    assert (Event.objects.count(), OutboxEntry.objects.count()) == (0, 0)


def test_the_doorbell_rings_once_after_the_commit(person, monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr(recording, "_listeners", [lambda: rung.append(OutboxEntry.objects.count())])

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            note(person)
        assert rung == []

    assert rung == [3]


@pytest.mark.both_databases
def test_a_dedupe_key_counts_once(person):
    events = [
        record_once("test.reminded", subject=person, by=None, at=AT, dedupe_key="visit-due:1:2026-03-02")
        for _ in range(2)
    ]

    assert [event is None for event in events] == [False, True]
    assert Event.objects.count() == 1


def test_recording_many_skips_what_is_known_and_continues_each_stream(person):
    other = UserFactory()
    note(person)
    record_many([reminder(person, "a")], at=AT)

    count = record_many([reminder(person, "a"), reminder(person, "b"), reminder(other, "b")], at=AT)

    assert count == 2
    assert list(Event.objects.order_by("pk").values_list("stream", "seq")) == [
        (stream_of(person), 1),
        (stream_of(person), 2),
        (stream_of(person), 3),
        (stream_of(other), 1),
    ]
    assert OutboxEntry.objects.count() == 4
    assert list(broken_links()) == []


def test_recording_many_asks_as_much_for_thirty_as_for_three(django_assert_max_num_queries, person):
    people = [UserFactory() for _ in range(30)]
    record_many([reminder(person, "first")], at=AT)  # reads the key of the chain

    for some in (people[:3], people[3:]):
        with django_assert_max_num_queries(8):
            record_many([reminder(one, "many") for one in some], at=AT)


@pytest.mark.parametrize(
    "value",
    ["410199193802149016", "41019920090905911X", "13800138000", "6200000000000013", {"deep": ["199 13900139000"]}],
)
def test_what_looks_like_a_personal_number_is_refused(person, value):
    with pytest.raises(PersonalDataInEvent):
        note(person, data={"note": value})

    assert Event.objects.count() == 0


@pytest.mark.parametrize("value", ["SQ-7K2M9X", 100_000, "2026-03-02", 1769900000, "d0f6a2f4-6c1b-4a3e"])
def test_ids_amounts_and_days_are_not(person, value):
    assert note(person, data={"value": value}).data == json.loads(json.dumps({"value": value}))


# --- At the same moment -----------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_sixty_writers_of_one_stream_make_one_chain():
    person = UserFactory()

    def write(_number: int) -> None:
        with transaction.atomic():
            note(person)

    results = race(60, write, at_once=16)

    assert results == [None] * 60
    assert list(timeline_of(person).values_list("seq", flat=True)) == list(range(1, 61))
    assert list(broken_links()) == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_the_database_refuses_a_fork(monkeypatch):
    """Two events with one predecessor: the unique constraint is the second wall."""
    person = UserFactory()
    first = note(person)

    def fork() -> None:
        event = recording._event("test.forked", person, None, AT, {}, None, None, {"seq": 0, "hash": first.prev_hash})
        event.seq = 99
        event.save(force_insert=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        fork()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_people_act_while_reminders_about_the_same_subjects_are_planned():
    """Neither side fails; who was busy at that moment is reminded by the next run."""
    people = [UserFactory() for _ in range(40)]

    def act(number: int) -> int | None:
        if number % 4 == 0:
            return record_many([reminder(one, f"run{number}") for one in people], at=AT)
        with transaction.atomic():
            for one in people[number % 4 :: 3]:
                note(one)
        return None

    results = race(16, act, at_once=16)

    assert [problem for problem in results if isinstance(problem, Exception)] == []
    for number in range(0, 16, 4):
        record_many([reminder(one, f"run{number}") for one in people], at=AT)
    assert Event.objects.filter(code="test.reminded").count() == 4 * len(people)
    assert list(broken_links()) == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_planning_at_once_plans_once():
    people = [UserFactory() for _ in range(20)]

    results = race(8, lambda _number: record_many([reminder(one, "same") for one in people], at=AT), at_once=8)

    assert [problem for problem in results if isinstance(problem, Exception)] == []
    assert sum(results) == Event.objects.count() == len(people)


@pytest.mark.both_databases
@pytest.mark.django_db
def test_recording_all_continues_each_stream_in_the_name_of_who_did_it(person):
    other = UserFactory()
    record("test.one", subject=person, by=None, at=AT)

    events = record_all(
        [Entry("test.two", person, {"n": 1}), Entry("test.two", other), Entry("test.three", person)], by=other, at=AT
    )

    assert [(e.stream, e.seq, e.code, e.actor_id) for e in events] == [
        (stream_of(person), 2, "test.two", other.pk),
        (stream_of(other), 1, "test.two", other.pk),
        (stream_of(person), 3, "test.three", other.pk),
    ]
    assert OutboxEntry.objects.filter(event__in=events).count() == 3
    assert list(broken_links()) == []


@pytest.mark.django_db
def test_recording_all_refuses_personal_numbers_and_keeps_nothing(person):
    with pytest.raises(PersonalDataInEvent):
        record_all([Entry("test.two", person), Entry("test.two", person, {"phone": "13800000001"})], by=None, at=AT)

    assert not Event.objects.filter(code="test.two").exists()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_who_record_all_about_the_same_rows_take_turns():
    people = [UserFactory() for _ in range(8)]

    def act(n: int):
        mine = people if n % 2 else list(reversed(people))
        with transaction.atomic():
            return len(record_all([Entry("test.two", one) for one in mine], by=None, at=AT))

    results = race(12, act)

    assert results == [8] * 12
    assert list(broken_links()) == []
