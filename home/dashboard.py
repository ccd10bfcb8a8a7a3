"""What the back office shows first: figures, each with the list behind it, and a year as a chart.

Nobody gets a figure whose list he may not open. The numbers are kept for a minute per person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Exists, F, Model, OuterRef, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import has_role, roles_of, scope_of
from accounts.roles import SUPERVISOR, SYSTEM_ADMIN
from applications import stages, states
from applications.models import Application
from applications.scopes import STAFF_ROLES
from applications.selectors import counts_by_state, overdue
from funds.models import Fund, Reservation, Voucher
from home import selectors
from notifications.models import Delivery
from notifications.states import DeliveryState
from volunteers.models import Shift, ShiftRole
from web.templatetags.ui import wan

KEPT = 60  # seconds


@dataclass(frozen=True)
class StateCount:
    """`state` is a workflow State; `url` the list of these cases."""

    state: Any
    value: int
    url: str


@dataclass(frozen=True)
class DashboardFigure:
    label: Any
    value: str
    url: str
    is_hot: bool


@dataclass(frozen=True)
class Dashboard:
    states: list[StateCount]
    figures: list[DashboardFigure]
    chart_title: Any
    monthly: list[tuple[str, float]]
    reads_schedule: bool


@dataclass(frozen=True)
class Figure:
    """One line of the table below. `model` is whose list shows it, `query` the filters of the list."""

    code: str
    label: Any
    model: type[Model]
    count: Callable[[Any, datetime], int]
    query: Callable[[datetime], Mapping[str, Any]]
    is_money: bool = False
    is_hot: bool = False  # above zero somebody has to act

    def url(self, now: datetime) -> str:
        name = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist"
        return f"{reverse(name)}?{urlencode(self.query(now))}".rstrip("?")

    def shown(self, value: int) -> str:
        return wan(value) if self.is_money else f"{value:,}"


# --- The figures ------------------------------------------------------------------------------------------------------


def in_stage(stage: str) -> Callable[[Any, datetime], int]:
    def count(user: Any, _now: datetime) -> int:
        by_state = counts_by_state(user)
        return sum(by_state.get(code, 0) for code in stages.STATES[stage])

    return count


def approved_unpaid(user: Any, _now: datetime) -> int:
    return _approved_fen(Application.objects.in_worklist_of(user).filter(stage=stages.APPROVED))


def paid_this_month(user: Any, now: datetime) -> int:
    return _approved_fen(Application.objects.in_worklist_of(user).filter(paid_at__gte=month_start(now)))


def _approved_fen(cases: QuerySet[Application]) -> int:
    return cases.aggregate(fen=Sum("approved_amount_fen"))["fen"] or 0


def booked_this_month(_user: Any, now: datetime) -> int:
    paid = selectors.payments_by_month(since=month_start(now).date())
    return sum(fen for _count, fen in paid.values())


def deliveries(state: str) -> Callable[[Any, datetime], int]:
    return lambda _user, _now: Delivery.objects.filter(state=state).count()


def uncovered_tomorrow(_user: Any, now: datetime) -> int:
    """Announced shifts of tomorrow in which some task has fewer people than it needs."""
    short = ShiftRole.objects.filter(shift=OuterRef("pk"), taken__lt=F("minimum"))
    shifts = Shift.objects.filter(**tomorrow(now), state__in=("open", "closed"))
    return shifts.filter(Exists(short)).count()


def month_start(now: datetime) -> datetime:
    return selectors.midnight(timezone.localdate(now).replace(day=1))


def tomorrow(now: datetime) -> dict[str, datetime]:
    day = timezone.localdate(now) + timedelta(days=1)
    return {"starts_at__gte": selectors.midnight(day), "starts_at__lt": selectors.midnight(day + timedelta(days=1))}


FIGURES = (
    Figure(
        "submitted", _("To be checked"), Application, in_stage(stages.SUBMITTED), lambda now: {"stage": "submitted"}
    ),
    Figure("review", _("In review"), Application, in_stage(stages.REVIEW), lambda now: {"stage": "review"}),
    Figure(
        "overdue",
        _("Cases overdue"),
        Application,
        lambda user, now: overdue(user, at=now).order_by().count(),
        lambda now: {"due": "overdue"},
        is_hot=True,
    ),
    Figure(
        "returned",
        _("Waiting for documents"),
        Application,
        in_stage(stages.RETURNED),
        lambda now: {"stage": "returned"},
    ),
    Figure(
        "unpaid",
        _("Approved, not yet paid"),
        Application,
        approved_unpaid,
        lambda now: {"stage": "approved"},
        is_money=True,
    ),
    Figure(
        "unpaid",  # for people who read the books and not the cases
        _("Approved, not yet paid"),
        Reservation,
        lambda user, now: selectors.available_and_reserved_fen()[1],
        lambda now: {"state__exact": "live"},
        is_money=True,
    ),
    Figure(
        "paid",
        _("Paid this month"),
        Application,
        paid_this_month,
        lambda now: {"paid_at__gte": month_start(now).isoformat()},
        is_money=True,
    ),
    Figure(
        "paid",
        _("Paid this month"),
        Voucher,
        booked_this_month,
        lambda now: {"booked_on__gte": month_start(now).date(), "kind__exact": "payment"},
        is_money=True,
    ),
    Figure(
        "available",
        _("Available in all funds"),
        Fund,
        lambda user, now: selectors.available_and_reserved_fen()[0],
        lambda now: {},
        is_money=True,
    ),
    Figure(
        "failed",
        _("Messages that did not arrive"),
        Delivery,
        deliveries(DeliveryState.FAILED),
        lambda now: {"state__exact": DeliveryState.FAILED.value},
        is_hot=True,
    ),
    Figure(
        "in_doubt",
        _("Messages in doubt"),
        Delivery,
        deliveries(DeliveryState.IN_DOUBT),
        lambda now: {"state__exact": DeliveryState.IN_DOUBT.value},
        is_hot=True,
    ),
    Figure(
        "uncovered",
        _("Shifts short of people tomorrow"),
        Shift,
        uncovered_tomorrow,
        lambda now: {"cover": "short", **tomorrow(now)},
        is_hot=True,
    ),
)


# --- The page ---------------------------------------------------------------------------------------------------------


def dashboard_for(request: HttpRequest, *, now: datetime) -> Dashboard:
    user, figures = request.user, open_figures(request)
    reads_cases, reads_books = may_open(request, Application), may_open(request, Voucher)
    kept = cache.get_or_set(
        key_for(user, timezone.localdate(now)),
        lambda: {
            "figures": {figure.code: figure.count(user, now) for figure in figures},
            "states": counts_by_state(user) if reads_cases else {},
            "monthly": monthly(user, timezone.localdate(now), reads_cases=reads_cases, reads_books=reads_books),
        },
        KEPT,
    )
    return Dashboard(
        states=state_counts(kept["states"]),
        figures=[shown(figure, kept["figures"][figure.code], now) for figure in figures],
        chart_title=_("Decisions, last twelve months")
        if reads_cases
        else pgettext_lazy("chart", "Yuan paid, last twelve months"),
        monthly=kept["monthly"],
        reads_schedule=has_role(user, SYSTEM_ADMIN, SUPERVISOR),
    )


def open_figures(request: HttpRequest) -> list[Figure]:
    """Each figure once, with the first list that the person may open."""
    chosen: dict[str, Figure] = {}
    for figure in FIGURES:
        if figure.code not in chosen and may_open(request, figure.model):
            chosen[figure.code] = figure
    return list(chosen.values())


def may_open(request: HttpRequest, model: type[Model]) -> bool:
    return admin.site.get_model_admin(model).has_view_permission(request)


def key_for(user: Any, on: date) -> str:
    """Another right or another place is another key, so that nobody sees numbers of a role that he lost."""
    scope = scope_of(user, *STAFF_ROLES)
    rights = f"{sorted(roles_of(user))} {scope.everything} {sorted(scope.area_ids)}"
    return f"dashboard:{on}:{user.pk}:{crc32(rights.encode())}"


def shown(figure: Figure, value: int, now: datetime) -> DashboardFigure:
    return DashboardFigure(figure.label, figure.shown(value), figure.url(now), figure.is_hot and value > 0)


def state_counts(counts: Mapping[str, int]) -> list[StateCount]:
    """In the order of the process; states without a case are left out."""
    url = reverse("admin:applications_application_changelist")
    return [
        StateCount(state, counts[code], f"{url}?state={code}")
        for code, state in states.STATES.items()
        if counts.get(code)
    ]


def monthly(user: Any, on: date, *, reads_cases: bool, reads_books: bool) -> list[tuple[str, float]]:
    """Decisions for people who read cases, else what was paid for people who read the books, else nothing."""
    if reads_cases:
        return selectors.decisions_by_month(user, on)
    return selectors.paid_by_month(on) if reads_books else []
