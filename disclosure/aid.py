"""Aid per scheme and sub-district: approved, paid, people helped. A constant number of queries, whatever was paid."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import ExtractQuarter
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import states
from applications.models import Application
from disclosure.merging import hidden_groups
from disclosure.posted import is_payment, of_case, spending_lines
from disclosure.spans import QUARTERS, Span
from disclosure.tables import Row, words
from funds.memos import scheme_name
from programs.models import Program
from programs.process import stages_of
from programs.registry import UnknownScheme, scheme
from programs.selectors import figures_in_force, terms_by_program

DECIDED = states.MONEY
OTHER = "other"
Key = tuple[str, int | None]  # scheme, sub-district


@dataclass
class Aid:
    """What one group got, by quarter of the year."""

    people: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # quarter → person → fen
    approved: Counter[int] = field(default_factory=Counter)
    paid_fen: Counter[int] = field(default_factory=Counter)

    def size(self, quarters: Sequence[int]) -> int:
        """The smallest count of people that a published row of these quarters would show; 0 shows nobody."""
        approved = sum(self.approved[quarter] for quarter in quarters)
        return min((number for number in (self.helped(quarters), approved) if number), default=0)

    def helped(self, quarters: Iterable[int]) -> int:
        """People for whom more was paid than taken back."""
        sums: Counter[str] = Counter()
        for quarter in quarters:
            sums.update(self.people.get(quarter, {}))
        return sum(1 for fen in sums.values() if fen > 0)

    def add(self, other: "Aid") -> None:
        for quarter, people in other.people.items():
            self.people[quarter].update(people)
        self.approved.update(other.approved)
        self.paid_fen.update(other.paid_fen)


def aid_of(year: int) -> dict[Key, Aid]:
    """Everything paid under a scheme in the year, from the posted lines, and the cases decided with yes."""
    found: dict[Key, Aid] = defaultdict(Aid)
    for scheme_code, district, person, source, quarter, fen in _paid(year):
        group = found[scheme_code, district]
        group.paid_fen[quarter] += fen
        if person or source:
            group.people[quarter][f"person:{person}" if person else source] += fen
    for scheme_code, district, quarter, number in _approved(year):
        found[scheme_code, district].approved[quarter] += number
    return dict(found)


def by_scheme(aid: Mapping[Key, Aid]) -> dict[str, Aid]:
    found: dict[str, Aid] = defaultdict(Aid)
    for (scheme_code, _district), group in sorted(aid.items(), key=str):
        found[scheme_code].add(group)
    return dict(found)


def hidden_in(groups: Mapping[object, Aid], span: Span, least: int) -> frozenset[object]:
    """The groups that are published only together, judged by all that is published until then: the quarters up to the
    end of the span, and the year itself where it is the span."""
    published = [*([quarter] for quarter in QUARTERS[: span.parts]), *([QUARTERS] if span.quarter is None else [])]
    return hidden_groups({key: [group.size(part) for part in published] for key, group in groups.items()}, least)


def scheme_rows(aid: Mapping[Key, Aid], span: Span, least: int, *, on: date) -> list[Row]:
    groups = by_scheme(aid)
    hidden = hidden_in(groups, span, least)
    standards = standards_on(on)
    rows = [
        {**scheme_words(code), "standard": standards.get(code, ""), **_figures(group, span)}
        for code, group in sorted(groups.items())
        if code not in hidden
    ]
    other = _together((groups[code] for code in sorted(hidden, key=str)), span, least)
    return [*filter(_says_something, rows), *other]


def area_rows(aid: Mapping[Key, Aid], span: Span, least: int, districts: Mapping[int, object]) -> list[Row]:
    """By scheme and sub-district. A hidden or sealed scheme has no rows; inside one, small places are merged."""
    hidden_schemes = hidden_in(by_scheme(aid), span, least)
    rows: list[Row] = []
    for code in sorted({code for code, _district in aid if not is_sealed(code)} - hidden_schemes):
        places = {district: group for (one, district), group in aid.items() if one == code}
        hidden = hidden_in(places, span, least)
        shown = sorted((d for d in places if d not in hidden), key=lambda d: (d is None, d or 0))
        named = [
            {
                **scheme_words(code),
                "drill": f"{code}:{d or ''}",
                "area": _area(districts, d),
                **_figures(places[d], span),
            }
            for d in shown
        ]
        other = _together((places[district] for district in sorted(hidden, key=str)), span, least)
        together = {**scheme_words(code), "drill": f"{code}:{OTHER}"}
        rows += [*filter(_says_something, named), *({**row, **together} for row in other)]
    return [{**row, "place": _both(row["area"], row["scheme"])} for row in rows]


def _both(area: Any, scheme: Any) -> Mapping[str, str]:
    """For the chart, in which a row has only one name."""
    return {language: f"{area[language]} · {scheme[language]}" for language in area}


def scheme_words(code: str) -> Row:
    if not code:
        return {"code": "", "scheme": words(lambda: _("Not for one scheme")), "workflow": ""}
    return {"code": code, "scheme": words(lambda: scheme_name(code)), "workflow": words(lambda: _workflow(code))}


def standards_on(on: date) -> dict[str, Mapping[str, str]]:
    """What each scheme gives, in a few words, by the terms in force of its newest program. Three queries."""
    programs = {program.scheme_code: program for program in Program.objects.published().order_by("opens_on", "pk")}
    terms = terms_by_program(programs.values(), on)
    figures = figures_in_force(on)
    return {
        code: words(lambda p=program: p.scheme.headline(terms[p.pk].values_with(figures)))  # type: ignore[misc]
        for code, program in programs.items()
        if program.pk in terms
    }


def is_sealed(code: str) -> bool:
    """Judicial aid: nobody it was paid to is shown, not even masked, and no place."""
    try:
        return scheme(code).lane == "judicial"
    except UnknownScheme:
        return False


def _workflow(code: str) -> str:
    try:
        return " → ".join(str(stage.title) for stage in stages_of(scheme(code)))
    except UnknownScheme:
        return ""


def _area(districts: Mapping[int, object], district: int | None) -> Mapping[str, str]:
    if district in districts:
        return words(lambda: districts[district])
    return words(lambda: _("Not for one place"))


def _figures(group: Aid, span: Span) -> Row:
    quarters = [quarter for quarter in QUARTERS if span.holds(quarter)]
    return {
        "approved": sum(group.approved[quarter] for quarter in quarters),
        "people": group.helped(quarters),
        "paid_fen": sum(group.paid_fen[quarter] for quarter in quarters),
    }


def _together(groups: Iterable[Aid], span: Span, least: int) -> list[Row]:
    """The row "other". Nothing to be published at all when even together they are too few people."""
    total = Aid()
    for group in groups:
        total.add(group)
    figures = _figures(total, span)
    if not _says_something(figures):
        return []
    names = {"code": OTHER, "scheme": words(lambda: _("Other, together")), "workflow": "", "standard": ""}
    names["area"] = words(lambda: _("Other places, together"))
    if min((n for n in (figures["people"], figures["approved"]) if n), default=least) < least:  # type: ignore[type-var]
        return [{**names, "approved": None, "people": None, "paid_fen": None}]
    return [{**names, **figures}]


def _says_something(row: Row) -> bool:
    return any(row[name] for name in ("approved", "people", "paid_fen"))


def _paid(year: int) -> list[tuple[str, int | None, int | None, str, int, int]]:
    """Scheme, sub-district, person (or source where the payment is no case's), quarter, fen."""
    lines = (
        spending_lines(Span(year))
        .exclude(scheme="")
        .annotate(
            district=of_case("area__parent_id"),
            person=of_case("applicant_id"),
            quarter=ExtractQuarter("voucher__booked_on"),
        )
    )
    columns = ("scheme", "district", "person", "quarter")
    cases = lines.filter(case_id__isnull=False).values_list(*columns).annotate(Sum("amount_fen"))
    paid = [(s, d, p, "", q, fen) for s, d, p, q, fen in cases]
    others = lines.filter(is_payment(), case_id__isnull=True).values_list("scheme", "voucher__source", "quarter")
    paid += [(s, None, None, source, q, fen) for s, source, q, fen in others.annotate(Sum("amount_fen"))]
    things = lines.filter(case_id__isnull=True).exclude(is_payment()).values_list("scheme", "quarter")
    return paid + [(s, None, None, "", q, fen) for s, q, fen in things.annotate(Sum("amount_fen"))]


def _approved(year: int) -> list[tuple[str, int | None, int, int]]:
    first = timezone.make_aware(datetime.combine(date(year, 1, 1), time.min))
    end = timezone.make_aware(datetime.combine(date(year + 1, 1, 1), time.min))
    rows = Application.objects.filter(state__in=DECIDED, decided_at__gte=first, decided_at__lt=end).order_by()
    rows = rows.annotate(quarter=ExtractQuarter("decided_at"))
    return list(rows.values_list("program__scheme_code", "area__parent_id", "quarter").annotate(Count("pk")))
