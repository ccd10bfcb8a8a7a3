"""What an administrator sees first: how many cases stand where, what is late, what waits to be sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _text

from applications import states
from applications.selectors import counts_by_state, overdue
from audit.models import OutboxEntry
from home import selectors
from notifications.models import Delivery
from notifications.states import DeliveryState
from web.templatetags.ui import wan

CHART_KEPT = 600  # seconds: twelve counts over a million rows are not asked for on every click
CASE_LIST = "/admin/applications/application/"


@dataclass(frozen=True)
class StateCount:
    """`state` is a workflow State; `url` the list of these cases."""

    state: Any
    value: int
    url: str


@dataclass(frozen=True)
class DashboardFigure:
    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Dashboard:
    states: list[StateCount]
    figures: list[DashboardFigure]
    monthly: list[tuple[str, float]]


def dashboard_for(user: Any, *, now: datetime) -> Dashboard:
    return Dashboard(
        states=state_counts(user),
        figures=[*case_figures(user, now), *money_figures(), *message_figures()],
        monthly=monthly_chart(now),
    )


def state_counts(user: Any) -> list[StateCount]:
    """In the order of the process; states without a case are left out."""
    counts = counts_by_state(user)
    return [
        StateCount(state, counts[code], f"{CASE_LIST}?state__exact={code}")
        for code, state in states.STATES.items()
        if counts.get(code)
    ]


def case_figures(user: Any, now: datetime) -> list[DashboardFigure]:
    late = overdue(user, at=now).order_by().count()
    return [DashboardFigure(_text("Cases overdue"), f"{late:,}", CASE_LIST)]


def money_figures() -> list[DashboardFigure]:
    available, reserved = selectors.available_and_reserved_fen()
    return [
        DashboardFigure(_text("Available in all funds"), wan(available), "/admin/funds/fund/"),
        DashboardFigure(_text("Promised, not yet paid"), wan(reserved), "/admin/funds/fund/"),
    ]


def message_figures() -> list[DashboardFigure]:
    failed = Delivery.objects.filter(state=DeliveryState.FAILED).count()
    waiting = OutboxEntry.objects.count()
    return [
        DashboardFigure(_text("Messages that did not arrive"), f"{failed:,}", "/admin/notifications/delivery/"),
        DashboardFigure(_text("Events whose messages are not planned"), f"{waiting:,}", "/admin/audit/event/"),
    ]


def monthly_chart(now: datetime) -> list[tuple[str, float]]:
    on = timezone.localdate(now)
    return cache.get_or_set(f"dashboard:monthly:{on}", lambda: selectors.applications_by_month(on), CHART_KEPT)
