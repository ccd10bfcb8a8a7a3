"""Budget versus actual. Aid is counted by its cases; every other cost of a scheme by the posted lines, wherever it was
booked: under the program of that scheme which was open on the day, else in one row of the scheme."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from funds import chart
from funds.memos import scheme_name
from funds.models import AccountKind, Line, Reservation, ReservationState
from funds.posted import posted_lines
from payments.payables import ProgramFigures, payables
from programs.models import Program

Place = int | str  # the primary key of a program, or the code of a scheme without one


@dataclass(frozen=True)
class BudgetRow:
    """Fen. `promised_fen` is approved or billed, and not paid. Without a budget nothing is left or overspent."""

    title: str
    budget_fen: int | None
    promised_fen: int
    paid_fen: int

    @property
    def left_fen(self) -> int | None:
        """The budget less what is promised and paid; below zero it is overspent."""
        return None if self.budget_fen is None else self.budget_fen - self.promised_fen - self.paid_fen


def budgets() -> list[BudgetRow]:
    """Every program that was opened or has cost money, newest first, then the schemes that have no program."""
    programs = list(Program.objects.order_by("-opens_on", "slug"))
    figures = _figures(programs)
    limits = {one.scheme: one.budget_fen for one in (payable.rounds() for payable in payables()) if one}
    rows = [
        BudgetRow(program.title, program.budget_fen, *_two(figures, program.pk))
        for program in programs
        if program.state != "planned" or program.pk in figures
    ]
    loose = sorted({*limits, *(place for place in figures if isinstance(place, str))})
    return rows + [BudgetRow(str(scheme_name(code)), limits.get(code), *_two(figures, code)) for code in loose]


def _two(figures: Mapping[Place, ProgramFigures], place: Place) -> tuple[int, int]:
    found = figures.get(place, ProgramFigures())
    return found.promised_fen, found.paid_fen


def _figures(programs: list[Program]) -> dict[Place, ProgramFigures]:
    found: dict[Place, ProgramFigures] = defaultdict(ProgramFigures)
    for payable in payables():
        for pk, one in payable.program_figures().items():
            found[pk] += one
    for place, one in (*_promised(), *_costs(programs)):
        found[place] += one
    return {place: one for place, one in found.items() if one != ProgramFigures()}


def _promised() -> Iterator[tuple[Place, ProgramFigures]]:
    """What rounds have reserved."""
    for payable in payables():
        if plan := payable.rounds():
            live = Reservation.objects.filter(state=ReservationState.LIVE, source__startswith=f"{payable.prefix}:")
            yield plan.scheme, ProgramFigures(live.aggregate(n=Sum("amount_fen", default=0))["n"], 0)


def _costs(programs: list[Program]) -> Iterator[tuple[Place, ProgramFigures]]:
    """Of everything that is not counted by its case. A bill is promised until it is paid."""
    sums = _lines().values_list("scheme", "day", "account__kind").annotate(n=Sum("amount_fen"))
    for scheme, day, kind, fen in sums:
        is_cost = kind == AccountKind.EXPENSE
        yield _place(scheme, day, programs), ProgramFigures(0, fen) if is_cost else ProgramFigures(-fen, fen)


def _lines() -> QuerySet[Line]:
    """Costs and bills with a scheme; `day` is that of what a line pays or takes back."""
    day = Coalesce(
        "voucher__reverses__settles__booked_on",
        "voucher__settles__booked_on",
        "voucher__reverses__booked_on",
        "voucher__booked_on",
    )
    rows = posted_lines().filter(Q(account__kind=AccountKind.EXPENSE) | Q(account__code=chart.PAYABLE))
    for payable in payables():
        if not payable.rounds():
            rows = rows.exclude(voucher__source__startswith=f"{payable.prefix}:")
    return rows.exclude(scheme="").annotate(day=day)


def _place(scheme: str, day: date, programs: list[Program]) -> Place:
    """The newest program of the scheme that had opened by the day, else its first one, else the scheme itself."""
    mine = [program for program in programs if program.scheme_code == scheme]
    opened = [program for program in mine if program.opens_on <= day]
    return (opened or mine[-1:])[0].pk if mine else scheme
