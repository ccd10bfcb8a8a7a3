"""The registered income and property behind a criterion: what, known by what, and until when it holds."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from applications.economy_facts import as_fact
from applications.evidence_pieces import ANSWER, LOOK_UP, PAPER, REGISTER, STATEMENT, Origin, Piece
from beneficiaries.household_economy import Economy, economy_of
from beneficiaries.models import IncomeDeclaration, Person, PropertyDeclaration
from beneficiaries.selectors import household_of
from funds.money import yuan
from programs.household import INCOME_QUESTIONS, PROPERTY_QUESTIONS, RegisteredEconomy
from programs.rules import plain

COUNTED = "counted"
ORIGINS = {"document": PAPER, "certified": LOOK_UP}


class EconomyEvidence:
    """`is_shown`: the sums stand in clear. The family reads its own sum, not who of it earns what."""

    def __init__(self, person: Person, on: date, *, is_shown: bool, for_family: bool) -> None:
        self._person, self._on, self._is_shown, self._for_family = person, on, is_shown, for_family

    @cached_property
    def pieces(self) -> list[Piece]:
        """Nothing while the register leaves something open: then the answers of the family were used."""
        if self._fact is None or self._economy is None:
            return []
        return [self._sum(self._fact, self._economy), *([] if self._for_family else self._lines(self._economy))]

    @cached_property
    def stands_for(self) -> frozenset[str]:
        """The questions whose answers are not used, because the register knows."""
        if self._fact is None:
            return frozenset()
        return frozenset(
            ("income_per_head", *INCOME_QUESTIONS, *(PROPERTY_QUESTIONS if self._fact.property_fen is not None else ()))
        )

    @cached_property
    def _economy(self) -> Economy | None:
        home = household_of(self._person)
        return economy_of(home, on=self._on) if home else None

    @cached_property
    def _fact(self) -> RegisteredEconomy | None:
        return as_fact(self._economy.result, self._economy.properties) if self._economy else None

    def _sum(self, fact: RegisteredEconomy, economy: Economy) -> Piece:
        if fact.income_fen is None:
            return self._open(economy)
        words = _text("%(yuan)s yuan: %(total)s yuan in twelve months, %(persons)d persons") % {
            "yuan": plain(yuan(economy.result.fen or 0)),
            "total": plain(yuan(fact.income_fen)),
            "persons": fact.members,
        }
        until = min((until for until in _ends(economy)), default=None)
        label = _("Income per person and month, from the register")
        return self._piece(label, words, REGISTER, expires_on=until)

    def _open(self, economy: Economy) -> Piece:
        """Until which month each adult's income is known, of the one whose ends first; the sum is nobody's business."""
        last: dict[int, date] = {}
        for _row, line, _why in economy.incomes:
            person = line.income.person
            if person in economy.result.ends_early:
                last[person] = max(last.get(person, date.min), line.income.last_month)
        words = _text("known until %(month)s only: declare the months up to the month before the application") % {
            "month": f"{min(last.values()):%Y-%m}"
        }
        return Piece(_("Income per person and month, from the register"), words, REGISTER)

    def _lines(self, economy: Economy) -> Iterator[Piece]:
        for row, line, _why in economy.incomes:
            if line.reason == COUNTED:
                words = f"{plain(yuan(row.amount_fen))} ({row.first_month:%Y-%m} – {row.last_month:%Y-%m})"
                yield self._declared(row, words, _holds_until(row))
        for owned in economy.properties:
            words = f"{plain(yuan(owned.value_fen))} ({owned.as_of:%Y-%m-%d})"
            yield self._declared(owned, words, owned.document.expires_on if owned.document else None)

    def _declared(self, row: IncomeDeclaration | PropertyDeclaration, words: str, until: date | None) -> Piece:
        by = str(row.declared_by) if row.declared_by else ""
        at = timezone.localdate(row.declared_at)
        return self._piece(row.get_kind_display(), words, origin_of(row), by=by, at=at, expires_on=until)

    def _piece(
        self,
        label: object,
        words: str,
        origin: Origin,
        *,
        by: str = "",
        at: date | None = None,
        expires_on: date | None = None,
    ) -> Piece:
        value = words if self._is_shown else None
        return Piece(label, value, origin, by, at, expires_on, is_sealed=not self._is_shown)


def origin_of(row: IncomeDeclaration | PropertyDeclaration) -> Origin:
    """A word of the family, unless a worker entered it: then the work station states it."""
    return ORIGINS.get(row.proof, STATEMENT if row.declared_by_id else ANSWER)


def _ends(economy: Economy) -> Iterator[date]:
    """Per adult whose income counts, how long what is known of him covers the twelve months."""
    last: dict[int, date] = {}
    for row, line, _why in economy.incomes:
        if line.reason != "member_not_counted":
            person = row.person.merged_into_id or row.person_id
            last[person] = max(last.get(person, date.min), _holds_until(row))
    yield from last.values()


def _holds_until(row: IncomeDeclaration) -> date:
    """The last day on which its last month is the month before; earlier when the paper ends earlier."""
    month = row.last_month.replace(day=1)
    for _step in range(2):
        month = (month + timedelta(days=32)).replace(day=1)
    end = month - timedelta(days=1)
    ends = row.document.expires_on if row.document else None
    return min(end, ends) if ends else end
