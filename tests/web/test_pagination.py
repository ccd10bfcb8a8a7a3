from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Value
from django.db.models.functions import Concat, Length
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.models import Event
from audit.recording import Move, record
from notifications.models import RecordedSms
from tests.factories.accounts import UserFactory
from web.pagination import keyset_page, requested_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
START = datetime(2026, 5, 4, 4, 0, 0, 123456, tzinfo=UTC)


def sms(*texts):
    return [
        RecordedSms.objects.create(reference="r", number_mask="x", text=text, accepted_at=START + timedelta(hours=n))
        for n, text in enumerate(texts)
    ]


def walk(queryset, order, size):
    """Every page from the first to the last."""
    pages, after = [], None
    while True:
        page = keyset_page(queryset, order, after=after, size=size)
        pages.append([row.pk for row in page])
        if not page.has_next:
            return pages
        after = page.after


def walk_back(queryset, order, size):
    """Every page from the last to the first."""
    page, pages = keyset_page(queryset, order, last=True, size=size), []
    while True:
        pages.append([row.pk for row in page])
        if not page.has_previous:
            return pages
        page = keyset_page(queryset, order, before=page.before, size=size)


def test_pages_follow_each_other_without_gap_or_overlap():
    rows = sms(*"abcdefg")
    ids = [row.pk for row in rows]

    assert walk(RecordedSms.objects.all(), ["accepted_at"], 3) == [ids[:3], ids[3:6], ids[6:]]
    assert walk(RecordedSms.objects.all(), ["-accepted_at"], 4) == [ids[:2:-1], ids[2::-1]]


def test_the_last_page_is_full_and_leads_back_to_the_first():
    ids = [row.pk for row in sms(*"abcdefg")]

    assert walk_back(RecordedSms.objects.all(), ["accepted_at"], 3) == [ids[4:], ids[1:4], ids[:3]]


def test_ties_are_parted_by_the_primary_key():
    ids = [row.pk for row in sms("same", "same", "same", "same")]

    assert walk(RecordedSms.objects.all(), ["text"], 3) == [ids[:3], ids[3:]]
    assert walk(RecordedSms.objects.all(), ["-text"], 3) == [ids[:0:-1], ids[:1]]


def test_mixed_directions():
    a1, b1, a2, b2 = sms("a", "b", "a", "b")

    assert walk(RecordedSms.objects.all(), ["text", "-accepted_at"], 1) == [[a2.pk], [a1.pk], [b2.pk], [b1.pk]]


def test_an_annotation_can_be_the_order():
    long, short, middle = sms("aaa", "a", "aa")
    queryset = RecordedSms.objects.annotate(size=Length(Concat("text", Value("!"))))

    assert walk(queryset, ["size"], 2) == [[short.pk, middle.pk], [long.pk]]


def test_a_related_column_can_be_the_order():
    zhang, li = UserFactory(username="zhang"), UserFactory(username="li")
    first = record("test.a", subject=zhang, by=zhang, at=START)
    second = record("test.a", subject=zhang, by=li, at=START)
    third = record("test.a", subject=zhang, by=None, at=START)
    queryset = Event.objects.select_related("actor")

    assert walk(queryset, ["actor__username"], 2) == [[second.pk, first.pk], [third.pk]]
    assert walk(queryset, ["-actor__username"], 2) == [[third.pk, first.pk], [second.pk]]


def test_dicts_are_paged_like_rows():
    sms("b", "a", "c")

    page = keyset_page(RecordedSms.objects.values("id", "text"), ["text"], size=2)

    assert [row["text"] for row in page] == ["a", "b"]
    assert [
        row["text"] for row in keyset_page(RecordedSms.objects.values("id", "text"), ["text"], after=page.after)
    ] == ["c"]


def test_a_row_that_came_in_between_moves_nothing():
    _a, _b, d = sms("a", "b", "d")
    first = keyset_page(RecordedSms.objects.all(), ["text"], size=2)
    sms("aa")

    assert [row.pk for row in keyset_page(RecordedSms.objects.all(), ["text"], after=first.after, size=2)] == [d.pk]


