"""What was posted, for how long, and the photographs that prove it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.models import BoardPhoto, PublicNotice
from applications.services import board
from applications.services.publicity import end_finished_notices, end_notice
from programs.models import ProgramTerms
from tests.applications.test_views_papers import photo
from tests.factories.applications import make_program
from tests.factories.case_states import case_in
from workflow.machine import NotAllowed, Refused


@pytest.fixture
def program(places):
    return make_program("employee_illness_aid")


@pytest.fixture
def notice(program, community, cast):
    """Hangs since yesterday."""
    now = timezone.now()
    case = case_in(s.PUBLICITY, program, community, cast, at=now - timedelta(days=6), limit=now - timedelta(hours=24))
    return case.notices.get()


@pytest.fixture
def strict(monkeypatch, notice):
    """The terms of the case ask for photographs."""
    terms = notice.application.terms
    values = {**terms.values, "board_photos_needed": True}
    monkeypatch.setattr(ProgramTerms, "values", values)
    return notice


def add(notice, by, moment="start", hours=1, at=None):
    at = at or notice.ends_at
    seen = notice.posted_at + timedelta(hours=hours)
    return board.add_board_photo(
        notice=notice, moment=moment, seen_at=seen, place="社区公告栏", upload=photo("board.jpg"), by=by, at=at
    )


def test_a_photograph_says_when_and_where(notice, worker):
    add(notice, worker)

    row = BoardPhoto.objects.get()
    assert (row.moment, row.place, row.document.kind) == ("start", "社区公告栏", "DOC_BOARD")


def test_a_photograph_from_before_the_posting_or_of_tomorrow_is_none(notice, worker):
    with pytest.raises(Refused, match="尚未张贴"):
        add(notice, worker, hours=-1)
    with pytest.raises(Refused, match="将来"):
        add(notice, worker, hours=24 * 30)
    assert BoardPhoto.objects.count() == 0


def test_only_those_who_work_on_the_place_add_one(notice, cashier, worker2):
    for person in (cashier, worker2):
        with pytest.raises(NotAllowed):
            add(notice, person)


def test_where_the_terms_ask_for_it_the_posting_counts_only_with_both_photographs(strict, worker):
    add(strict, worker)
    assert end_finished_notices(at=strict.ends_at) == 0
    with pytest.raises(Refused, match="照片"):
        end_notice(application=strict.application, at=strict.ends_at)

    add(strict, worker, "end", hours=24 * 6)

    assert end_finished_notices(at=strict.ends_at) == 1
    strict.application.refresh_from_db()
    assert strict.application.state == s.FINAL_REVIEW


def test_where_they_do_not_the_seven_days_are_enough(notice):
    assert end_finished_notices(at=notice.ends_at) == 1


def test_the_case_shows_the_posting_its_photographs_and_what_lacks(client, strict, worker):
    add(strict, worker, at=timezone.now())
    client.force_login(worker)

    page = client.get(reverse("applications:case", args=[strict.application.reference])).content.decode()

    assert strict.shown_sha256 in page
    assert "社区公告栏" in page
    assert "公示须有公告栏照片方为有效：" in page


def test_the_form_adds_a_photograph(client, notice, worker):
    client.force_login(worker)
    url = reverse("applications:board_photo", args=[notice.application.reference, notice.pk])
    seen = f"{timezone.localtime(notice.posted_at) + timedelta(hours=2):%Y-%m-%dT%H:%M}"

    nothing = client.post(url, {"moment": "start", "seen_at": seen, "place": "社区公告栏"})
    sent = client.post(url, {"moment": "start", "seen_at": seen, "place": "社区公告栏", "photo": photo("b.jpg")})

    assert (client.get(url).status_code, nothing.status_code, sent.status_code) == (200, 422, 302)
    assert notice.board_photos.count() == 1


def test_the_page_ends_by_the_clock_even_when_no_task_runs(client, notice, monkeypatch):
    url = reverse("applications:notice", args=[notice.reference])
    monkeypatch.setattr("applications.views.notices.timezone.now", lambda: notice.ends_at - timedelta(seconds=1))
    before = client.get(url)
    monkeypatch.setattr("applications.views.notices.timezone.now", lambda: notice.ends_at)
    after = client.get(url)

    assert (before.status_code, after.status_code) == (200, 410)
    assert notice.shown["name"] in before.content.decode()
    assert notice.shown["name"] not in after.content.decode()


@pytest.mark.both_databases
@pytest.mark.parametrize("changes", [{"shown": {}}, {"shown_sha256": "0" * 64}, {"ends_at": timezone.now()}])
def test_the_database_keeps_what_was_posted(notice, changes):
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        PublicNotice.objects.filter(pk=notice.pk).update(**changes)

    PublicNotice.objects.filter(pk=notice.pk).update(closed_at=notice.ends_at)  # the control: taking down is allowed


@pytest.mark.both_databases
def test_the_database_keeps_photographs(notice, worker):
    row = add(notice, worker)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        BoardPhoto.objects.filter(pk=row.pk).update(place="别处")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        BoardPhoto.objects.filter(pk=row.pk).delete()
