"""The harness itself: what other tests rely on without saying so."""

import pytest
from django.db import IntegrityError, connection
from django.template import engines
from django.utils import timezone

from accounts.models import RoleGrant, User
from areas.models import AdminArea, DeadlineRule
from audit.models import Event, OutboxEntry
from audit.recording import record
from tests import database_state
from tests.cast import load_people, load_places
from tests.racing import race
from tests.remembered import Rows, State
from tests.undefined_variables import UndefinedTemplateVariable

pytestmark = pytest.mark.both_databases


def event_about(user):
    return record("test.happened", subject=user, by=None, at=timezone.now())


@pytest.mark.parametrize("_again", [1, 2])
def test_a_transactional_test_starts_from_the_migrated_state(transactional_db, _again):
    event_about(User.objects.create(username="zhang"))

    assert User.objects.count() == 1
    assert Event.objects.count() == 1


@pytest.mark.parametrize("_again", [1, 2])
def test_append_only_triggers_stay_in_force_after_a_reset(transactional_db, _again):
    event_about(User.objects.create(username="zhang"))

    with pytest.raises(IntegrityError, match="append-only"):
        Event.objects.update(code="test.changed")


def test_race_runs_every_call_with_a_connection_of_its_own(transactional_db):
    outcomes = race(30, lambda number: User.objects.create(username=f"u{number}").pk, at_once=10)

    assert len(set(outcomes)) == 30
    assert User.objects.count() == 30


def test_race_gives_back_exceptions(transactional_db):
    outcomes = race(8, lambda _number: User.objects.create(username="same").pk)

    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 7


def test_a_string_built_template_may_have_undefined_variables():
    assert engines["django"].from_string("a{{ nothing }}b").render({}) == "ab"


def test_an_undefined_variable_in_our_templates_fails(settings, monkeypatch):
    monkeypatch.setattr("tests.undefined_variables.OURS", "<unknown source>")

    with pytest.raises(UndefinedTemplateVariable, match="nothing"):
        engines["django"].from_string("a{{ nothing }}b").render({})


def test_a_default_stands_in_for_an_undefined_variable(monkeypatch):
    monkeypatch.setattr("tests.undefined_variables.OURS", "<unknown source>")

    assert engines["django"].from_string("a{{ nothing|default:'x' }}b").render({}) == "axb"


def test_the_database_is_the_one_that_was_asked_for(db, settings):
    expected = "postgresql" if settings.DATABASE_URL else "sqlite"

    assert connection.vendor == expected


def never() -> None:
    raise AssertionError("made anew")


def everything() -> dict[str, list[tuple]]:
    """All rows of the tables that the cast and its places live in."""
    tables = (AdminArea, DeadlineRule, User, RoleGrant, Event, OutboxEntry)
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in tables}


@pytest.mark.parametrize("keep", [Rows, State])
def test_what_is_remembered_is_written_again_as_it_was(transactional_db, keep):
    places, people = keep(), keep()
    places(load_places)
    people(load_people)
    made = everything()
    database_state.put_back()

    again = never if connection.vendor == "sqlite" or keep is Rows else None
    places(again or load_places)
    people(again or load_people)

    assert len(made["User"]) == 15
    assert again is None or everything() == made


@pytest.mark.parametrize("keep", [Rows, State])
def test_beside_other_rows_nothing_remembered_is_written(transactional_db, keep):
    people = keep()
    people(lambda: event_about(User.objects.create(username="zhang")))
    database_state.put_back()
    event_about(User.objects.create(username="li"))

    people(lambda: event_about(User.objects.create(username="wang")))

    assert set(User.objects.values_list("username", flat=True)) == {"li", "wang"}
