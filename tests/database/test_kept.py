"""Statements whose SQL is written once do what Django's own do, on both databases and in every thread."""

from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.signals import post_init
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy

from audit.models import Event, OutboxEntry
from audit.recording import record
from database.kept import KeptInsert, KeptQuery, KeptUpdate, any_of
from tests.factories.accounts import UserFactory
from tests.factories.volunteers import VolunteerFactory, make_shift, role_of
from volunteers.locking import locked_roles
from volunteers.models import Activity, Shift, ShiftRole, VolunteerProfile

pytestmark = pytest.mark.both_databases
AT = datetime(2026, 3, 2, 1, 30, 0, 123456, tzinfo=UTC)


def values_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_kept_query_gives_the_same_objects_whatever_was_asked_before(db):
    wanted, other = VolunteerFactory(), VolunteerFactory()
    kept = KeptQuery(lambda pk: VolunteerProfile.objects.filter(pk=pk))

    with CaptureQueriesContext(connection) as said:
        rows = [kept(wanted.pk), kept(other.pk), kept(wanted.pk)]

    assert [[values_of(row) for row in found] for found in rows] == [
        [values_of(VolunteerProfile.objects.get(pk=pk))] for pk in (wanted.pk, other.pk, wanted.pk)
    ]
    texts = [query["sql"] for query in said.captured_queries]
    assert (texts[2], texts[1]) == (texts[0], texts[0].replace(f"({wanted.pk})", f"({other.pk})"))


def test_a_kept_query_follows_relations_and_takes_any_number_of_values(db):
    one, two = role_of(make_shift()), role_of(make_shift())
    kept = KeptQuery(lambda *ids: Shift.objects.select_related("activity").filter(any_of("pk", ids)).order_by("pk"))

    with CaptureQueriesContext(connection) as said:
        found = [shift.activity.title_zh for shift in kept(one.shift_id, two.shift_id)]
        found += [shift.activity.title_zh for shift in kept(two.shift_id)]

    titles = [one.shift.activity.title_zh, two.shift.activity.title_zh]
    assert found == [*titles, titles[1]]
    assert len(said) == 2


def test_a_kept_query_gives_tuples(db):
    role = role_of(make_shift(capacity=7))
    kept = KeptQuery(lambda shift: ShiftRole.objects.filter(shift=shift).values_list("pk", "capacity"))

    assert kept(role.shift_id) == [(role.pk, 7)]
    assert kept(role.shift_id + 1) == []


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_through_its_own_connection():
    role = role_of(make_shift(capacity=7))
    kept = KeptQuery(lambda shift: ShiftRole.objects.filter(shift=shift).values_list("capacity", flat=True))
    found = [kept(role.shift_id)]

    def ask():
        try:
            found.append(kept(role.shift_id))
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()

    assert found == [[7], [7]]


def test_a_kept_update_changes_the_rows_of_its_values_only(db):
    role, other = role_of(make_shift(capacity=2)), role_of(make_shift(capacity=2))
    take = KeptUpdate(lambda pk: ShiftRole.objects.filter(pk=pk, taken__lt=F("capacity")), taken=F("taken") + 1)

    assert [take(role.pk) for _ in range(3)] == [1, 1, 0]
    assert list(
        ShiftRole.objects.filter(pk__in=[role.pk, other.pk]).order_by("pk").values_list("taken", flat=True)
    ) == [
        2,
        0,
    ]


def test_a_kept_insert_writes_what_save_writes(db):
    person = UserFactory()
    saved = record("test.happened", subject=person, by=person, at=AT, data={"numbers": [1, "二"]}, dedupe_key="once")
    insert = KeptInsert(Event)

    for place in (2, 3):
        fresh = {"id": None, "seq": place, "dedupe_key": f"again-{place}", "prev_hash": f"{place}" * 64}
        event = Event(**{**values_of(saved), **fresh})
        insert(event)

        read = Event.objects.get(pk=event.pk)
        assert values_of(read) == values_of(event)
        assert (read.data, read.at, read._state.adding, event._state.adding) == (saved.data, AT, False, False)


