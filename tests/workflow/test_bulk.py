"""One transition of many rows: the same events and refusals as one by one."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from audit.verification import broken_links
from tests.factories.accounts import UserFactory
from tests.factories.programs import ProgramFactory
from tests.workflow.test_machine import AT, ROAD
from workflow.bulk import fire_each
from workflow.machine import IllegalTransition, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def programs():
    return [ProgramFactory(state="planned") for _ in range(3)]


@pytest.mark.both_databases
def test_each_row_moves_with_an_event_of_its_own(programs):
    someone = UserFactory()

    fire_each(ROAD, "open", programs, by=someone, at=AT)

    for program in programs:
        program.refresh_from_db()
        assert (program.state, program.version, program.state_since) == ("open", 1, AT)
        event = Event.objects.get(stream=f"programs.program:{program.pk}", code="test.opened")
        assert (event.actor_id, event.from_state, event.to_state, event.version) == (someone.pk, "planned", "open", 1)
    assert list(broken_links()) == []


def test_a_row_that_may_not_move_stops_all(programs):
    fire_each(ROAD, "expire", programs[2:], by=None, at=AT)

    with pytest.raises(IllegalTransition):
        fire_each(ROAD, "open", programs, by=UserFactory(), at=AT)
    with pytest.raises(NotAllowed):
        fire_each(ROAD, "open", programs[:2], by=None, at=AT)

    assert not Event.objects.filter(code="test.opened").exists()


@pytest.mark.both_databases
def test_a_row_that_somebody_moved_meanwhile_stops_all(programs):
    again = type(programs[0]).objects.get(pk=programs[0].pk)
    fire_each(ROAD, "expire", [again], by=None, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():  # its version has an event already
        fire_each(ROAD, "open", programs, by=UserFactory(), at=AT)
    assert not Event.objects.filter(code="test.opened").exists()


def test_many_take_as_many_queries_as_one(programs):
    someone, counts = UserFactory(), []
    fire_each(ROAD, "open", [ProgramFactory(state="planned")], by=someone, at=AT)  # the first one reads the keys
    for rows in (programs[:1], programs[1:]):
        with CaptureQueriesContext(connection) as queries:
            fire_each(ROAD, "open", rows, by=someone, at=AT)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        fire_each(ROAD, "open", [], by=None, at=AT)
