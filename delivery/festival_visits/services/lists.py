"""The list of a community on its way: checked by the sub-district, posted on the board, approved by the federation."""

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.deadlines import period_of
from areas.models import AdminArea
from audit.recording import record
from beneficiaries.selectors import purposes_in_force
from delivery.festival_visits import states
from delivery.festival_visits.models import BoardNotice, Nomination, NoticeObjection, Season
from delivery.festival_visits.permissions import may_approve_lists, may_check_lists
from delivery.festival_visits.postings import MASKED, shown_list
from delivery.festival_visits.services.money import reserve_cash
from delivery.festival_visits.services.moving import move
from delivery.festival_visits.workflow import NOMINATION
from funds.errors import FundsError
from web.references import new_reference
from workflow.machine import NotAllowed, Refused

LANE = "festival_visits"


@transaction.atomic
def check_homes(*, homes: Collection[Nomination], by: Any, at: datetime) -> list[Nomination]:
    """All or none. Raises NotAllowed for one that `by` nominated himself, IllegalTransition."""
    rows = _locked(homes)
    for home in rows:
        move(NOMINATION, "check", home, by=by, at=at, checked_at=at, checked_by=by)
    return rows


@transaction.atomic
def post_list(*, season: Season, area: AdminArea, by: Any, at: datetime) -> BoardNotice:
    """Everything that was checked in this community hangs for the full days of the deadline table.

    Whoever did not agree to a public notice is on the list without a line (PIPL 25). Raises NotAllowed, Refused.
    """
    if not (answer := may_check_lists(by, area)):
        raise NotAllowed(answer.reason)
    season = Season.objects.select_for_update(of=("self",)).select_related("fund").get(pk=season.pk)
    homes = list(_of(season, area, states.CHECKED))
    if not homes:
        raise Refused(_("No checked household waits for the board."))
    for home in homes:
        home.is_listed = MASKED in purposes_in_force(home.visited)
    ends_at = end_of_posting(at)
    shown = shown_list(season, area, homes, handler=by, posted_at=at, ends_at=ends_at)
    notice = BoardNotice.objects.create(
        reference=new_reference("CG"),
        season=season,
        area=area,
        shown=shown,
        shown_sha256=hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        posted_at=at,
        posted_by=by,
        ends_at=ends_at,
    )
    for home in homes:
        move(NOMINATION, "post", home, by=by, at=at, notice=notice, is_listed=home.is_listed)
    data = {"homes": len(homes), "unlisted": sum(not home.is_listed for home in homes)}
    record("festival_visits.list_posted", subject=notice, by=by, at=at, data=data)
    return notice


@transaction.atomic
def approve_list(*, season: Season, area: AdminArea, note: str, by: Any, at: datetime) -> list[Nomination]:
    """Every posted household whose days are over and undisputed; the money of each is reserved.

    `note` says why those are approved whom the board did not show. Raises NotAllowed, Refused (also when the fund has
    not enough), and then nothing is approved.
    """
    if not (answer := may_approve_lists(by)):
        raise NotAllowed(answer.reason)
    homes = [home for home in _of(season, area, states.POSTED) if home.notice and home.notice.ends_at <= at]
    if not homes:
        raise Refused(_("No list of this community has hung for its full days."))
    if NoticeObjection.objects.filter(notice__in={home.notice_id for home in homes}, answered_at=None).exists():
        raise Refused(_("An objection to this list is still open."))
    if any(not home.is_listed for home in homes) and not note.strip():
        raise Refused(_("Some households were not shown on the board. Write who looked at them again, and the result."))
    try:
        for home in homes:
            _approve(home, note, by=by, at=at)
    except FundsError as problem:
        raise Refused(str(problem)) from problem
    return homes


def end_of_posting(posted_at: datetime) -> datetime:
    """00:00 after the last full day; the day of posting does not count (民法典 201)."""
    amount, _unit = period_of(LANE, "publicity")
    last: date = timezone.localdate(posted_at) + timedelta(days=amount)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def _approve(home: Nomination, note: str, *, by: Any, at: datetime) -> None:
    unlisted = {} if home.is_listed else {"unlisted": note.strip()[:300]}
    move(NOMINATION, "approve", home, by=by, at=at, data=unlisted, approved_at=at, approved_by=by)
    reserve_cash(home, by=by, at=at)


def _of(season: Season, area: AdminArea, state: str) -> list[Nomination]:
    rows = Nomination.objects.filter(season=season, area=area, state=state)
    related = rows.select_related("season__fund", "person", "area", "notice", "package")
    return list(related.select_for_update(of=("self",)).order_by("pk"))


def _locked(homes: Collection[Nomination]) -> list[Nomination]:
    rows = Nomination.objects.filter(pk__in=[home.pk for home in homes]).select_related("person", "area", "season")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))