def test_a_kept_insert_of_a_row_with_a_key_of_its_own(db):
    event = record("test.happened", subject=UserFactory(), by=None, at=AT)

    assert OutboxEntry.objects.get(pk=event.pk).created_at == AT


def test_the_first_event_of_a_new_subject_is_neither_locked_nor_looked_for(db):
    person = UserFactory()
    record("test.made", subject=UserFactory(), by=None, at=AT)  # the key of the chain is known from here on

    with CaptureQueriesContext(connection) as said:
        event = record("test.made", subject=person, by=None, at=AT, is_first=True)

    assert [query["sql"].split(" (")[0] for query in said.captured_queries] == [
        'INSERT INTO "audit_event"',
        'INSERT INTO "audit_outboxentry"',
    ]
    assert event.seq == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        record("test.made", subject=person, by=None, at=AT, is_first=True)


@pytest.mark.parametrize(("prepare_after", "kept_plans"), [(5, 1), (None, 0)])
def test_postgresql_keeps_the_plan_unless_a_pooler_stands_between(db, monkeypatch, prepare_after, kept_plans):
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    asked = KeptQuery(lambda pk: ShiftRole.objects.filter(pk=pk).values_list("capacity"))
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", prepare_after)

    for number in range(8):
        asked(number)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%volunteers_shiftrole%'")
        assert cursor.fetchone() == (kept_plans,)


def test_a_kept_query_gives_annotations_and_relations_that_are_missing(db):
    activity = make_shift().activity
    kept = KeptQuery(
        lambda pk: (
            Activity.objects.filter(pk=pk).select_related("project").annotate(twice=F("min_age") * 2).order_by("pk")
        )
    )
    Activity.objects.filter(pk=activity.pk).update(min_age=9)

    [found] = kept(activity.pk)

    with CaptureQueriesContext(connection) as said:
        assert (found.project, found.twice, found._state.adding, found._state.db) == (None, 18, False, "default")
    assert len(said) == 0


@pytest.mark.parametrize(
    "build",
    [
        lambda pk: Activity.objects.filter(pk=pk).values("pk"),
        lambda pk: Activity.objects.filter(pk=pk).values_list("pk", named=True),
    ],
)
def test_a_kept_query_refuses_rows_that_it_cannot_make(db, build):
    with pytest.raises(TypeError, match="a kept statement cannot give"):
        KeptQuery(build)(1)


def test_a_kept_query_refuses_models_whose_making_somebody_hears(db):
    def hear(**_event):
        """Nothing."""

    post_init.connect(hear, sender=Activity)
    try:
        with pytest.raises(TypeError, match="Activity has to be made by Django itself"):
            KeptQuery(lambda pk: Activity.objects.filter(pk=pk))(1)
    finally:
        post_init.disconnect(hear, sender=Activity)


def test_a_kept_insert_writes_values_of_other_kinds_as_save_does(db):
    """A moment without a zone, a number as text, a lazy text: rare, and never written differently."""
    person = UserFactory()
    saved = record("test.happened", subject=person, by=person, at=AT)
    moment = AT.astimezone(timezone(timedelta(hours=8)))
    event = Event(
        **{
            **values_of(saved),
            "id": None,
            "code": gettext_lazy("of no catalogue"),
            "seq": "2",
            "at": moment,
            "prev_hash": "2" * 64,
        }
    )

    KeptInsert(Event)(event)

    read = Event.objects.get(pk=event.pk)
    assert (read.seq, read.at, read.code) == (2, AT, "of no catalogue")


def test_tasks_of_one_shift_know_one_shift(db):
    shift = make_shift()
    ShiftRole.objects.create(shift=shift, name_zh="洗碗", capacity=1)

    one, two = locked_roles([shift.pk])

    assert one.shift is two.shift
