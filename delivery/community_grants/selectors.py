"""Questions about grants: the list of work, sheets as far as they may be opened, figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.labels import event_label
from audit.selectors import timeline_of
from delivery.community_grants import states
from delivery.community_grants.models import (
    Grant,
    GrantRound,
    Milestone,
    Paper,
    Repayment,
    ScoreLine,
    ScoreSheet,
    Thanks,
    Tranche,
)
from web.tabs import StateTab, state_tabs

TABS = (
    StateTab("examine", _("To be examined"), (states.SUBMITTED, states.SUBDISTRICT_REVIEW, states.RETURNED), True),
    StateTab("score", _("Scores and decision"), (states.SCORING,), True),
    StateTab("notice", _("Notice and agreement"), (states.PUBLICITY, states.AGREEMENT), True),
    StateTab("pay", _("To be paid"), tuple(states.PAYABLE), True),
    StateTab("project", _("Projects under way"), (states.IN_PROGRESS, states.MIDTERM, states.ACCEPTANCE), True),
    StateTab("stopped", pgettext_lazy("grants", "Suspended"), (states.SUSPENDED,), True),
    StateTab("done", _("Finished"), (states.ARCHIVED, states.TERMINATED, states.REJECTED, states.WITHDRAWN)),
)
TAB_OF = {tab.code: tab for tab in TABS}
ORDERS = {"done": ("-submitted_at", "-id"), "": ("due_at", "id")}


def rows_of_desk(user: Any, tab: StateTab) -> QuerySet[Grant]:
    """With what a row shows; `is_late` when one of its milestones is."""
    handed_in = Grant.objects.visible_to(user).filter(submitted_at__isnull=False, state__in=tab.states)
    return handed_in.select_related("organisation", "area", "round").defer("answers", "problem", "plan")


def desk_tabs(user: Any, current: StateTab, url: str) -> list[dict[str, Any]]:
    handed_in = Grant.objects.visible_to(user).filter(submitted_at__isnull=False)
    return state_tabs(handed_in, TABS, current=current.code, url=url)


def overdue_milestones(grants: QuerySet[Grant], today: date) -> QuerySet[Milestone]:
    """The one definition of late (Milestone.is_overdue), as a question to the database; running grants only."""
    return Milestone.objects.filter(
        grant__in=grants, grant__state__in=states.WORKING, state__in=states.TO_REPORT, due_on__lt=today
    )


def late_ids(grants: Iterable[Grant], today: date) -> set[int]:
    """Of these rows, those with an overdue milestone; one query."""
    ids = [grant.pk for grant in grants]
    late = overdue_milestones(Grant.objects.filter(pk__in=ids), today)
    return set(late.values_list("grant_id", flat=True))


@dataclass(frozen=True)
class SeenSheet:
    """A score sheet as one reader may see it: `points` and `lines` are None while it is sealed for him."""

    sheet: ScoreSheet
    points: int | None
    comment: str
    lines: list[ScoreLine] | None

    @property
    def scorer_id(self) -> int:
        return self.sheet.scorer_id

    @property
    def state(self) -> str | Promise:
        if self.sheet.has_conflict:
            return _("has a tie and is out")
        if self.sheet.submitted_at is None:
            return _("not in yet")
        return _("in, sealed") if self.points is None else _("in")


def sheets_for(grant: Grant, user: Any) -> list[SeenSheet]:
    """Sealed until all are in (`grant.score`), except that everybody reads his own. Two queries."""
    sheets = list(grant.sheets.select_related("scorer").prefetch_related("lines__criterion"))
    return [_seen(sheet, grant.score is not None or sheet.scorer_id == user.pk) for sheet in sheets]


def _seen(sheet: ScoreSheet, is_open: bool) -> SeenSheet:
    if not is_open or sheet.submitted_at is None:
        return SeenSheet(sheet, None, "", None)
    return SeenSheet(sheet, sheet.total, sheet.comment, list(sheet.lines.all()))


def entries_of(grant: Grant) -> list[dict[str, Any]]:
    """For the timeline component. Scorers stay unnamed: `by` is left out where a name would unseal something."""
    events = timeline_of(grant)
    return [
        {
            "label": event_label(event.code),
            "at": event.at,
            "by": "" if event.code.endswith((".scored", "_tie_declared")) else str(event.actor or ""),
            "note": "",
        }
        for event in events
    ]


def public_grants() -> QuerySet[Grant]:
    """For the list that anybody reads; newest decision first."""
    rows = Grant.objects.public().select_related("organisation", "area", "round")
    return rows.defer("answers").annotate(cheers=Count("thanks"))


def money_of(grants: Iterable[Grant]) -> dict[int, int]:
    """Fen paid and not returned, by primary key; two queries."""
    ids = [grant.pk for grant in grants]
    paid = Tranche.objects.filter(grant__in=ids, paid_at__isnull=False).values_list("grant").annotate(Sum("amount_fen"))
    back = Repayment.objects.filter(grant__in=ids, received_at__isnull=False)
    returned = dict(back.values_list("grant").annotate(Sum("amount_fen")))
    found = dict(paid)
    return {pk: found.get(pk, 0) - returned.get(pk, 0) for pk in ids}


def public_pictures(grant: Grant) -> dict[str, list[Paper]]:
    """By kind: before, progress, after."""
    found: dict[str, list[Paper]] = {}
    for paper in grant.papers.filter(public_at__isnull=False):
        found.setdefault(paper.kind, []).append(paper)
    return found


def waiting_sheets(user: Any) -> QuerySet[ScoreSheet]:
    """What this person was asked to score and has not, oldest first."""
    mine = ScoreSheet.objects.filter(scorer=user, submitted_at__isnull=True, grant__state=states.SCORING)
    rows = mine.exclude(has_conflict=True).select_related("grant__organisation", "grant__area")
    return rows.order_by("grant__due_at", "pk")


@dataclass(frozen=True)
class RoundFigures:
    """Counts, and amounts in fen."""

    round: GrantRound
    asked: int
    granted: int
    granted_fen: int
    paid_fen: int
    finished: int

    @property
    def left_fen(self) -> int:
        return self.round.budget_fen - self.granted_fen


def round_figures() -> list[RoundFigures]:
    """Of the published rounds, newest first; four queries."""
    promised = Q(grants__state__in=states.PROMISED)
    rounds = (
        GrantRound.objects.published()
        .select_related("fund")
        .annotate(
            asked=Count("grants", filter=Q(grants__submitted_at__isnull=False)),
            granted=Count("grants", filter=promised),
            granted_fen=Sum("grants__awarded_fen", filter=promised, default=0),
            finished=Count("grants", filter=Q(grants__state=states.ARCHIVED)),
        )
    )
    paid = Tranche.objects.filter(paid_at__isnull=False).values_list("grant__round").annotate(Sum("amount_fen"))
    back = Repayment.objects.filter(received_at__isnull=False).values_list("grant__round").annotate(Sum("amount_fen"))
    in_, out = dict(paid), dict(back)
    return [
        RoundFigures(
            one, one.asked, one.granted, one.granted_fen, in_.get(one.pk, 0) - out.get(one.pk, 0), one.finished
        )
        for one in rounds
    ]


def paid_by_month(since: date) -> list[tuple[str, int]]:
    """Month and fen, oldest first."""
    rows = Tranche.objects.filter(paid_at__date__gte=since).annotate(month=TruncMonth("paid_at")).order_by("month")
    sums = rows.values_list("month").annotate(total=Sum("amount_fen")).order_by("month")
    return [(f"{month:%Y-%m}", total) for month, total in sums]


def granted_by_subdistrict() -> list[tuple[str, int]]:
    """Sub-district and fen granted, in the order of their codes."""
    rows = Grant.objects.filter(state__in=states.PROMISED).order_by("area__parent__code")
    sums = rows.values_list("area__parent__name").annotate(total=Sum("awarded_fen"))
    return [(name or "", total) for name, total in sums]


def open_repayments(user: Any) -> QuerySet[Repayment]:
    rows = Repayment.objects.filter(received_at__isnull=True, grant__in=Grant.objects.visible_to(user))
    return rows.select_related("grant__organisation").order_by("due_at", "pk")


def thanks_of(grant: Grant) -> int:
    return Thanks.objects.filter(grant=grant).count()
