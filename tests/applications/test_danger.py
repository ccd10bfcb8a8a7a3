"""Signs of danger: told at once to those who answer for the place, and to nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import states as s
from applications.models import DangerSignal
from applications.reminders import plan_deadline_reminders
from applications.selectors import timeline
from applications.services import danger
from audit.models import Event
from notifications.messages import message
from tests.factories.applications import make_application, make_program
from tests.racing import race
from workflow.machine import NotAllowed, Refused

SEEN = "孩子手臂多处瘀伤，不愿说明原因"


@pytest.fixture
def case(community, applicant, submitted):
    return submitted


def report(case, by, at=None):
    return danger.report_danger(
        application=case, sign="injury", seen=SEEN, told_police=True, by=by, at=at or case.submitted_at
    )


def told(code):
    return {recipient.key for recipient in message(code).recipients(Event.objects.get(code=code))}


def test_the_sub_district_and_the_federation_are_told_at_once(case, worker, officer, reviewer, approver):
    report(case, worker)

    assert told("applications.danger_reported") == {f"user:{who.pk}" for who in (officer, reviewer, approver)}
    assert message("applications.danger_reported").urgent
    assert "瘀伤" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_report_can_be_made_by_somebody_with_a_tie_to_the_family(case, worker):
    case.applicant.user = worker
    case.applicant.save(update_fields=["user"])

    assert report(case, worker).raised_by == worker


def test_people_without_a_role_in_the_place_do_not_report(case, worker2, applicant):
    for person in (worker2, applicant):
        with pytest.raises(NotAllowed):
            report(case, person)
    assert DangerSignal.objects.count() == 0


def test_somebody_takes_it_up_and_writes_what_was_done(case, worker, officer):
    signal = report(case, worker)
    with pytest.raises(Refused):
        danger.close_danger(signal=signal, outcome="已安置", by=officer, at=case.submitted_at)

    danger.take_up_danger(signal=signal, by=officer, at=case.submitted_at)
    danger.close_danger(signal=signal, outcome="派出所到场，孩子由外婆照料", by=officer, at=case.submitted_at)

    signal.refresh_from_db()
    assert (signal.taken_up_by, signal.closed_by) == (officer, officer)
    codes = Event.objects.filter(code__startswith="applications.danger").order_by("pk").values_list("code", flat=True)
    assert list(codes) == [
        "applications.danger_reported",
        "applications.danger_taken_up",
        "applications.danger_closed",
    ]
    assert "瘀伤" not in str(list(Event.objects.values_list("data", flat=True)))


def test_who_reported_does_not_close_it_without_the_role(case, worker):
    signal = report(case, worker)

    with pytest.raises(NotAllowed):
        danger.take_up_danger(signal=signal, by=worker, at=case.submitted_at)


def test_after_two_hours_the_supervisor_is_told_too_once(case, worker, auditor):
    signal = report(case, worker)
    assert signal.due_at == case.submitted_at + timedelta(hours=2)
    plan_deadline_reminders(signal.due_at)
    assert not Event.objects.filter(code="applications.danger_overdue").exists()

    for _n in range(2):
        plan_deadline_reminders(signal.due_at + timedelta(minutes=1))

    assert f"user:{auditor.pk}" in told("applications.danger_overdue")


def test_the_family_never_learns_of_it(client, case, worker, applicant):
    report(case, worker)
    client.force_login(applicant)

    page = client.get(reverse("applications:case", args=[case.reference])).content.decode()

    assert "瘀伤" not in page
    assert "危险" not in page
    assert [row for row in timeline(case, for_applicant=True) if "危险" in str(row.label)] == []


def test_the_button_the_report_and_the_answer_over_http(client, case, worker, officer):
    client.force_login(worker)
    page = client.get(reverse("applications:case", args=[case.reference])).content.decode()
    url = reverse("applications:report_danger", args=[case.reference])
    empty = client.post(url, {"sign": "injury", "seen": ""})
    sent = client.post(url, {"sign": "injury", "seen": SEEN, "told_police": "on"})
    signal = DangerSignal.objects.get()
    client.force_login(officer)
    desk = client.get("/my-day/").content.decode()
    taken = client.post(reverse("applications:take_up_danger", args=[case.reference, signal.pk]))
    closed = client.post(
        reverse("applications:close_danger", args=[case.reference, signal.pk]), {"text": "已由外婆照料"}
    )

    assert url in page
    assert (empty.status_code, sent.status_code, taken.status_code, closed.status_code) == (422, 302, 302, 302)
    assert case.reference in desk
    signal.refresh_from_db()
    assert signal.outcome == "已由外婆照料"


def test_a_report_about_an_ended_case_is_taken_too(community, applicant, cast, worker):
    from tests.factories.case_states import case_in

    ended = case_in(s.WITHDRAWN, make_program("student_aid", slug="ended"), community, cast, owner=applicant)

    assert report(ended, worker).pk


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_up_at_once_are_one(case, worker, officer, reviewer):
    signal = report(case, worker)
    people = (officer, reviewer)

    outcomes = race(2, lambda n: danger.take_up_danger(signal=signal, by=people[n], at=case.submitted_at))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DangerSignal", "Refused"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_the_look_both_take_it_up(case, worker, officer, reviewer, monkeypatch):
    signal = report(case, worker)
    people = (officer, reviewer)
    monkeypatch.setattr(danger, "_locked", lambda one, by: one)

    outcomes = race(
        2,
        lambda n: danger.take_up_danger(
            signal=DangerSignal(**{f.attname: getattr(signal, f.attname) for f in DangerSignal._meta.fields}),
            by=people[n],
            at=case.submitted_at,
        ),
    )

    assert [type(outcome).__name__ for outcome in outcomes] == ["DangerSignal", "DangerSignal"]


def test_a_case_of_another_place_does_not_open_a_report(client, program, places, case, worker, officer):
    signal = report(case, worker)
    other = make_application(program, case.area)
    client.force_login(officer)

    answer = client.post(reverse("applications:take_up_danger", args=[other.reference, signal.pk]))

    assert answer.status_code == 404
