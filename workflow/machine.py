"""The engine: tables of states and transitions, and the one function that moves a row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from audit.models import Event
from audit.recording import Move, record
from workflow.answers import YES, Answer
from workflow.stateful import Stateful

Permission = Callable[[Any, Any], Answer]  # (user, object)
Guard = Callable[[Any, Any, datetime], Answer]  # (object, by, at)


class WorkflowError(Exception):
    """A transition that may not happen. `str()` is a sentence for the person who tried."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


class IllegalTransition(WorkflowError):
    """The row is not in a state that this transition starts from."""


class NotAllowed(WorkflowError):
    """This person may not do it."""


class Refused(WorkflowError):
    """A guard said no; its sentence says what is missing."""


class Stale(WorkflowError):
    """Somebody else moved the row first."""


@dataclass(frozen=True)
class State:
    """`label` is exact and for staff, `public_label` friendly and for applicants, `chip` a class of the state chip."""

    code: str
    label: str | Promise
    public_label: str | Promise
    chip: str = "review"
    is_final: bool = False


def anyone(_user: Any, _obj: Any) -> Answer:
    return YES


def always(_obj: Any) -> bool:
    return True


@dataclass(frozen=True)
class Transition:
    name: str
    sources: frozenset[str]
    target: str
    label: str | Promise
    event: str
    permission: Permission = anyone
    guards: tuple[Guard, ...] = ()
    relevant: Callable[[Any], bool] = always  # a road that this kind of object never takes is not shown
    automatic: bool = False  # the system may fire it, and people never see it
    tone: str = "quiet"  # brand | quiet | danger: how its button looks


@dataclass(frozen=True)
class Workflow:
    code: str
    initial: str
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]
    final: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "final", frozenset(s.code for s in self.states.values() if s.is_final))
        unknown = {t.target for t in self.transitions.values()} | {
            s for t in self.transitions.values() for s in t.sources
        }
        if not unknown <= set(self.states):
            raise ValueError(f"{self.code}: unknown states {sorted(unknown - set(self.states))}")

    def available(self, obj: Stateful, user: Any) -> list[tuple[Transition, Answer]]:
        """The transitions that a person sees on the row, each with whether he may and why not."""
        return [
            (transition, transition.permission(user, obj))
            for transition in self.transitions.values()
            if obj.state in transition.sources and not transition.automatic and transition.relevant(obj)
        ]

    def check(self, name: str, obj: Stateful, *, by: Any, at: datetime) -> Transition:
        """The transition, when it may happen now. Raises IllegalTransition, NotAllowed or Refused."""
        transition = self.transitions[name]
        if obj.state not in transition.sources or not transition.relevant(obj):
            raise IllegalTransition(self.states[obj.state].label)
        self._ask(transition, obj, by, at)
        return transition

    def fire(self, name: str, obj: Stateful, *, by: Any, at: datetime, data: Mapping[str, Any] | None = None) -> Event:
        """Moves `obj` and records the event; the caller holds the transaction and the row lock.

        Raises IllegalTransition, NotAllowed, Refused or Stale, in this order of asking.
        """
        transition = self.check(name, obj, by=by, at=at)
        version = obj.version + 1
        move = Move(name, obj.state, transition.target, version)
        event = record(transition.event, subject=obj, by=by, at=at, data=data, move=move)
        moved = type(obj)._base_manager.filter(pk=obj.pk, state=obj.state, version=obj.version)
        if moved.update(state=transition.target, version=version, state_since=at) != 1:
            raise Stale(self.states[obj.state].label)
        obj.state, obj.version, obj.state_since = transition.target, version, at
        return event

    def _ask(self, transition: Transition, obj: Stateful, by: Any, at: datetime) -> None:
        if not (transition.automatic and by is None):
            answer = transition.permission(by, obj)
            if not answer:
                raise NotAllowed(answer.reason)
        for guard in transition.guards:
            answer = guard(obj, by, at)
            if not answer:
                raise Refused(answer.reason)


def transitions(*rows: Transition) -> dict[str, Transition]:
    return {row.name: row for row in rows}


def states(*rows: State) -> dict[str, State]:
    return {row.code: row for row in rows}


def sources(*codes: str | Iterable[str]) -> frozenset[str]:
    return frozenset(c for code in codes for c in ([code] if isinstance(code, str) else code))
