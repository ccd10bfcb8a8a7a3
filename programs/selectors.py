"""Questions about programs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from programs.models import Program, ProgramTerms


@dataclass(frozen=True)
class ParameterChange:
    """One line of two versions of terms side by side; values as readers see them."""

    name: str
    label: str
    old: Any
    new: Any

    @property
    def differs(self) -> bool:
        return self.old != self.new


def open_programs(on: date) -> QuerySet[Program]:
    """The programs that take applications on the day, in a fixed order."""
    return Program.objects.open_on(on).order_by("opens_on", "pk")


def program_by_slug(slug: str) -> Program:
    """A program whose guide page the public may read. Raises Program.DoesNotExist."""
    return Program.objects.published().select_related("fund").get(slug=slug)


def terms_in_force(program: Program, on: date) -> ProgramTerms | None:
    """The latest version among those that have begun; None before the first."""
    return program.terms.filter(valid_from__lte=on).order_by("-valid_from", "-version").first()


def coming_terms(program: Program, on: date) -> QuerySet[ProgramTerms]:
    """Published versions that begin later."""
    return program.terms.filter(valid_from__gt=on).order_by("valid_from", "version")
