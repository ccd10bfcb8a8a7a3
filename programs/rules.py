"""The words that rules are written with: facts, comparisons, three-valued logic. Pure, no database.

A condition answers yes, no or unknown, and tells the value it used and the limit it compared with. The operator is
always explicit, because 以上 and 以内 include the number while 超过, 不满 and 以外 do not (民法典 1259).
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN


@dataclass(frozen=True, slots=True)
class Case:
    """The plain values that a judgement reads: the day, the facts (a missing key or None is not known), the terms."""

    on: date
    facts: Mapping[str, Any]
    parameters: Mapping[str, Any]


class Finding(NamedTuple):
    """What a condition found; `value` and `limit` are what it compared."""

    outcome: Outcome
    value: Any
    limit: Any


@dataclass(frozen=True)
class Source:
    """Where a rule or a standard comes from. `mark` is the confidence: A read in the text, B general knowledge,
    C weak, D our own default, SEED the founding announcement. C and D are shown to staff as "to be confirmed"."""

    text: str | Promise
    mark: str = "A"

    @property
    def needs_confirmation(self) -> bool:
        return self.mark in ("C", "D")


@dataclass(frozen=True)
class Derived:
    """A fact computed from others: `needs` are the facts it reads, `read` returns None when it cannot know.

    `parameters` are the terms that it reads: when one of them changes, an answer of before may not hold any more.
    """

    name: str
    needs: tuple[str, ...]
    read: Callable[[Case], Any]
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """A limit taken from the program terms."""

    name: str

    def read(self, case: Case) -> Any:
        return case.parameters[self.name]


Left = str | Derived
FEN, PART_OF_FEN = Decimal("0.01"), Decimal("0.0001")
IN_SENTENCE = re.compile(r"\{limit[^}]*\}")


class Condition:
    """Something that a case fulfils, does not fulfil, or cannot show yet."""

    operator = ""
    facts: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()

    def judge(self, case: Case) -> Finding:
        raise NotImplementedError

    def limit_for(self, case: Case) -> Any:
        """The limit alone, for the guide page: a case without facts gives None where it depends on the person."""
        return None

    def words(self, limit: Any) -> Any:
        """The limit as sentences use it: text, or a list of them for a condition made of several."""
        return plain(limit)


class Comparison(Condition):
    def __init__(self, symbol: str, compare: Callable[[Any, Any], bool], left: Left, right: Any) -> None:
        self.operator, self._compare, self._right = symbol, compare, right
        self._fact = left if isinstance(left, str) else left.name
        self._read_left = None if isinstance(left, str) else left.read
        self._read_right = right.read if isinstance(right, Parameter | Derived) else None
        self.facts = frozenset([left] if isinstance(left, str) else left.needs)
        self.parameters = frozenset([right.name]) if isinstance(right, Parameter) else frozenset()
        if isinstance(left, Derived):
            self.parameters |= frozenset(left.parameters)
        if isinstance(right, Derived):
            self.facts |= frozenset(right.needs)
            self.parameters |= frozenset(right.parameters)

    def judge(self, case: Case) -> Finding:
        read_left, read_right = self._read_left, self._read_right
        value = case.facts.get(self._fact) if read_left is None else read_left(case)
        limit = self._right if read_right is None else read_right(case)
        if value is None or limit is None:
            return Finding(UNKNOWN, value, limit)
        return Finding(YES if self._compare(value, limit) else NO, value, limit)

    def limit_for(self, case: Case) -> Any:
        return self._right if self._read_right is None else self._read_right(case)


class _Several(Condition):
    def __init__(self, *conditions: Condition) -> None:
        self._conditions = conditions
        self.facts = frozenset().union(*(c.facts for c in conditions))
        self.parameters = frozenset().union(*(c.parameters for c in conditions))

    def limit_for(self, case: Case) -> Any:
        return tuple(condition.limit_for(case) for condition in self._conditions)

    def words(self, limit: Any) -> Any:
        return [condition.words(part) for condition, part in zip(self._conditions, limit, strict=True)]

    def _findings(self, case: Case) -> tuple[list[Outcome], tuple[Any, ...], tuple[Any, ...]]:
        findings = [condition.judge(case) for condition in self._conditions]
        return [f.outcome for f in findings], tuple(f.value for f in findings), tuple(f.limit for f in findings)


class AnyOf(_Several):
    operator = "∨"

    def judge(self, case: Case) -> Finding:
        outcomes, values, limits = self._findings(case)
        outcome = YES if YES in outcomes else UNKNOWN if UNKNOWN in outcomes else NO
        return Finding(outcome, values, limits)


class AllOf(_Several):
    operator = "∧"

    def judge(self, case: Case) -> Finding:
        outcomes, values, limits = self._findings(case)
        outcome = NO if NO in outcomes else UNKNOWN if UNKNOWN in outcomes else YES
        return Finding(outcome, values, limits)


class Not(Condition):
    operator = "¬"
    _opposite = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}

    def __init__(self, condition: Condition) -> None:
        self._condition, self.facts, self.parameters = condition, condition.facts, condition.parameters

    def judge(self, case: Case) -> Finding:
        outcome, value, limit = self._condition.judge(case)
        return Finding(self._opposite[outcome], value, limit)

    def limit_for(self, case: Case) -> Any:
        return self._condition.limit_for(case)

    def words(self, limit: Any) -> Any:
        return self._condition.words(limit)


def at_least(fact: Left, limit: Any) -> Condition:
    """以上: the number itself is enough."""
    return Comparison("≥", operator.ge, fact, limit)


def more_than(fact: Left, limit: Any) -> Condition:
    """超过: the number itself is not enough."""
    return Comparison(">", operator.gt, fact, limit)


def at_most(fact: Left, limit: Any) -> Condition:
    """以内, 以下: the number itself is still allowed."""
    return Comparison("≤", operator.le, fact, limit)


def less_than(fact: Left, limit: Any) -> Condition:
    """不满, 低于: the number itself is too much."""
    return Comparison("<", operator.lt, fact, limit)


def is_one_of(fact: Left, limit: Any) -> Condition:
    return Comparison("∈", lambda value, allowed: value in allowed, fact, limit)


def has_any_of(fact: Left, limit: Any) -> Condition:
    """The fact is a set, and at least one of its members is allowed."""
    return Comparison("∩", lambda values, allowed: not set(values).isdisjoint(allowed), fact, limit)


def has_all_of(fact: Left, limit: Any) -> Condition:
    """The fact is a set, and nothing of the limit is missing in it."""
    return Comparison("⊇", lambda values, wanted: set(wanted) <= set(values), fact, limit)


def is_true(fact: Left) -> Condition:
    return Comparison("=", operator.is_, fact, True)


def is_false(fact: Left) -> Condition:
    return Comparison("=", operator.is_, fact, False)


def any_of(*conditions: Condition) -> Condition:
    return AnyOf(*conditions)


def all_of(*conditions: Condition) -> Condition:
    return AllOf(*conditions)


def unless(exempt: Condition, condition: Condition) -> Condition:
    """The condition, asked only of those who are not exempt."""
    return AnyOf(exempt, condition)


def not_(condition: Condition) -> Condition:
    return Not(condition)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One line of the conditions of a scheme.

    `refusal` is the code of the letter when the rule says no. `settled_by` are the kinds of paper any one of which
    turns an unknown into an answer; none means that the office looks it up itself. A `soft` rule that says no does not
    refuse: people decide. `blocks_submission`: without a yes the application cannot be handed in. `proves_need` is for
    finding aid that nobody asked for: True, nothing is shown without its yes; False, its yes shows nothing; None, it is
    one of several of which one is enough.
    """

    code: str
    sentence: str | Promise
    condition: Condition
    source: Source
    refusal: str
    settled_by: tuple[str, ...] = ()
    soft: bool = False
    blocks_submission: bool = False
    proves_need: bool | None = None
    labels: Mapping[str, str | Promise] | None = None  # of the codes in the limit, where the sentence lists them
    facts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", self.condition.facts)

    @property
    def operator(self) -> str:
        return self.condition.operator

    @property
    def names_limit(self) -> bool:
        return IN_SENTENCE.search(str(self.sentence)) is not None

    @property
    def is_common(self) -> bool:
        """Shared by all schemes (codes C-…); the guide page lists these apart."""
        return self.code.startswith("C-")

    def sentence_under(self, parameters: Mapping[str, Any], on: date) -> str:
        """The sentence with the limit that these terms set on that day, for the guide page."""
        return self.sentence_with(self.condition.limit_for(Case(on, {}, parameters)))

    def sentence_with(self, limit: Any) -> str:
        """`{limit}` in the sentence stands for the limit, `{limit[1]}` for that of the second of several conditions.

        A case keeps the limits it was judged by. Where the rule has been written in another shape since, they no longer
        fit its sentence, and "…" stands in their place.
        """
        try:
            return self._filled(limit)
        except (ValueError, TypeError, LookupError):
            return IN_SENTENCE.sub("…", str(self.sentence))

    def _filled(self, limit: Any) -> str:
        if self.labels and limit is not None:
            return str(self.sentence).format(limit="、".join(str(self.labels.get(code, code)) for code in limit))
        return str(self.sentence).format(limit=self.condition.words(limit))


def short_yuan(yuan: Decimal) -> str:
    """For headlines: 1,000 instead of 1,000.00, but never rounded."""
    return f"{yuan:,.2f}".removesuffix(".00")


def _money(value: Decimal) -> str:
    """Two decimals; up to four, cut, where there is part of a fen, so that 1,094.999 is not shown as 1,095.00."""
    if value == value.quantize(FEN):
        return f"{value:,.2f}"
    text = f"{value.quantize(PART_OF_FEN, ROUND_DOWN):,.4f}".rstrip("0")
    return text if len(text.rpartition(".")[2]) > 2 else f"{value.quantize(FEN, ROUND_DOWN):,.2f}"


def plain(value: Any) -> str:
    """A value as a reader expects it: money with two decimals and commas, days as 2023-08-25, yes and no as words."""
    if value is None:
        return str(_("not known"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Decimal):
        return _money(value)
    if isinstance(value, tuple | list | set | frozenset):
        return "、".join(sorted(plain(part) for part in value))
    return value.isoformat() if isinstance(value, date) else str(value)