def test_when_the_rows_behind_a_cursor_are_gone_the_last_page_is_shown():
    a, b, c = sms("a", "b", "c")
    first = keyset_page(RecordedSms.objects.all(), ["text"], size=2)
    c.delete()

    page = keyset_page(RecordedSms.objects.all(), ["text"], after=first.after, size=2)

    assert [row.pk for row in page] == [a.pk, b.pk]
    assert (page.has_next, page.has_previous) == (False, False)


def test_going_back_never_shows_a_short_first_page():
    rows = sms(*"abcd")
    second = keyset_page(RecordedSms.objects.all(), ["text"], after=None, size=3)
    last = keyset_page(RecordedSms.objects.all(), ["text"], after=second.after, size=3)
    rows[0].delete()

    page = keyset_page(RecordedSms.objects.all(), ["text"], before=last.before, size=3)

    assert [row.text for row in page] == ["b", "c", "d"]


@pytest.mark.parametrize("cursor", ["x", "x:y", "", "\x00", "ñ", "W10:abc", "a" * 5000, "' OR 1=1 --"])
def test_a_forged_cursor_gives_the_first_page(cursor):
    ids = [row.pk for row in sms(*"abc")]

    for name in ("after", "before"):
        assert [row.pk for row in keyset_page(RecordedSms.objects.all(), ["text"], size=2, **{name: cursor})] == ids[:2]


def test_a_cursor_of_another_order_gives_the_first_page():
    ids = [row.pk for row in sms(*"abc")]
    other = keyset_page(RecordedSms.objects.all(), ["-text"], size=1).after

    assert [row.pk for row in keyset_page(RecordedSms.objects.all(), ["text"], after=other, size=2)] == ids[:2]


def test_an_empty_list_is_one_empty_page():
    page = keyset_page(RecordedSms.objects.all(), ["text"])

    assert (page.items, page.has_next, page.has_previous) == ([], False, False)


def test_a_page_is_one_query_and_nothing_is_counted(django_assert_num_queries):
    sms(*"abcde")
    with django_assert_num_queries(1) as queries:
        first = keyset_page(RecordedSms.objects.all(), ["-accepted_at"], size=2)
    with django_assert_num_queries(1):
        keyset_page(RecordedSms.objects.all(), ["-accepted_at"], size=2, after=first.after)
    with django_assert_num_queries(1):
        keyset_page(RecordedSms.objects.all(), ["-accepted_at"], size=2, last=True)

    assert "COUNT" not in queries.captured_queries[0]["sql"].upper()


def test_the_query_string_names_the_page(rf):
    ids = [row.pk for row in sms(*"abcde")]
    first = requested_page(rf.get("/"), RecordedSms.objects.all(), ["text"], size=2)
    second = requested_page(rf.get("/", {"after": first.after}), RecordedSms.objects.all(), ["text"], size=2)
    back = requested_page(rf.get("/", {"before": second.before}), RecordedSms.objects.all(), ["text"], size=2)
    last = requested_page(rf.get("/", {"last": "1"}), RecordedSms.objects.all(), ["text"], size=2)

    assert [[row.pk for row in page] for page in (first, second, back, last)] == [ids[:2], ids[2:4], ids[:2], ids[3:]]


class EveryOrderIsComplete(TestCase):
    """Whatever the rows, the order and the page size: forwards and backwards every row comes once, in order."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        rows=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([None, 1, 2])), max_size=9),
        signs=st.tuples(st.sampled_from(["", "-"]), st.sampled_from(["", "-"])),
        size=st.integers(1, 4),
    )
    def test_walks(self, rows, signs, size):
        zhang = UserFactory()
        for code, version in rows:
            event = record(f"test.{code}", subject=zhang, by=None, at=START)
            if version:
                record(event.code, subject=UserFactory(), by=None, at=START, move=Move("test", "a", "b", version))
        order = [f"{signs[0]}code", f"{signs[1]}version"]
        queryset = Event.objects.all()

        pages = walk(queryset, order, size)
        back = [pk for page in reversed(walk_back(queryset, order, size)) for pk in page]  # the first page is full

        flat = [pk for page in pages for pk in page]
        assert sorted(flat) == sorted(queryset.values_list("pk", flat=True))
        assert list(dict.fromkeys(back)) == flat
        assert flat == [row.pk for row in keyset_page(queryset, order, size=100)]
