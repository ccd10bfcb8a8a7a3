"""Every workflow of the project: whole, named as the others, in both languages, and held by the database (R4)."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.utils import translation

from applications.workflow import WORKFLOW as CASE
from beneficiaries.duplicate_workflow import WORKFLOW as PAIR
from oversight.workflow import WORKFLOW as COMPLAINT
from payments.workflow import BATCH, CHECK, PAYMENT
from programs.workflow import WORKFLOW as PROGRAM
from tests.factories.applications import make_application, make_program
from tests.factories.beneficiaries import PersonFactory
from tests.factories.duplicates import DuplicatePairFactory
from tests.factories.funds import fund_with
from tests.factories.oversight import make_complaint
from tests.factories.payments import given_check, open_batch
from tests.factories.programs import ProgramFactory
from tests.factories.volunteers import make_shift, signed_up
from volunteers.workflow import SHIFT_WORKFLOW, SIGNUP_WORKFLOW
from workflow.diagram import mermaid
from workflow.machine import Workflow
from workflow.stateful import Stateful

WORKFLOWS: dict[str, Workflow] = {
    "applications.application": CASE,
    "beneficiaries.duplicatepair": PAIR,
    "oversight.complaint": COMPLAINT,
    "payments.paymentbatch": BATCH,
    "payments.payment": PAYMENT,
    "payments.paymentcheck": CHECK,
    "programs.program": PROGRAM,
    "volunteers.shift": SHIFT_WORKFLOW,
    "volunteers.signup": SIGNUP_WORKFLOW,
}
MAKE: dict[str, Callable[[Any, Any], Stateful]] = {
    "applications.application": lambda _cast, places: make_application(
        make_program(), places["410172160-xihuchuntian"]
    ),
    "beneficiaries.duplicatepair": lambda _cast, places: DuplicatePairFactory(
        first=PersonFactory(area=places["410172561-wawuli"]), second=PersonFactory(area=places["410172561-wawuli"])
    ),
    "oversight.complaint": lambda _cast, _places: make_complaint(),
    "payments.paymentbatch": lambda cast, _places: open_batch(
        SimpleNamespace(maker=cast["accountant"]), fund_with(1_000_000)
    ),
    "payments.payment": lambda cast, _places: open_batch(
        SimpleNamespace(maker=cast["accountant"]), fund_with(1_000_000)
    ).payments.first(),
    "payments.paymentcheck": lambda cast, _places: given_check(
        SimpleNamespace(maker=cast["accountant"], checker=cast["approver"], cashier=cast["cashier"]),
        fund_with(1_000_000),
        cast["reviewer"],
    ),
    "programs.program": lambda _cast, _places: ProgramFactory(),
    "volunteers.shift": lambda _cast, _places: make_shift(),
    "volunteers.signup": lambda _cast, _places: signed_up(make_shift()),
}
EVENT = re.compile(r"[a-z]+\.[a-z_]+")
every_workflow = pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
every_model = pytest.mark.parametrize("label", WORKFLOWS)


def test_every_model_with_a_state_has_its_workflow_here():
    stateful = {model._meta.label_lower for model in apps.get_models() if issubclass(model, Stateful)}

    assert stateful == set(WORKFLOWS) == set(MAKE)


@every_workflow
def test_every_state_can_be_reached_and_every_state_that_is_not_final_left(workflow):
    moves = [(source, t.target) for t in workflow.transitions.values() for source in t.sources]
    reached = {workflow.initial}
    while more := {target for source, target in moves if source in reached} - reached:
        reached |= more

    assert set(workflow.states) - reached == set()
    assert {code for code in workflow.states if code not in {source for source, _ in moves}} <= workflow.final


@every_model
def test_names_are_those_of_the_house(label):
    """A step that people take has its name in an address."""
    app, workflow = label.partition(".")[0], WORKFLOWS[label]
    steps = [t for t in workflow.transitions.values() if not t.automatic]

    assert [t.name for t in steps if not re.fullmatch(r"[a-z]+(-[a-z]+)*", t.name)] == []
    assert [s for s in workflow.states if not re.fullmatch(r"[a-z]+(_[a-z]+)*", s.lower())] == []
    events = {t.event for t in workflow.transitions.values()}
    assert [event for event in events if not (EVENT.fullmatch(event) and event.startswith(f"{app}."))] == []


@every_workflow
def test_states_and_steps_have_names_in_both_languages(workflow):
    texts = [text for s in workflow.states.values() for text in (s.label, s.public_label)]
    texts += [t.label for t in workflow.transitions.values()]
    with translation.override("en"):
        english = [str(text) for text in texts]
    with translation.override("zh-hans"):
        chinese = [str(text) for text in texts]

    assert [text for text in english if not text or re.search(r"[\u4e00-\u9fff]", text)] == []
    assert [text for text in chinese if not re.search(r"[\u4e00-\u9fff]", text)] == []


@every_workflow
def test_the_diagram_shows_every_step(workflow):
    drawn = mermaid(workflow)

    assert [t.name for t in workflow.transitions.values() if f": {t.name}" not in drawn] == []


@pytest.mark.both_databases
@pytest.mark.django_db
@every_model
def test_the_database_refuses_a_state_without_its_event(label, cast, places):
    row = MAKE[label](cast, places)
    rows = type(row)._base_manager.filter(pk=row.pk)
    other = next(code for code in WORKFLOWS[label].states if code != row.state)

    for change in ({"state": other}, {"state": other, "version": row.version + 1}, {"version": row.version + 1}):
        with pytest.raises(DatabaseError, match="a state change needs its audit event"), transaction.atomic():
            rows.update(**change)
    row.state = other
    with pytest.raises(DatabaseError, match="a state change needs its audit event"), transaction.atomic():
        row.save()

    assert rows.get().state != other
