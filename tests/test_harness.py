"""The harness itself: what other tests rely on without saying so."""

import pytest
from django.db import IntegrityError, connection
from django.template import engines
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from audit.recording import record
from tests.racing import race
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
