"""What programs that deliver things tell the public: their figures of a span of days, from the rows themselves.

An app of delivery/ names a function in settings.DELIVERED_FIGURES; disclosure makes one table of them and hides small
groups of people.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class DeliveredFigure:
    """One number. `title` and `label` are lazy texts in the reader's language; `counts_people` when a small number
    could point at somebody, so that it may be published only from the smallest group on."""

    program: str
    title: str | Promise
    label: str | Promise
    number: int
    counts_people: bool = False


Source = Callable[[date, date], Iterable[DeliveredFigure]]  # both days belong to the span


def delivered_figures(first: date, last: date) -> list[DeliveredFigure]:
    """All figures of the span, program by program in the order of the setting. Every span has the same figures in the
    same order, those with nothing to count as 0."""
    sources: list[Source] = [import_string(name) for name in settings.DELIVERED_FIGURES]
    return [figure for source in sources for figure in source(first, last)]
