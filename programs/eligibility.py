"""Judging a case by a scheme: every rule, with what it used, and what would settle the open ones. Pure, no database.

The result recommends; a person decides (PIPL 24).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _text

from programs.compared import is_count, numbers_compared
from programs.rules import NO, UNKNOWN, YES, Case, Outcome, Rule, Source, plain

if TYPE_CHECKING:
    from programs.scheme import Scheme

__all__ = ["Amount", "Assessment", "Case", "InKind", "Outcome", "RuleResult", "assess"]


@dataclass(frozen=True)
class Amount:
    """What the terms give, in fen, and the sentence that explains it to the applicant."""

    fen: int
    sentence: str | Promise


@dataclass(frozen=True)
class InKind:
    """What the terms give that is not money: so many of a thing (the code of what is handed out), and the sentence."""

    item: str
    quantity: int
    sentence: str | Promise


class RuleResult(NamedTuple):
    """One line of the trace. `is_hidden`: the value is sensitive and never leaves the sealed answers."""

    rule: Rule
    outcome: Outcome
    value: Any
    limit: Any
    is_hidden: bool = False

    @property
    def sentence(self) -> str:
        return self.rule.sentence_with(self.limit)

    @property
    def explained(self) -> str:
        """The sentence with the sum or the day of this case, and the limit where the sentence does not name it."""
        return str(self.sentence) + self._numbers()

    def _numbers(self) -> str:
        if self.is_hidden:
            return ""
        names_limit = self.rule.names_limit
        pairs = [pair for pair in numbers_compared(self.value, self.limit) if names_limit or not is_count(pair[0])]
        found = "、".join(dict.fromkeys(plain(value) for value, _limit in pairs))
        if not found:
            return ""
        if names_limit:
            return _text(" (in this case: %(found)s)") % {"found": found}
        limit = "、".join(dict.fromkeys(plain(limit) for _value, limit in pairs))
        return _text(" (in this case: %(found)s; limit: %(limit)s)") % {"found": found, "limit": limit}

    @property
    def source(self) -> Source:
        return self.rule.source

    @property
    def settled_by(self) -> tuple[str, ...]:
        return self.rule.settled_by


@dataclass(frozen=True)
class Assessment:
    """The judgement of one case.

    `outcome`: no when a hard rule says no; unknown when a paper or a person must settle something; else yes.
    `missing_documents` is the shortest list of paper kinds that would settle all unknown rules. `amount` is the money
    and `in_kind` the thing that the terms give; a scheme may give either. `priority` is the place in the order in which
    things are handed out while there are too few (1 first), None where the scheme has no such order.
    """

    scheme_code: str
    on: date
    outcome: Outcome
    results: tuple[RuleResult, ...]
    amount: Amount | None
    missing_documents: tuple[str, ...]
    in_kind: InKind | None = None
    priority: int | None = None

    @property
    def refusal_codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(r.rule.refusal for r in self.failed))

    @property
    def failed(self) -> tuple[RuleResult, ...]:
        """The rules that refuse."""
        return tuple(r for r in self.results if r.outcome is NO and not r.rule.soft)

    @property
    def for_committee(self) -> tuple[RuleResult, ...]:
        """The soft rules that say no: people decide, one case at a time (一事一议)."""
        return tuple(r for r in self.results if r.outcome is NO and r.rule.soft)

    @property
    def needs_committee(self) -> bool:
        return bool(self.for_committee)

    @property
    def unknown(self) -> tuple[RuleResult, ...]:
        return tuple(r for r in self.results if r.outcome is UNKNOWN)

    @property
    def submission_blockers(self) -> tuple[RuleResult, ...]:
        """The rules that stop the application from being handed in; empty when it may be."""
        return tuple(r for r in self.results if r.rule.blocks_submission and r.outcome is not YES)

    def as_json(self) -> dict[str, Any]:
        """For storage. Sensitive values are left out; sentences stay with the code of the rule."""
        return {
            "scheme": self.scheme_code,
            "on": self.on.isoformat(),
            "outcome": self.outcome.value,
            "amount": {"fen": self.amount.fen, "sentence": str(self.amount.sentence)} if self.amount else None,
            "in_kind": _in_kind_json(self.in_kind),
            "priority": self.priority,
            "missing_documents": list(self.missing_documents),
            "results": [_result_json(result) for result in self.results],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], scheme: "Scheme") -> "Assessment":
        """The stored judgement. Values come back as text. A rule that the scheme no longer has is left out."""
        rules = {rule.code: rule for rule in scheme.rules}
        amount, in_kind = data["amount"], data.get("in_kind")
        return cls(
            scheme_code=data["scheme"],
            on=date.fromisoformat(data["on"]),
            outcome=Outcome(data["outcome"]),
            results=tuple(
                RuleResult(rules[row["rule"]], Outcome(row["outcome"]), row["value"], row["limit"], row["hidden"])
                for row in data["results"]
                if row["rule"] in rules
            ),
            amount=Amount(amount["fen"], amount["sentence"]) if amount else None,
            missing_documents=tuple(data["missing_documents"]),
            in_kind=InKind(**in_kind) if in_kind else None,
            priority=data.get("priority"),
        )


def assess(scheme: "Scheme", case: Case) -> Assessment:
    """Evaluates every rule, even after a no, so that the applicant reads all reasons at once."""
    results = tuple([RuleResult(rule, *judge(case), is_hidden) for rule, judge, is_hidden in scheme.judges])
    outcome = _overall(results)
    return Assessment(
        scheme_code=scheme.code,
        on=case.on,
        outcome=outcome,
        results=results,
        amount=None if outcome is NO else scheme.amount(case),
        missing_documents=_missing(scheme, case, results) if outcome is UNKNOWN else (),
        in_kind=None if outcome is NO else scheme.in_kind(case),
        priority=None if outcome is NO else scheme.priority(case),
    )


def _overall(results: Iterable[RuleResult]) -> Outcome:
    outcome = YES
    for result in results:
        if result.outcome is NO and not result.rule.soft:
            return NO
        if result.outcome is not YES:
            outcome = UNKNOWN
    return outcome


def _missing(scheme: "Scheme", case: Case, results: Iterable[RuleResult]) -> tuple[str, ...]:
    """Among papers that would do, one that this case has to bring anyway."""
    wanted = {need.kind for need in scheme.documents(case)}
    settling = [r.rule.settled_by for r in results if r.outcome is UNKNOWN and r.rule.settled_by]
    choices = [tuple(kind for kind in kinds if kind in wanted) or kinds for kinds in settling]
    return _papers_that_settle(choices, case.facts.get("documents") or ())


def _papers_that_settle(choices: Iterable[tuple[str, ...]], held: Iterable[str]) -> tuple[str, ...]:
    """The smallest set of papers with at least one for each open rule; papers already in hand wait for a reader."""
    choices = list(choices)
    open_rules = [set(kinds) for kinds in choices if set(held).isdisjoint(kinds)]
    kinds = list(dict.fromkeys(kind for some in choices for kind in some))
    for size in range(len(open_rules) + 1):
        for papers in combinations(kinds, size):
            if all(not rule.isdisjoint(papers) for rule in open_rules):
                return papers
    return ()


def _in_kind_json(gift: InKind | None) -> dict[str, Any] | None:
    return {"item": gift.item, "quantity": gift.quantity, "sentence": str(gift.sentence)} if gift else None


def _result_json(result: RuleResult) -> dict[str, Any]:
    return {
        "rule": result.rule.code,
        "outcome": result.outcome.value,
        "value": None if result.is_hidden else _as_json(result.value),
        "limit": _as_json(result.limit),
        "hidden": result.is_hidden,
    }


def _as_json(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(_as_json(part) for part in value)
    if isinstance(value, tuple | list):
        return [_as_json(part) for part in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
