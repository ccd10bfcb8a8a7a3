"""What the public home shows. Each part asks one app and shows nothing where there is nothing: no number is made up."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.models import AdminArea
from home import selectors
from programs.guide import cards
from programs.selectors import open_programs


@dataclass(frozen=True)
class Task:
    """One of the large cards below the picture: what most visitors came for."""

    path: str
    icon: str
    tint: str
    title: str | Promise
    text: str | Promise


TASKS = (
    Task(
        "/programs/check/",
        "house-heart",
        "t1",
        pgettext_lazy("task", "Which aid fits?"),
        _("A few questions, nothing stored"),
    ),
    Task("/programs/", "file-earmark-plus", "t3", _("Apply for aid"), _("Online, or with your community's help")),
    Task("/applications/status/", "search", "t2", _("Follow an application"), _("By receipt number and code")),
    Task("/volunteers/shifts/", "person-heart", "t4", _("Volunteer"), _("This week's shifts, sign up by phone")),
)


def contents(*, now: datetime, on: date) -> dict[str, object]:
    return {
        "tasks": TASKS,
        "programs": cards(open_programs(on), on=on),
        "figures": selectors.figures(on),
        "notices": selectors.latest_notices(now),
        "free_places": selectors.free_places_this_week(now, on),
    }


@dataclass(frozen=True)
class District:
    """A sub-district with its communities and villages, each of which has a charity work station."""

    name: str
    places: list[AdminArea]


def work_stations(on: date) -> list[District]:
    return [District(str(area), places) for area, places in selectors.places_by_subdistrict(on)]
