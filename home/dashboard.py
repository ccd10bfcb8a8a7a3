"""What an administrator sees first: how many cases stand where, what is late, what waits to be sent."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _text

from audit.models import OutboxEntry
from home import selectors
from web.templatetags.ui import wan


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
    states: list[StateCount] = field(default_factory=list)
    figures: list[DashboardFigure] = field(default_factory=list)
    monthly: list[tuple[str, float]] = field(default_factory=list)


def dashboard_for(user: Any, *, now: datetime) -> Dashboard:
    return Dashboard(figures=[*money_figures(), *waiting_figures()])


def money_figures() -> list[DashboardFigure]:
    available, reserved = selectors.available_and_reserved_fen()
    return [
        DashboardFigure(_text("Available in all funds"), wan(available), "/admin/funds/fund/"),
        DashboardFigure(_text("Promised, not yet paid"), wan(reserved), "/admin/funds/fund/"),
    ]


def waiting_figures() -> list[DashboardFigure]:
    waiting = OutboxEntry.objects.count()
    return [DashboardFigure(_text("Events whose messages are not planned"), f"{waiting:,}", "/admin/audit/event/")]
