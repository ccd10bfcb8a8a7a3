"""What a project has to show before it goes on: invoices, pictures, nothing of the negative list, unspent money."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from audit.models import Event
from delivery.community_grants.models import Grant, PaperKind
from delivery.community_grants.reminders import plan_grant_reminders
from delivery.community_grants.services import applying, money, papers, projects
from delivery.community_grants.services.rounds import change_round
from notifications.delivery import deliver_due
from notifications.models import Delivery
from notifications.planning import plan_pending
from tests.factories.grants import (
    AT,
    LATER,
    accepted,
    draft,
    finished,
    make_facts,
    make_round,
    pay,
    picture,
    report,
    under_way,
    visited,
)
from workflow.machine import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("kinds", "spent_fen", "refusal"),
    [
        ((), 0, "Add a picture that shows what was done."),
        ((PaperKind.INVOICE,), 1_000, "Add a picture that shows what was done."),
        ((PaperKind.PROGRESS,), 1, "Add the invoices of what was spent."),
        ((PaperKind.PROGRESS,), 0, ""),
        ((PaperKind.PROGRESS, PaperKind.INVOICE), 1_000, ""),
    ],
)
def test_money_that_was_spent_needs_its_invoices_and_work_its_picture(cast, places, kinds, spent_fen, refusal):
    milestone = under_way(cast, places).milestones.get(position=1)
    by = cast["applicant"]
    for shade, kind in enumerate(kinds, start=30):
        papers.add_paper(grant=milestone.grant, kind=kind, upload=picture(shade), milestone=milestone, by=by, at=LATER)
    facts = {"milestone": milestone, "text": "已完成。", "spent_fen": spent_fen, "by": by, "at": LATER}

    if refusal:
        with pytest.raises(Refused, match=refusal):
            projects.report_milestone(**facts)
    else:
        assert projects.report_milestone(**facts).spent_fen == spent_fen


def test_a_project_is_not_finished_without_a_picture_of_how_it_looks_now(cast, places):
    grant = under_way(cast, places)
    first, second = grant.milestones.order_by("position")
    projects.accept_milestone(milestone=report(cast, first, 1), text="", by=cast["reviewer"], at=LATER)
    projects.report_midterm(grant=grant, text="进展顺利。", by=cast["applicant"], at=LATER)
    visited(grant, cast["reviewer"], cast["approver"])
    grant = pay(cast, projects.pass_midterm(grant=grant, text="", by=cast["reviewer"], at=LATER))
    projects.accept_milestone(milestone=report(cast, second, 1), text="", by=cast["reviewer"], at=LATER)
    final = {"grant": grant, "text": "充电棚已启用。", "by": cast["applicant"], "at": LATER}

    with pytest.raises(Refused, match="Add a picture of how it looks now"):
        projects.report_final(**final)
    papers.add_paper(grant=grant, kind=PaperKind.AFTER, upload=picture(77), by=cast["applicant"], at=LATER)
    projects.report_final(**final)

    assert Event.objects.filter(code="community_grants.final_report").count() == 1


def test_nothing_of_the_negative_list_is_paid_and_everybody_reads_it(cast, places):
    one = make_round(cast)
    grant = draft(cast, places, round=one)
    facts = make_facts()
    refused = applying.GrantFacts(facts.columns, facts.lines, facts.milestones, accepts_terms=False)

    with pytest.raises(Refused, match="negative list"):
        applying.submit_grant(grant=grant, facts=refused, by=cast["applicant"], at=AT)
    with pytest.raises(Refused):
        change_round(round=one, values={}, criteria=[], forbidden=[], by=cast["approver"], at=AT)

    assert Grant.objects.get().submitted_at is None
    page = Client().get(f"/community-grants/rounds/{one.code}/").content.decode()
    assert [use for use in ("社区工作人员工资", "发放现金") if use not in page] == []


def test_money_that_has_to_come_back_is_told_once_when_it_is_late(cast, places):
    grant = accepted(cast, finished(cast, places), accepted_fen=500_000)
    back = grant.repayments.get()
    due = back.due_at

    planned = [plan_grant_reminders(at=due + days * DAY) for days in (-1, 0, 1, 1, 2)]
    plan_pending(at=due + DAY)

    told = Event.objects.filter(code="community_grants.repayment_overdue")
    assert (back.amount_fen, told.count(), sum(planned[2:]) >= 1) == (1_300_000, 1, True)
    assert timezone.localdate(told.get().at) == timezone.localdate(due + DAY)
    rows = Delivery.objects.filter(event=told.get(), channel="in_app")
    assert {row.recipient_key for row in rows} == {f"user:{cast[name].pk}" for name in ("applicant", "accountant")}
    money.receive_repayment(repayment=back, bank_reference="YH1", by=cast["accountant"], at=due + DAY)
    deliver_due(at=due + DAY)
    assert set(rows.values_list("state", flat=True)) == {"cancelled"}


def test_the_charts_show_what_was_paid_per_month_and_granted_per_sub_district(cast, places, client):
    pay(cast, accepted(cast, finished(cast, places)))
    client.force_login(cast["reviewer"])

    shown = client.get("/community-grants/desk/overview/").context

    assert [(month, int(yuan)) for month, yuan in shown["months"]] == [(f"{timezone.localtime(LATER):%Y-%m}", 20_000)]
    assert [(place, int(yuan)) for place, yuan in shown["places"]] == [("石佛", 20_000)]
