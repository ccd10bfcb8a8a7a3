"""What the public home shows. Each part asks one app and shows nothing where there is nothing: no number is made up."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Task:
    """One of the large cards below the picture: what most visitors came for."""

    path: str
    icon: str
    tint: str
    title: str | Promise
    text: str | Promise


TASKS = (
    Task("/programs/check/", "house-heart", "t1", _("Which aid fits my family?"), _("A few questions, nothing stored")),
    Task("/programs/", "file-earmark-plus", "t3", _("Apply for aid"), _("Online, or with your community's help")),
    Task("/applications/status/", "search", "t2", _("Follow an application"), _("By receipt number and code")),
    Task("/volunteers/shifts/", "person-heart", "t4", _("Volunteer"), _("This week's shifts, sign up by phone")),
)


def contents(*, on: date) -> dict[str, object]:
    return {"tasks": TASKS, "on": on, "programs": [], "figures": None, "notices": [], "shifts": None}


def work_stations() -> list[object]:
    """Sub-districts with the charity work stations of their communities and villages."""
    return []
