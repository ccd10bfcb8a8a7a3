"""The desk of somebody who leaves: one or several receivers, each row checked, all in one step, closed when empty."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import AccountRefused, grant_role
from applications import states as s
from applications.models import Application, Investigator
from applications.services.intake import assign_application, withdraw_application
from audit.models import Event
from beneficiaries.models import DeclaredRelative
from home import handing_over
from home.handing_over import HandoverRefused, close_account_of, hand_over_work, propose_one, propose_split
from home.open_work import open_work_of, people_with_open_work
from notifications.messages import messages_about
from oversight.models import BlindReview, ReviewRound
from tests.factories.accounts import UserFactory
from tests.factories.applications import AT, later, make_application, make_program
from tests.factories.case_states import case_in
from tests.factories.funds import fund_with
from tests.factories.oversight import taken_complaint
from tests.factories.payments import given_check
from tests.racing import race
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db
HOME = "410172160-xihuchuntian"


@pytest.fixture
def community(places):
    return places[HOME]


@pytest.fixture
def program(places):
    return make_program("student_aid")


def colleague(name, community, administrator, role="community_worker"):
    user = UserFactory(username=name, display_name=name)
    grant_role(user=user, role=role, area=community, by=administrator, at=AT - timedelta(days=30))
    return user


@pytest.fixture
def first(community, administrator):
    return colleague("first", community, administrator)


@pytest.fixture
def second(community, administrator):
    return colleague("second", community, administrator)


def held(program, community, worker):
    return assign_application(application=make_application(program, community), handler=worker, by=worker, at=AT)


def all_to(leaver, to, at=AT):
    return {piece.key: to for piece in open_work_of(leaver, at=at) if piece.can_be_given}


def test_everything_that_waits_for_one_person(program, community, cast, reviewer, auditor):
    worker = cast["worker"]
    case = held(program, community, worker)
    surveyed = case_in(s.SURVEYING, program, community, cast)
    complaint = taken_complaint(reviewer)
    rounds = ReviewRound.objects.create(
        drawn_at=AT, drawn_by=auditor, decided_from=AT.date(), decided_to=AT.date(), seed=1, candidates=1
    )
    review = BlindReview.objects.create(round=rounds, application=case, was_approved=True, reviewer=reviewer)

    assert {p.kind for p in open_work_of(worker, at=AT)} == {"case", "visit"}
    mine = [(p.kind, p.row) for p in open_work_of(reviewer, at=AT) if p.kind in ("complaint", "review")]
    assert mine == [("complaint", complaint), ("review", review)]
    assert [p.row.visit.application for p in open_work_of(worker, at=AT) if p.kind == "visit"] == [surveyed]


def test_all_to_one_in_one_recorded_step(program, community, worker, first, administrator):
    cases = [held(program, community, worker) for _i in range(3)]

    count = hand_over_work(leaver=worker, receivers=all_to(worker, first), by=administrator, at=later(1))

    assert count == 3
    assert {case.handler_id for case in Application.objects.filter(pk__in=[c.pk for c in cases])} == {first.pk}
    event = Event.objects.get(code="accounts.work_handed_over")
    assert (event.subject_id, event.actor, event.data) == (worker.pk, administrator, {"receivers": {str(first.pk): 3}})
    [message] = messages_about("accounts.work_handed_over")
    [recipient] = message.recipients(event)
    assert (recipient.key, message.context(event, recipient)) == (f"user:{first.pk}", {"count": 3})


def test_a_tie_or_a_missing_right_is_shown_and_nothing_is_handed_over(
    program, community, worker, worker2, first, administrator
):
    good, tied = held(program, community, worker), held(program, community, worker)
    index = tied.applicant.id_number_index
    DeclaredRelative.objects.create(user=first, relation="sibling", id_number_index=index, declared_at=AT)

    problems = {p.piece.row: bool(p.problem) for p in propose_one(worker, first, at=AT)}
    assert problems == {good: False, tied: True}
    assert all(p.problem for p in propose_one(worker, worker2, at=AT))  # of another community

    with pytest.raises(HandoverRefused) as refused:
        hand_over_work(leaver=worker, receivers=all_to(worker, first), by=administrator, at=later(1))

    assert list(refused.value.problems) == [f"case-{tied.pk}"]
    assert Application.objects.filter(handler=worker).count() == 2
    assert not Event.objects.filter(code="accounts.work_handed_over").exists()


def test_split_by_community_and_workload_without_ties(program, community, worker, officer, first, second):
    held(program, community, second)
    cases = [held(program, community, worker) for _i in range(4)]
    index = cases[0].applicant.id_number_index
    DeclaredRelative.objects.create(user=first, relation="sibling", id_number_index=index, declared_at=AT)

    proposals = propose_split(worker, at=AT)

    given = {p.piece.row: p.to for p in proposals}
    assert given[cases[0]] != first
    assert worker not in given.values()
    assert sorted(user.username for user in given.values()) == [
        "first",
        "first",
        "officer",
        "officer",
    ]
    assert not any(p.problem for p in proposals)


def test_a_visit_gets_another_investigator_but_never_the_second_one_twice(program, community, cast, first):
    worker, admin = cast["worker"], cast["admin"]
    case = case_in(s.SURVEYING, program, community, cast)
    [piece] = [p for p in open_work_of(worker, at=later(900)) if p.kind == "visit"]
    other = Investigator.objects.filter(visit__application=case).exclude(user=worker).get().user
    assert not piece.check(other)

    hand_over_work(leaver=worker, receivers={piece.key: first}, by=admin, at=later(900))

    people = set(Investigator.objects.filter(visit__application=case).values_list("user__username", flat=True))
    assert people == {"first", other.username}
    assert Event.objects.filter(code="applications.visit_handed_over", subject_id=case.pk).count() == 1


def test_a_complaint_goes_to_somebody_of_the_desk(reviewer, auditor, worker, administrator):
    complaint = taken_complaint(reviewer)
    [piece] = [p for p in open_work_of(reviewer, at=AT) if p.kind == "complaint"]
    assert not piece.check(worker)

    hand_over_work(leaver=reviewer, receivers={piece.key: auditor}, by=administrator, at=later(1))

    complaint.refresh_from_db()
    assert complaint.handler == auditor


def test_a_check_after_payment_goes_to_somebody_who_had_no_part(cast, reviewer, auditor, administrator):
    people = SimpleNamespace(maker=cast["accountant"], checker=cast["approver"], cashier=cast["cashier"])
    check = given_check(people, fund_with(1_000_000), reviewer)
    [piece] = [p for p in open_work_of(reviewer, at=AT) if p.kind == "payment_check"]
    assert not piece.check(people.checker)

    hand_over_work(leaver=reviewer, receivers={piece.key: auditor}, by=administrator, at=later(1))

    check.refresh_from_db()
    assert check.checker == auditor


def test_the_account_is_closed_only_when_nothing_is_left(program, community, worker, first, administrator):
    held(program, community, worker)
    with pytest.raises(AccountRefused):
        close_account_of(leaver=worker, by=administrator, at=later(1))

    hand_over_work(leaver=worker, receivers=all_to(worker, first), by=administrator, at=later(1))
    close_account_of(leaver=worker, by=administrator, at=later(2))

    worker.refresh_from_db()
    assert worker.is_active is False


def test_the_back_office_refuses_too_and_leads_to_the_hand_over(client, program, community, worker, administrator):
    held(program, community, worker)
    client.force_login(administrator)
    url = reverse("admin:accounts_user_changelist")

    page = client.post(url, {"action": "deactivate", "_selected_action": [worker.pk]}, follow=True).content.decode()

    worker.refresh_from_db()
    assert worker.is_active
    assert "还有1项工作" in page
    assert reverse("home:handover_preview", args=[worker.seal_id]) in page


def test_who_may_not(program, community, worker, officer, first):
    held(program, community, worker)
    for work in (
        lambda: hand_over_work(leaver=worker, receivers=all_to(worker, first), by=officer, at=AT),
        lambda: close_account_of(leaver=worker, by=officer, at=AT),
    ):
        with pytest.raises(NotAllowed):
            work()


def test_a_case_that_ended_meanwhile_is_no_longer_work(program, community, worker, first, administrator, applicant):
    case = make_application(program, community, owner=applicant)
    assign_application(application=case, handler=worker, by=worker, at=AT)
    receivers = all_to(worker, first)
    withdraw_application(application=case, by=applicant, at=later(1))

    assert hand_over_work(leaver=worker, receivers=receivers, by=administrator, at=later(2)) == 0
    case.refresh_from_db()
    assert case.handler == worker


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_share_out_a_desk_once(program, community, worker, first, second, administrator):
    for _i in range(3):
        held(program, community, worker)
    plans = (all_to(worker, first), all_to(worker, second))

    counts = race(2, lambda n: hand_over_work(leaver=worker, receivers=plans[n], by=administrator, at=later(1)))

    assert sorted(counts) == [0, 3]
    assert Event.objects.filter(code="applications.assigned", actor=administrator).count() == 3


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_a_look_under_the_lock_both_hand_over_the_same_desk(
    program, community, worker, first, second, administrator, monkeypatch
):
    """The control: both act at once on the desk as it was before the first of them wrote."""
    for _i in range(3):
        held(program, community, worker)
    plans = (all_to(worker, first), all_to(worker, second))
    read = open_work_of(worker, at=AT)
    monkeypatch.setattr(handing_over, "open_work_of", lambda _user, at: read)

    counts = race(2, lambda n: hand_over_work(leaver=worker, receivers=plans[n], by=administrator, at=later(1)))

    assert counts == [3, 3]
    assert Event.objects.filter(code="applications.assigned", actor=administrator).count() == 6


def test_closed_accounts_with_open_work_come_first(program, community, worker, first, administrator):
    held(program, community, worker)
    held(program, community, first)
    first.is_active = False
    first.save(update_fields=["is_active"])

    people = [(user.username, count) for user, count in people_with_open_work(at=AT) if user in (worker, first)]

    assert people == [("first", 1), ("worker", 1)]


def test_the_pages(client, program, community, worker, first, administrator, officer):
    case = held(program, community, worker)
    client.force_login(officer)
    assert client.get("/handover/").status_code == 403
    client.force_login(administrator)
    page = f"/handover/{worker.seal_id}/"
    assert page in client.get("/handover/").content.decode()

    shown = client.get(page, {"to": first.pk})
    assert [(p.piece.row, p.to) for p in shown.context["proposals"]] == [(case, first)]
    assert client.get(page, {"to": "x" * 40}).status_code == 200
    assert client.post(f"{page}close/", follow=True).redirect_chain == [(page, 302)]

    client.post(f"{page}apply/", {f"to-case-{case.pk}": first.pk, "to-case-999": "1", "to-": "²"})
    case.refresh_from_db()
    assert case.handler == first
    assert client.post(f"{page}close/").url == "/handover/"


def test_a_row_that_does_not_work_has_its_reason(client, program, community, worker, worker2, administrator):
    case = held(program, community, worker)
    client.force_login(administrator)

    page = client.post(f"/handover/{worker.seal_id}/apply/", {f"to-case-{case.pk}": worker2.pk})

    assert page.status_code == 422
    assert [bool(p.problem) for p in page.context["proposals"]] == [True]
    case.refresh_from_db()
    assert case.handler == worker


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_people_asks_the_same(client, program, community, administrator, rows, django_assert_num_queries):
    for number in range(rows):
        user = colleague(f"more{number}", community, administrator)
        held(program, community, user)
    with django_assert_num_queries(8):
        people_with_open_work(at=timezone.now())
