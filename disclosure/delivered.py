"""What programs that deliver things did, as rows of a published table. Small numbers of people stay untold."""

from collections.abc import Iterator, Sequence

from disclosure.spans import QUARTERS, Span
from disclosure.tables import Row, words
from programs.delivered import DeliveredFigure, delivered_figures


def delivered_rows(span: Span, least: int) -> list[Row]:
    """One row per figure. A number of people below `least` is None, and so is a year that would give it away.

    `people` repeats the number for the chart where people are counted: only numbers of one kind can be compared.
    """
    shown = delivered_figures(span.first, span.last)
    parts = list(_parts(span)) if any(figure.counts_people for figure in shown) else []
    return [_row(figure, [part[place] for part in parts], least) for place, figure in enumerate(shown)]


def _row(figure: DeliveredFigure, parts: Sequence[DeliveredFigure], least: int) -> Row:
    number = figure.number if _is_told(figure, parts, least) else None
    return {
        "program": words(lambda: figure.title),
        "figure": words(lambda: figure.label),
        "number": number,
        "people": number if figure.counts_people else None,
    }


def _parts(span: Span) -> Iterator[Sequence[DeliveredFigure]]:
    """The same figures of each quarter, which are published too; of a quarter there are none."""
    if span.quarter is None:
        for quarter in QUARTERS:
            part = Span(span.year, quarter)
            yield delivered_figures(part.first, part.last)


def _is_told(figure: DeliveredFigure, parts: Sequence[DeliveredFigure], least: int) -> bool:
    """The year less the quarters that are told must not give a hidden one: it hides two or more together, or itself."""
    if not figure.counts_people or not figure.number:
        return True
    hidden = [part.number for part in parts if 0 < part.number < least]
    return figure.number >= least and (not hidden or (len(hidden) > 1 and sum(hidden) >= least))
