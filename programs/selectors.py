"""Questions about programs."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from areas.models import AdminArea
from programs.models import PolicyParameter, Program, ProgramTerms
from programs.policy import FIGURES
from programs.scheme import Scheme


def open_programs(on: date) -> QuerySet[Program]:
    """The programs that take applications on the day, in a fixed order."""
    return Program.objects.open_on(on).order_by("opens_on", "pk")


def program_by_slug(slug: str) -> Program:
    """A program whose guide page the public may read. Raises Program.DoesNotExist."""
    return Program.objects.published().select_related("fund").get(slug=slug)


def terms_in_force(program: Program, on: date) -> ProgramTerms | None:
    """The latest version among those that have begun; None before the first."""
    return program.terms.filter(valid_from__lte=on).order_by("-valid_from", "-version").first()


def newest_version(program: Program) -> int | None:
    """Of all published versions, also those that begin later."""
    return program.terms.order_by("-version").values_list("version", flat=True).first()


def terms_by_program(programs: Iterable[Program], on: date) -> dict[int, ProgramTerms]:
    """`terms_in_force` of many programs with one query."""
    by_id = {program.pk: program for program in programs}
    begun = ProgramTerms.objects.filter(program__in=by_id, valid_from__lte=on).order_by("valid_from", "version")
    found = {terms.program_id: terms for terms in begun}
    for terms in found.values():
        terms.program = by_id[terms.program_id]
    return found


def published_programs(on: date) -> list[Program]:
    """Those that take applications first, then those that do not at the moment."""
    return sorted(Program.objects.published().order_by("opens_on", "pk"), key=lambda p: not p.is_open_on(on))


def coming_terms(program: Program, on: date) -> QuerySet[ProgramTerms]:
    """Published versions that begin later."""
    return program.terms.filter(valid_from__gt=on).order_by("valid_from", "version")


def figures_in_force(on: date, area: AdminArea | None = None) -> dict[str, Decimal]:
    """Every policy figure on the day, with one query: the value of the nearest area, the latest of those in force.

    After the last value has run out it stands until a new one comes; before the first one the default of the code does.
    """
    chain = _chain(area)
    begun = PolicyParameter.objects.filter(Q(area=None) | Q(area__in=chain), effective_from__lte=on)
    found: dict[str, PolicyParameter] = {}
    for row in sorted(begun, key=lambda row: _rank(row, on, chain)):
        found[row.code] = row
    return {code: found[code].value if code in found else figure.default for code, figure in FIGURES.items()}


def figures_for(scheme: Scheme, *, on: date, area: AdminArea | None = None) -> dict[str, Decimal]:
    """The figures that the scheme reads; no query for a scheme that reads none."""
    known = figures_in_force(on, area) if scheme.policy else {}
    return {code: known[code] for code in scheme.policy}


def figure_history(row: PolicyParameter) -> QuerySet[PolicyParameter]:
    """All values of the same figure in the same area, the latest first."""
    same = PolicyParameter.objects.filter(code=row.code, area=row.area_id)
    return same.select_related("area", "published_by").order_by("-effective_from", "-version")


def _chain(area: AdminArea | None) -> list[int]:
    """The area and those around it, the widest first."""
    chain: list[int] = []
    while area is not None:
        chain.insert(0, area.pk)
        area = area.parent
    return chain


def _rank(row: PolicyParameter, on: date, chain: list[int]) -> tuple[bool, int, date, int]:
    nearness = chain.index(row.area_id) if row.area_id else -1
    return row.is_in_force_on(on), nearness, row.effective_from, row.version
