"""The engine: who may move what from where, in one event."""

from datetime import UTC, datetime

import pytest

from audit.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.programs import ProgramFactory
from workflow.answers import YES, all_of, no
from workflow.diagram import mermaid
from workflow.machine import (
    IllegalTransition,
    NotAllowed,
    Refused,
    Stale,
    State,
    Transition,
    Workflow,
    sources,
    states,
    transitions,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def only_people(user, _program):
    return YES if user is not None else no("Somebody has to sign.")


def before_march_ninth(_program, _by, at):
    return YES if at.day < 9 else no("It is too late.")


ROAD = Workflow(
    code="test.road",
    initial="planned",
    states=states(
        State("planned", "Planned", "Soon"),
        State("open", "Open", "Open"),
        State("closed", "Closed", "Over", is_final=True),
    ),
    transitions=transitions(
        Transition(
            "open",
            sources("planned"),
            "open",
            "Open",
            "test.opened",
            permission=only_people,
            guards=(before_march_ninth,),
        ),
        Transition(
            "expire",
            sources("planned", "open"),
            "closed",
            "Expire",
            "test.expired",
            permission=only_people,
            automatic=True,
        ),
        Transition("reopen", sources("closed"), "open", "Open again", "test.reopened", relevant=lambda _program: False),
    ),
)


@pytest.fixture
def program():
    return ProgramFactory(state="planned", version=0)


def fire(name, program, by="somebody", at=AT):
    return ROAD.fire(name, program, by=UserFactory() if by == "somebody" else by, at=at)


def test_firing_moves_the_row_and_records_one_event(program):
    person = UserFactory()

    event = fire("open", program, person)

    program.refresh_from_db()
    assert (program.state, program.version, program.state_since) == ("open", 1, AT)
    assert (event.code, event.actor, event.transition) == ("test.opened", person, "open")
    assert (event.from_state, event.to_state, event.version) == ("planned", "open", 1)


@pytest.mark.parametrize(
    ("name", "by", "at", "problem", "reason"),
    [
        ("reopen", "somebody", AT, IllegalTransition, "Planned"),
        ("open", None, AT, NotAllowed, "Somebody has to sign."),
        ("open", "somebody", AT.replace(day=9), Refused, "It is too late."),
    ],
)
def test_a_refusal_has_its_kind_and_its_sentence_and_changes_nothing(program, name, by, at, problem, reason):
    with pytest.raises(problem) as refused:
        fire(name, program, by, at)

    program.refresh_from_db()
    assert (type(refused.value), str(refused.value)) == (problem, reason)
    assert (program.state, program.version) == ("planned", 0)
    assert not Event.objects.filter(code__startswith="test.").exists()


def test_who_reads_an_old_row_is_told_that_it_has_moved(program):
    old = type(program).objects.get(pk=program.pk)
    fire("open", program)

    with pytest.raises(IllegalTransition):
        fire("open", program)
    old.version = 1  # the state of before, at the version of now
    with pytest.raises(Stale):
        fire("expire", old)


def test_the_system_fires_what_is_automatic_without_a_permission(program):
    assert fire("expire", program, by=None).actor is None


def test_people_see_what_starts_here_with_the_answer_for_them(program):
    assert [(t.name, bool(answer)) for t, answer in ROAD.available(program, UserFactory())] == [("open", True)]
    assert [(t.name, str(answer.reason)) for t, answer in ROAD.available(program, None)] == [
        ("open", "Somebody has to sign.")
    ]


def test_a_transition_to_a_state_that_is_not_there_is_refused_at_the_start():
    with pytest.raises(ValueError, match=r"test.hole: unknown states \['nowhere'\]"):
        Workflow(
            "test.hole",
            "open",
            states(State("open", "Open", "Open")),
            transitions(Transition("go", sources("open"), "nowhere", "Go", "test.gone")),
        )


def test_the_diagram_draws_every_transition():
    assert mermaid(ROAD).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> planned",
        "    planned --> open: open",
        "    open --> closed: expire",
        "    planned --> closed: expire",
        "    closed --> open: reopen",
        "    closed --> [*]",
    ]


def test_the_first_refusal_counts():
    assert all_of(YES, no("one"), no("two")) == no("one")
    assert all_of(YES, YES) == YES
