"""After fifteen years nobody can tell who was visited; goods, money and numbers are as before."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaries.models import Document
from delivery.festival_visits import figures, promises
from delivery.festival_visits.models import (
    BoardNotice,
    BoardPicture,
    FestivalVisit,
    FestivalVisitFile,
    Nomination,
    Route,
    Season,
    Wish,
)
from delivery.festival_visits.services.forgetting import forget_seasons
from tests.factories import festival_visits as made

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=5_479)


def numbers(season):
    goods = list(season.lots.order_by("pk").values_list("received", "in_store", "with_visitors", "given", "spoiled"))
    return (
        goods,
        sorted(Nomination.objects.values_list("state", flat=True)),
        figures.total_of(figures.places_of(season)),
    )


def hang(notice, cast):
    """A photograph of the board."""
    facts = {"seen_at": notice.posted_at, "added_at": notice.posted_at, "added_by": cast["worker"]}
    return BoardPicture.objects.create(notice=notice, moment="start", file="festival-boards/a.png", sha256="a", **facts)


def test_a_season_is_forgotten_after_its_years(cast, places):
    season = made.open_season(cast, places)
    route = made.walking(season, places, cast)
    visit = made.recorded(route.visits.get(), cast, wishes=[("note", "想学书法")], note="腿脚不便")
    hang(BoardNotice.objects.get(), cast)
    before = numbers(season)
    day = timezone.make_aware(datetime.combine(season.festival_on, time(9)))

    assert forget_seasons(at=day + YEARS) == 0
    assert FestivalVisitFile.objects.count() == 1
    assert [forget_seasons(at=day + YEARS + timedelta(days=n)) for n in (1, 2)] == [1, 0]

    assert numbers(season) == before
    assert set(Nomination.objects.values_list("person", "household", "note", "overlap_reason")) == {
        (None, None, "", "")
    }
    assert (FestivalVisitFile.objects.count(), Document.objects.filter(kind="DOC_VISIT_RECEIPT").count()) == (0, 0)
    visit = FestivalVisit.objects.get(pk=visit.pk)
    assert (visit.note, visit.receiver_name, visit.receiver_phone) == ("", "", "")
    assert list(Wish.objects.values_list("text", "answer")) == [("—", "")]
    assert [notice.shown["rows"] for notice in BoardNotice.objects.all()] == [[]]
    assert BoardPicture.objects.count() == 0
    for rows in (Nomination, Route, BoardNotice):
        assert rows.objects.visible_to(cast["reviewer"]).count() == 0
    assert Season.objects.get().forgotten_at == day + YEARS + timedelta(days=1)
    assert [problem for _name, check in promises.CHECKS for problem in check()] == []


@pytest.mark.both_databases
def test_a_photograph_of_a_board_goes_only_with_the_event_of_its_list(cast, places):
    season = made.open_season(cast, places)
    made.approved(season, places[made.HOME], cast)
    hang(BoardNotice.objects.get(), cast)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        BoardPicture.objects.all().delete()
