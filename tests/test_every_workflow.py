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
from certificates.workflow import WORKFLOW as CERTIFICATE
from delivery.community_grants.workflow import GRANT as COMMUNITY_GRANT
from delivery.community_grants.workflow import MILESTONE as GRANT_MILESTONE
from delivery.festival_visits import workflow as festival
from delivery.porridge_house.workflow import CARD, STATEMENT
from delivery.seedling_protection import workflow as seedling
from delivery.seedling_protection.services import facilities
from delivery.wristbands import workflow as bands
from delivery.wristbands.services.missing import report_missing
from donations.workflow import CHANGE, GIFT, PLEDGE
from oversight.workflow import WORKFLOW as COMPLAINT
from payments.workflow import BATCH, CHECK, PAYMENT
from programs.workflow import WORKFLOW as PROGRAM
from tests.factories import grants
from tests.factories.applications import make_application, make_program
from tests.factories.beneficiaries import PersonFactory
from tests.factories.certificates import make_certificate, make_claim
from tests.factories.donations import make_change, make_gift, make_pledge
from tests.factories.duplicates import DuplicatePairFactory
from tests.factories.festival_visits import (
    HOME,
    approved,
    cash_of,
    make_home,
    nominated,
    open_season,
    planned_route,
    planned_season,
    walking,
)
from tests.factories.funds import fund_with
from tests.factories.oversight import make_complaint
from tests.factories.payments import given_check, open_batch
from tests.factories.porridge_house import made_card, made_statement
from tests.factories.programs import ProgramFactory
from tests.factories.seedling_protection import (
    book,
    facility_facts,
    make_school,
    make_slot,
    open_hall,
    planned_distribution,
    planned_training,
)
from tests.factories.volunteers import AT, VolunteerFactory, asked_for_help, asked_to_join, make_shift, signed_up
from tests.factories.wristbands import COMMUNITY, LATER, make_event, make_issue, raised_alert
from volunteers.claim_workflow import CLAIM_WORKFLOW
from volunteers.joining_workflow import JOINING_WORKFLOW
from volunteers.request_workflow import REQUEST_WORKFLOW
from volunteers.workflow import SHIFT_WORKFLOW, SIGNUP_WORKFLOW
from workflow.diagram import mermaid
from workflow.machine import Workflow
from workflow.stateful import Stateful


def worn_band(cast: Any, places: Any) -> Any:
    return make_issue(cast["reviewer"], places[COMMUNITY])[0]


WORKFLOWS: dict[str, Workflow] = {
    "applications.application": CASE,
    "beneficiaries.duplicatepair": PAIR,
    "certificates.certificate": CERTIFICATE,
    "community_grants.grant": COMMUNITY_GRANT,
    "community_grants.milestone": GRANT_MILESTONE,
    "donations.donation": GIFT,
    "donations.pledge": PLEDGE,
    "donations.usechange": CHANGE,
    "festival_visits.cashpart": festival.CASH,
    "festival_visits.festivalvisit": festival.VISIT,
    "festival_visits.nomination": festival.NOMINATION,
    "festival_visits.route": festival.ROUTE,
    "festival_visits.season": festival.SEASON,
    "oversight.complaint": COMPLAINT,
    "porridge_house.mealcard": CARD,
    "porridge_house.mealstatement": STATEMENT,
    "seedling_protection.distribution": seedling.DISTRIBUTION,
    "seedling_protection.facility": seedling.FACILITY,
    "seedling_protection.hallvisit": seedling.VISIT,
    "seedling_protection.trainingsession": seedling.TRAINING,
    "payments.paymentbatch": BATCH,
    "payments.payment": PAYMENT,
    "payments.paymentcheck": CHECK,
    "programs.program": PROGRAM,
    "volunteers.hoursclaim": CLAIM_WORKFLOW,
    "volunteers.joinrequest": JOINING_WORKFLOW,
    "volunteers.servicerequest": REQUEST_WORKFLOW,
    "volunteers.shift": SHIFT_WORKFLOW,
    "volunteers.signup": SIGNUP_WORKFLOW,
    "wristbands.alert": bands.ALERT,
    "wristbands.issue": bands.ISSUE,
    "wristbands.missingcase": bands.CASE,
    "wristbands.publicityevent": bands.EVENT,
}
MAKE: dict[str, Callable[[Any, Any], Stateful]] = {
    "applications.application": lambda _cast, places: make_application(
        make_program(), places["410172160-xihuchuntian"]
    ),
    "beneficiaries.duplicatepair": lambda _cast, places: DuplicatePairFactory(
        first=PersonFactory(area=places["410172561-wawuli"]), second=PersonFactory(area=places["410172561-wawuli"])
    ),
    "certificates.certificate": lambda _cast, _places: make_certificate(),
    "community_grants.grant": lambda cast, places: grants.draft(cast, places),
    "community_grants.milestone": lambda cast, places: grants.handed_in(cast, places).milestones.first(),
    "donations.donation": lambda cast, _places: make_gift(cast),
    "donations.pledge": lambda cast, _places: make_pledge(cast),
    "donations.usechange": lambda cast, _places: make_change(cast),
    "festival_visits.cashpart": lambda cast, places: cash_of(
        approved(open_season(cast, places), places[HOME], cast)[0]
    ),
    "festival_visits.festivalvisit": lambda cast, places: walking(
        open_season(cast, places), places, cast, load=0
    ).visits.get(),
    "festival_visits.nomination": lambda cast, places: nominated(
        open_season(cast, places), make_home(places[HOME]), cast["worker"]
    ),
    "festival_visits.route": lambda cast, places: planned_route(open_season(cast, places), places, cast),
    "festival_visits.season": lambda cast, _places: planned_season(cast),
    "oversight.complaint": lambda _cast, _places: make_complaint(),
    "porridge_house.mealcard": lambda cast, places: made_card(cast, places["410172160-xihuchuntian"]),
    "porridge_house.mealstatement": lambda cast, places: made_statement(cast, places["410172160-xihuchuntian"]),
    "seedling_protection.distribution": lambda cast, places: planned_distribution(cast, make_school(cast, places)),
    "seedling_protection.facility": lambda cast, places: facilities.plan_facility(
        facts=facility_facts(places), by=cast["reviewer"], at=AT
    ),
    "seedling_protection.hallvisit": lambda cast, places: book(
        make_slot(open_hall(cast, places), cast), make_school(cast, places), cast["partner"]
    ),
    "seedling_protection.trainingsession": lambda cast, places: planned_training(cast, make_school(cast, places)),
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
    "volunteers.hoursclaim": lambda cast, _places: make_claim(VolunteerFactory(), cast["reviewer"], AT),
    "volunteers.joinrequest": lambda _cast, _places: asked_to_join(),
    "volunteers.servicerequest": lambda _cast, places: asked_for_help(places["410172160-xihuchuntian"]),
    "volunteers.shift": lambda _cast, _places: make_shift(),
    "volunteers.signup": lambda _cast, _places: signed_up(make_shift()),
    "wristbands.alert": lambda cast, places: raised_alert(worn_band(cast, places)),
    "wristbands.issue": lambda cast, places: worn_band(cast, places),
    "wristbands.missingcase": lambda cast, places: report_missing(
        alert=raised_alert(worn_band(cast, places)), last_seen_place="x", clothes="y", turn=1, at=LATER
    ),
    "wristbands.publicityevent": lambda cast, places: make_event(cast["reviewer"], places[COMMUNITY]),
}
EVENT = re.compile(r"[a-z_]+\.[a-z_]+")
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
