"""Complaints: who reads and handles them, what the road asks for, what is recorded, and when people are reminded."""

from datetime import timedelta

import pytest

from areas.deadlines import due_at
from audit.models import Event
from oversight import reminders
from oversight.models import Complaint
from oversight.services import complaints as services
from tests.factories.applications import AT, make_application, make_program
from tests.factories.case_states import case_in
from tests.factories.oversight import make_complaint, taken_complaint
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def answered(complaint, by, outcome="unfounded", measures=""):
    return services.answer_complaint(
        complaint=complaint, outcome=outcome, answer="经查", measures=measures, by=by, at=AT + timedelta(days=1)
    )


def codes(complaint):
    events = Event.objects.filter(subject_type="oversight.complaint", subject_id=complaint.pk)
    return list(events.order_by("seq").values_list("code", flat=True))


def test_a_complaint_is_received_with_a_deadline_and_without_its_words_in_the_event(cast):
    complaint = make_complaint(text="我叫李示二，电话19900000002", name="李示二", phone="19900000002")

    event = Event.objects.get(code="oversight.complaint_received")
    assert (complaint.state, complaint.due_at) == ("received", due_at("complaint", "answer", AT))
    assert event.data == {"kind": "service", "sensitive": False, "named": True}
    assert (complaint.phone_mask, "19900000002" in complaint.phone) == ("199****0002", False)


@pytest.mark.parametrize(("kind", "is_sensitive"), [("service", False), ("staff", True), ("privacy", True)])
def test_some_kinds_are_sensitive_by_themselves(cast, kind, is_sensitive):
    assert make_complaint(kind=kind).is_sensitive == is_sensitive


def test_a_receipt_number_links_the_case_and_an_unknown_one_does_not(cast, community):
    case = make_application(make_program(), community)

    found = make_complaint(about_reference=f" {case.reference.lower()} ")
    unknown = make_complaint(about_reference="SQ-ZZZZZZ")

    assert (found.application, unknown.application, unknown.about_reference) == (case, None, "SQ-ZZZZZZ")


def test_sensitive_ones_are_seen_by_supervisors_and_their_handler_alone(cast):
    plain, sensitive = make_complaint(), make_complaint(is_sensitive=True)
    own = make_complaint(by=cast["applicant"])

    seen = {name: set(Complaint.objects.visible_to(user)) for name, user in cast.items()}

    everything = {plain, sensitive, own}
    assert {name for name, rows in seen.items() if rows == everything} == {"auditor"}
    assert {name for name, rows in seen.items() if rows == {plain, own}} == {"reviewer", "admin"}
    assert seen["applicant"] == {own}
    assert {name for name, rows in seen.items() if not rows} == set(cast) - {
        "auditor",
        "reviewer",
        "admin",
        "applicant",
    }


def test_the_whole_road_leaves_one_event_a_step(cast):
    complaint = taken_complaint(cast["reviewer"])
    complaint = answered(complaint, cast["reviewer"], "founded", "已改进")
    complaint = services.reopen_complaint(complaint=complaint, text="还是没有回音", at=AT + timedelta(days=2))
    assert (complaint.state, complaint.text) == ("handling", "等了太久\n\n还是没有回音")
    complaint = answered(complaint, cast["reviewer"])
    complaint = services.close_complaint(complaint=complaint, by=cast["reviewer"], at=AT + timedelta(days=3))

    assert (complaint.state, complaint.version) == ("closed", 5)
    assert codes(complaint) == [
        "oversight.complaint_received",
        "oversight.complaint_taken",
        "oversight.complaint_answered",
        "oversight.complaint_reopened",
        "oversight.complaint_answered",
        "oversight.complaint_closed",
    ]


def test_a_founded_complaint_says_what_is_changed(cast):
    complaint = taken_complaint(cast["reviewer"])

    with pytest.raises(Refused):
        answered(complaint, cast["reviewer"], "founded")
    with pytest.raises(Refused):
        services.answer_complaint(
            complaint=complaint, outcome="unfounded", answer=" ", measures="", by=cast["reviewer"], at=AT
        )


def test_it_is_asked_again_once_only(cast):
    complaint = answered(taken_complaint(cast["reviewer"]), cast["reviewer"])
    complaint = services.reopen_complaint(complaint=complaint, text="再问", at=AT)
    complaint = answered(complaint, cast["reviewer"])

    with pytest.raises(Refused):
        services.reopen_complaint(complaint=complaint, text="又问", at=AT)


def test_whoever_decided_the_case_does_not_handle_the_complaint_about_it(cast, community):
    case = case_in("rejected", make_program(money_fen=10_000_000), community, cast)
    complaint = make_complaint(kind="decision", about_reference=case.reference)
    decider = case.decided_by

    with pytest.raises(NotAllowed):
        services.take_complaint(complaint=complaint, by=decider, at=AT)
    with pytest.raises(NotAllowed):
        services.hand_over_complaint(complaint=complaint, to=decider, by=cast["auditor"], at=AT)
    taken = services.take_complaint(complaint=complaint, by=cast["auditor"], at=AT)
    assert taken.handler == cast["auditor"]


def test_only_the_one_who_took_it_answers(cast):
    complaint = taken_complaint(cast["reviewer"])

    with pytest.raises(NotAllowed):
        answered(complaint, cast["auditor"])
    complaint = services.hand_over_complaint(complaint=complaint, to=cast["auditor"], by=cast["reviewer"], at=AT)
    assert answered(complaint, cast["auditor"]).answered_by == cast["auditor"]


def test_it_is_taken_once(cast):
    complaint = taken_complaint(cast["reviewer"])

    with pytest.raises(IllegalTransition):
        services.take_complaint(complaint=complaint, by=cast["auditor"], at=AT)


def test_reminders_are_planned_once_and_the_overdue_ones_reach_the_supervisors(cast):
    complaint = taken_complaint(cast["reviewer"])
    late = complaint.due_at + timedelta(hours=1)
    soon = complaint.due_at - timedelta(hours=1)

    planned = [reminders.plan_complaint_reminders(at=moment) for moment in (AT, soon, soon, late, late)]

    assert planned == [0, 1, 0, 1, 0]
    from oversight.notifications import ComplaintDue, ComplaintOverdue

    due, overdue = (Event.objects.get(code=f"oversight.complaint_{w}") for w in ("due", "overdue"))
    assert [r.id for r in ComplaintDue().recipients(due)] == [cast["reviewer"].pk]
    assert sorted(r.id for r in ComplaintOverdue().recipients(overdue)) == sorted(
        [cast["reviewer"].pk, cast["auditor"].pk]
    )
    answered(complaint, cast["reviewer"])
    assert ComplaintDue().still_applies(due, None) is False
