"""Seasons whose time is over: who was visited, signatures, photographs and wishes go, goods, money and numbers stay."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from areas.deadlines import period_of
from audit.recording import record
from beneficiaries.models import Document
from delivery.festival_visits.choices import Receiver
from delivery.festival_visits.models import (
    BoardNotice,
    BoardPicture,
    FestivalVisit,
    FestivalVisitFile,
    Nomination,
    NoticeObjection,
    Season,
    Wish,
)
from delivery.festival_visits.services.lists import LANE

GONE = "—"  # where the database wants words


def forget_seasons(*, at: datetime) -> int:
    """Seasons that are older than the table of deadlines says; returns how many. Files go with the next sweeps."""
    days, _unit = period_of(LANE, "record_kept")
    last = timezone.localdate(at) - timedelta(days=days)
    due = Season.objects.filter(festival_on__lt=last, forgotten_at__isnull=True).order_by("pk")
    return sum(_forget(pk, at) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _forget(pk: int, at: datetime) -> bool:
    season = Season.objects.select_for_update().get(pk=pk)
    if season.forgotten_at is not None:
        return False
    season.forgotten_at = at
    season.save(update_fields=["forgotten_at"])
    homes = Nomination.objects.filter(season=season)
    _forget_visits(season)
    _forget_lists(season, at)
    homes.filter(end_reason__gt="").update(end_reason=GONE)
    count = homes.update(household=None, person=None, note="", overlaps=[], overlap_reason="")
    record("festival_visits.season_forgotten", subject=season, by=None, at=at, data={"homes": count})
    return True


def _forget_visits(season: Season) -> None:
    visits = FestivalVisit.objects.filter(nomination__season=season)
    files = FestivalVisitFile.objects.filter(visit__in=visits)
    documents = list(files.values_list("document", flat=True))
    files.delete()
    Document.objects.filter(pk__in=documents).delete()
    Wish.objects.filter(visit__in=visits).update(text=GONE, answer="")
    words = {"receiver_name": "", "receiver_relation": "", "receiver_phone": "", "receiver_phone_mask": ""}
    visits.filter(receiver=Receiver.SUBSTITUTE).update(
        receiver_name=GONE, receiver_relation=GONE, receiver_phone="", receiver_phone_mask=GONE, note=""
    )
    visits.exclude(receiver=Receiver.SUBSTITUTE).update(note="", **words)


def _forget_lists(season: Season, at: datetime) -> None:
    """The hash of a list stays. A photograph of a board may go only with the event of its list (migration 0003)."""
    for notice in BoardNotice.objects.filter(season=season).order_by("pk"):
        record("festival_visits.list_forgotten", subject=notice, by=None, at=at)
        notice.shown = {**notice.shown, "rows": [], "handler": ""}
        notice.save(update_fields=["shown"])
        BoardPicture.objects.filter(notice=notice).delete()
    NoticeObjection.objects.filter(notice__season=season).update(
        text=GONE, name="", phone="", phone_mask="", finding=""
    )
