"""One scheme asked about very many people. Pure, no database; says what `programs.eligibility.assess` says.

People come as rows of values under fixed names, and may be judged under several terms at once. Rules that read the
same of these facts are answered together, once per distinct value; what the answers add up to is remembered as well.
A million people then cost some look-ups each instead of twenty rules.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from programs.eligibility import Amount
from programs.rules import NO, UNKNOWN, YES, Case, Outcome, Rule
from programs.scheme import Scheme

SEALED = "sealed:"  # with the code of a rule: a column with its stored outcome, because its facts are sealed
NEED_FREE = frozenset(
    {"birth_date", "identity_checked", "hukou_in_zone", "consents", "documents", "history", "household", "economy"}
)
Terms = Mapping[str, Any]


class Verdict(NamedTuple):
    """`is_shown`: something known says yes to the need itself, not only nothing says no. `answers` are in the order of
    the rules of the scheme. `fen` is None where no amount follows (yet)."""

    outcome: Outcome
    is_shown: bool
    answers: tuple[Outcome, ...]
    fen: int | None

    @property
    def known(self) -> int:
        return len(self.answers) - self.answers.count(UNKNOWN)


class Judge:
    """A scheme under one or several terms; `names` are the facts of a row, every other fact is not known.

    `number(on, values)` is the place in `verdicts`, which holds one verdict per terms.
    """

    def __init__(self, scheme: Scheme, names: Sequence[str], *terms: Terms) -> None:
        self.scheme, self.names, self.terms = scheme, tuple(names), terms
        self.verdicts: list[tuple[Verdict, ...]] = []
        self._numbers: dict[Hashable, int] = {}
        self._adder = _Adder(scheme, terms)
        self._groups = _groups(scheme, self.names, terms)
        self._paths = [_Path(scheme.amount, self.names, parameters) for parameters in terms]

    def number(self, on: date, values: tuple[Any, ...]) -> int:
        answers = tuple([group.answers(on, values) for group in self._groups])
        sums = self._adder.sums(answers)
        fens = tuple(
            [None if s.outcome is NO else path.fen(on, values) for s, path in zip(sums, self._paths, strict=True)]
        )
        key = (answers, fens)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.verdicts)
            self.verdicts.append(tuple(Verdict(*s, fen) for s, fen in zip(sums, fens, strict=True)))
        return found

    def judge(self, on: date, facts: Mapping[str, Any]) -> tuple[Verdict, ...]:
        """One person, by name of the facts."""
        return self.verdicts[self.number(on, tuple(facts.get(name) for name in self.names))]


def telling_rules(scheme: Scheme) -> list[Rule]:
    """The rules by which the registry alone can show a need: those that read what it knows beyond age and identity.

    A scheme for an age group has none of these; there the age itself tells. Where a scheme names the rules that prove a
    need, it is those, and all of them have to say yes.
    """
    if named := [rule for rule in scheme.rules if rule.proves_need]:
        return named
    own = [r for r in scheme.rules if not (r.is_common or r.soft or r.blocks_submission or r.proves_need is False)]
    registry = {fact.name for fact in scheme.facts}
    by_need = [rule for rule in own if not rule.facts.isdisjoint(registry - NEED_FREE)]
    return by_need or [rule for rule in own if rule.facts and rule.facts <= registry - {"identity_checked"}]


def blind_rules(scheme: Scheme, before: Terms, after: Terms) -> list[str]:
    """Codes of the rules that read sealed answers and whose limit changes: nobody opens those for a simulation."""
    return [
        rule.code
        for rule, _judge, is_hidden in scheme.judges
        if is_hidden and any(before.get(name) != after.get(name) for name in rule.condition.parameters)
    ]


class _Sum(NamedTuple):
    outcome: Outcome
    is_shown: bool
    answers: tuple[Outcome, ...]


class _Adder:
    """Answers of the groups → what they add up to under each of the terms, in the order of the rules."""

    def __init__(self, scheme: Scheme, terms: Sequence[Terms]) -> None:
        telling = {rule.code for rule in telling_rules(scheme)}
        self._is_shown = all if any(rule.proves_need for rule in scheme.rules) else any
        self._rules = [(rule.code, rule.soft, rule.code in telling) for rule in scheme.rules]
        self._count = len(terms)
        self._known: dict[Hashable, tuple[_Sum, ...]] = {}

    def sums(self, answers: tuple[Any, ...]) -> tuple[_Sum, ...]:
        found = self._known.get(answers)
        if found is None:
            found = self._known[answers] = tuple(self._sum(answers, place) for place in range(self._count))
        return found

    def _sum(self, answers: tuple[Any, ...], place: int) -> _Sum:
        by_code = dict(pair for group in answers for pair in group.by_terms[place])
        outcome = YES
        for code, soft, _tells in self._rules:
            answer = by_code[code]
            if answer is NO and not soft:
                outcome = NO
            elif answer is not YES and outcome is not NO:
                outcome = UNKNOWN
        told = [by_code[code] is YES for code, _soft, tells in self._rules if tells]
        return _Sum(outcome, self._is_shown(told), tuple(by_code[code] for code, _soft, _tells in self._rules))


class _Answers:
    """The answers of one group of rules; one object for equal ones, so that comparing them costs nothing."""

    __slots__ = ("by_terms",)

    def __init__(self, by_terms: tuple[tuple[tuple[str, Outcome], ...], ...]) -> None:
        self.by_terms = by_terms


Ask = Callable[[date, Mapping[str, Any], int], Outcome]  # day, facts, place of the terms


class _Group:
    """Rules that read the same columns, answered together."""

    def __init__(self, columns: tuple[str, ...], names: tuple[str, ...], terms: int) -> None:
        self.rules: list[tuple[str, Ask]] = []
        self._columns, self._terms = columns, terms
        places = [names.index(column) for column in columns]
        self._key: Callable[[Any], Any] = itemgetter(*places) if places else lambda values: None
        self._by_day: dict[date, dict[Any, _Answers]] = {}
        self._interned: dict[Any, _Answers] = {}

    def answers(self, on: date, values: tuple[Any, ...]) -> _Answers:
        key = self._key(values)
        known = self._by_day.get(on)
        if known is None:
            known = self._by_day[on] = {}
        try:
            return known[key]
        except KeyError:
            found = known[key] = self._ask(on, key)
            return found
        except TypeError:  # a list or a table among the facts: asked each time
            return self._ask(on, key)

    def _ask(self, on: date, key: Any) -> _Answers:
        values = (key,) if len(self._columns) == 1 else key or ()
        facts = dict(zip(self._columns, values, strict=True))
        by_terms = tuple(
            tuple((code, ask(on, facts, place)) for code, ask in self.rules) for place in range(self._terms)
        )
        return self._interned.setdefault(by_terms, _Answers(by_terms))


def _groups(scheme: Scheme, names: tuple[str, ...], terms: Sequence[Terms]) -> list[_Group]:
    found: dict[tuple[str, ...], _Group] = {}
    blind = [set(blind_rules(scheme, terms[0], parameters)) for parameters in terms]
    for rule, judge, is_hidden in scheme.judges:
        sealed = SEALED + rule.code
        is_stored = is_hidden and sealed in names
        columns = (sealed,) if is_stored else tuple(name for name in names if name in rule.facts)
        group = found.setdefault(columns, _Group(columns, names, len(terms)))
        hidden_from = [rule.code in codes for codes in blind]
        group.rules.append((rule.code, _stored(sealed, hidden_from) if is_stored else _judged(judge, terms)))
    return list(found.values())


def _judged(judge: Callable[[Case], Any], terms: Sequence[Terms]) -> Ask:
    def ask(on: date, facts: Mapping[str, Any], place: int) -> Outcome:
        outcome: Outcome = judge(Case(on, facts, terms[place])).outcome
        return outcome

    return ask


def _stored(column: str, hidden_from: Sequence[bool]) -> Ask:
    def ask(_on: date, facts: Mapping[str, Any], place: int) -> Outcome:
        return UNKNOWN if hidden_from[place] else facts[column] or UNKNOWN

    return ask


class _Path:
    """The amount, a pure function of a case, remembered by the facts in the order in which it reads them.

    Which fact it reads next depends on those before alone, so that the path from the first one leads to the answer.
    """

    def __init__(
        self, amount: Callable[[Case], Amount | None], names: tuple[str, ...], parameters: Mapping[str, Any]
    ) -> None:
        self._amount, self._names, self._parameters = amount, names, parameters
        self._place = {name: place for place, name in enumerate(names)}
        self._first: dict[date, _Step | _Leaf] = {}

    def fen(self, on: date, values: tuple[Any, ...]) -> int | None:
        step = self._first.get(on)
        try:
            while isinstance(step, _Step):
                step = step.next.get(values[step.place])
        except TypeError:
            return self._ask(on, dict(zip(self._names, values, strict=True)))
        return self._learn(on, values) if step is None else step.fen

    def _ask(self, on: date, facts: Mapping[str, Any]) -> int | None:
        amount = self._amount(Case(on, facts, self._parameters))
        return amount.fen if amount else None

    def _learn(self, on: date, values: tuple[Any, ...]) -> int | None:
        read = _Reading(dict(zip(self._names, values, strict=True)))
        fen = self._ask(on, read)
        steps: list[_Step | _Leaf] = [_Step(self._place[name]) for name in read.names if name in self._place]
        steps.append(_Leaf(fen))
        step = self._first.setdefault(on, steps[0])
        for following in steps[1:]:
            assert isinstance(step, _Step)
            step = step.next.setdefault(values[step.place], following)
        return fen


class _Leaf(NamedTuple):
    fen: int | None


class _Step:
    __slots__ = ("next", "place")

    def __init__(self, place: int) -> None:
        self.place = place
        self.next: dict[Any, _Step | _Leaf] = {}


class _Reading(Mapping[str, Any]):
    """Facts that note which of them were asked for, each once."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = facts
        self.names: dict[str, None] = {}

    def __getitem__(self, name: str) -> Any:
        self.names[name] = None
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        self.names.update(dict.fromkeys(self._facts))
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)
