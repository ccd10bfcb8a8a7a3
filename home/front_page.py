"""What the public home shows. Each part asks one app and shows nothing where there is nothing: no number is made up."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from areas.models import AdminArea
from home import selectors
from programs.models import Program, ProgramTerms
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

# Icon and tint of a scheme's cards; a scheme that is not listed gets the house.
LOOKS = {
    "student_aid": ("mortarboard", "t2"),
    "employee_illness_aid": ("heart-pulse", "t1"),
    "judicial_aid_fund": ("shield-check", "t6"),
}
DEFAULT_LOOK = ("house-heart", "t3")
WHOLE_YUAN = re.compile(r"(\d)\.00(?!\d)")


@dataclass(frozen=True)
class ProgramCard:
    """`facts` are pairs of a term and its value: what is paid, and until when one may apply."""

    url: str
    title: str
    summary: str
    icon: str
    tint: str
    facts: list[tuple[str, str]]


def contents(*, now: datetime, on: date) -> dict[str, object]:
    return {
        "tasks": TASKS,
        "programs": program_cards(on),
        "figures": selectors.figures(on),
        "notices": selectors.latest_notices(now),
        "free_places": selectors.free_places_this_week(now, on),
    }


def program_cards(on: date) -> list[ProgramCard]:
    programs = list(open_programs(on))
    terms = selectors.terms_of_programs(programs, on)
    return [program_card(program, terms.get(program.pk)) for program in programs]


def program_card(program: Program, terms: ProgramTerms | None) -> ProgramCard:
    icon, tint = LOOKS.get(program.scheme_code, DEFAULT_LOOK)
    standards = program.scheme.standards(terms.values) if terms else []
    facts = [(round_sums(term), with_unit(value)) for term, value in dict.fromkeys([*standards[:1], *standards[-1:]])]
    window = (pgettext("program card", "Applications"), period(program.opens_on, program.closes_on))
    return ProgramCard(f"/programs/{program.slug}/", program.title, program.summary, icon, tint, [*facts, window])


def round_sums(text: str | Promise) -> str:
    """1,000.00 → 1,000: a card is read at a glance; the guide page has the exact sums."""
    return WHOLE_YUAN.sub(r"\1", str(text))


def with_unit(value: str | Promise) -> str:
    """A bare number is a sum in yuan."""
    text = round_sums(value)
    return _text("%(sum)s yuan") % {"sum": text} if text[-1:].isdigit() else text


def period(start: date, end: date | None) -> str:
    if end is None:
        return pgettext("program card", "all year")
    return f"{start:%Y-%m-%d} – {end:%Y-%m-%d}"


@dataclass(frozen=True)
class District:
    """A sub-district with its communities and villages, each of which has a charity work station."""

    name: str
    places: list[AdminArea]


def work_stations(on: date) -> list[District]:
    return [District(str(area), places) for area, places in selectors.places_by_subdistrict(on)]
