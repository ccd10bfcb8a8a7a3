"""Income per head and month, as the law counts it (最低生活保障审核确认办法 7, 13). Pure, and it tells how it counted.

All members' income of the twelve calendar months before the day, without what is excluded, by members, by twelve.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from beneficiaries.ages import age_on, is_minor
from beneficiaries.income_kinds import INCOME_KINDS

MONTHS = 12
CLERGY_YEARS = 3
STUDENT, DEPENDENT, DUTY = "student", "dependent", "duty"
CLERGY = "clergy"
CANNOT_LIVE_ALONE = {STUDENT: "student", DEPENDENT: "dependent"}


@dataclass(frozen=True)
class Member:
    """`relation` is to the head; `support` says why an adult still belongs; `away` where he is for long."""

    person: int
    relation: str
    birth: date | None
    support: str = ""
    away: str = ""
    away_since: date | None = None


@dataclass(frozen=True)
class Standing:
    """Whether a member counts, and the code of the reason (standings.WORDS)."""

    member: Member
    counts: bool
    reason: str


@dataclass(frozen=True)
class Income:
    person: int
    kind: str
    amount_fen: int
    first_month: date
    last_month: date


@dataclass(frozen=True)
class IncomeLine:
    """`months` of the period were counted; `reason`: counted | excluded | outside | member_not_counted."""

    income: Income
    months: int
    counted_fen: int
    reason: str


@dataclass(frozen=True)
class PerCapita:
    """`fen` a head and month, None when nobody counts; `missing` are adults of whom no income is known at all, `gaps`
    those of whom nothing is known for some month of the twelve (students in full-time education need not earn);
    `ends_early` those of whom something of the twelve months is known, but not the last: their declaration is stale."""

    on: date
    standings: tuple[Standing, ...]
    lines: tuple[IncomeLine, ...]
    missing: tuple[int, ...]
    gaps: tuple[int, ...] = ()
    ends_early: tuple[int, ...] = ()

    @property
    def members(self) -> int:
        return sum(standing.counts for standing in self.standings)

    @property
    def total_fen(self) -> int:
        return sum(line.counted_fen for line in self.lines)

    @property
    def fen(self) -> int | None:
        return self.total_fen // (self.members * MONTHS) if self.members else None

    @property
    def is_complete(self) -> bool:
        return self.members > 0 and not self.missing

    @property
    def is_settled(self) -> bool:
        """Every month of the twelve is accounted for, if only by a declared zero: enough to judge by."""
        return (
            self.members > 0 and not self.gaps and any(line.months or line.reason == "excluded" for line in self.lines)
        )


def per_capita_income(members: Sequence[Member], incomes: Iterable[Income], *, on: date) -> PerCapita:
    standings = tuple(standing_of(member, on) for member in members)
    counted = {standing.member.person for standing in standings if standing.counts}
    lines = tuple(_line(income, counted, on) for income in incomes)
    told = {line.income.person for line in lines if line.reason != "outside"}
    grown = [s.member.person for s in standings if s.counts and not is_minor(s.member.birth, on)]
    students = {s.member.person for s in standings if s.reason == "student"}
    missing = tuple(person for person in grown if person not in told | students)
    known = {person: _known_months(person, lines, on) for person in grown if person not in students}
    gaps = tuple(person for person, months in known.items() if len(months) < MONTHS)
    early = tuple(person for person, months in known.items() if months and window(on)[1] not in months)
    return PerCapita(on, standings, lines, missing, gaps, early)


def standing_of(member: Member, on: date) -> Standing:
    """Away comes first: who is in prison does not count, whatever he is to the head."""
    if member.away and _is_away_long_enough(member, on):
        return Standing(member, False, member.away)
    if member.relation in ("self", "spouse"):
        return Standing(member, True, member.relation)
    if member.relation == "child":
        return _child(member, on)
    return Standing(member, member.support == DUTY, "duty" if member.support == DUTY else "no_duty")


def window(on: date) -> tuple[int, int]:
    """The first and the last of the twelve calendar months before the day, as numbers of months."""
    return _month(on) - MONTHS, _month(on) - 1


def _known_months(person: int, lines: Iterable[IncomeLine], on: date) -> set[int]:
    """Of the twelve, those for which anything was declared, if only a zero."""
    first, last = window(on)
    known: set[int] = set()
    for line in lines:
        if line.income.person == person:
            known.update(range(_month(line.income.first_month), _month(line.income.last_month) + 1))
    return known & set(range(first, last + 1))


def _child(member: Member, on: date) -> Standing:
    """Minor; or grown up and unable to live alone, as a full-time student is; or bound by duty."""
    if is_minor(member.birth, on):
        return Standing(member, True, "minor")
    if member.support in CANNOT_LIVE_ALONE:
        return Standing(member, True, CANNOT_LIVE_ALONE[member.support])
    return Standing(member, member.support == DUTY, "duty" if member.support == DUTY else "grown_up")


def _is_away_long_enough(member: Member, on: date) -> bool:
    """Clergy have to be away for three years without a break; for the others it begins at once."""
    if member.away != CLERGY:
        return True
    return member.away_since is not None and age_on(member.away_since, on) >= CLERGY_YEARS


def _line(income: Income, counted: set[int], on: date) -> IncomeLine:
    first, last = window(on)
    span = _month(income.last_month) - _month(income.first_month) + 1
    start, end = max(first, _month(income.first_month)), min(last, _month(income.last_month))
    if end < start:
        return IncomeLine(income, 0, 0, "outside")
    if income.person not in counted:
        return IncomeLine(income, 0, 0, "member_not_counted")
    start = max(start, _first_counted_month(income.kind, end))
    months = max(0, end - start + 1)
    return IncomeLine(income, months, income.amount_fen * months // span, "counted" if months else "excluded")


def _first_counted_month(kind: str, end: int) -> int:
    rule = INCOME_KINDS[kind]
    if not rule.excluded:
        return 0
    return end + 1 if rule.excluded_until is None else _month(rule.excluded_until) + 1


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
