"""Questions about programs."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from programs.models import Program, ProgramTerms


def open_programs(on: date) -> QuerySet[Program]:
    """The programs that take applications on the day, in a fixed order."""
    return Program.objects.open_on(on).order_by("opens_on", "pk")


def program_by_slug(slug: str) -> Program:
    """A program whose guide page the public may read. Raises Program.DoesNotExist."""
    return Program.objects.published().select_related("fund").get(slug=slug)


def terms_in_force(program: Program, on: date) -> ProgramTerms | None:
    """The latest version among those that have begun; None before the first."""
    return program.terms.filter(valid_from__lte=on).order_by("-valid_from", "-version").first()


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
