"""What others read of grants: published spending and figures, payments, reminders, lists from and to Excel."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from audit.models import Event
from delivery.community_grants import reminders
from delivery.community_grants.imports import ORGANISATIONS
from delivery.community_grants.models import Grant, Milestone, Organisation, Thanks
from delivery.community_grants.notifications import StepDue
from delivery.community_grants.services import applying, money, thanking
from disclosure.spans import Span
from disclosure.spending import ready, rows_of, spending_of
from funds.services import reverse_voucher
from imports.kinds import Line
from notifications.messages import messages_about
from payments.selectors import ready_items
from programs.delivered import delivered_figures
from tests.factories import grants

pytestmark = pytest.mark.django_db


def test_published_spending_names_the_organisation_and_counts_it_as_nobody(cast, places):
    grants.under_way(cast, places)

    spending = spending_of(Span(2026), least=5)

    assert (spending.withheld_people, spending.withheld_fen, spending.total_fen) == (None, 0, 1_000_000)
    [row] = rows_of(spending, ready(spending.listed))
    assert (row["receiver"], row["amount_fen"]) == ("演示社区居民委员会1", 1_000_000)


def test_the_public_figures_come_from_the_rows(cast, places):
    grants.pay(cast, grants.accepted(cast, grants.finished(cast, places)))

    with translation.override("en"):
        figures = {str(one.label): one.number for one in delivered_figures(date(2026, 1, 1), date(2026, 12, 31))}

    assert {
        "Projects granted": 1,
        "Yuan paid to projects": 20_000,
        "Projects accepted": 1,
        "People who benefit from accepted projects": 860,
        "Thanks from visitors": 0,
    }.items() <= figures.items()


def test_the_public_is_told_what_stands_after_money_came_back(cast, places):
    grant = grants.accepted(cast, grants.finished(cast, places), accepted_fen=500_000)
    money.receive_repayment(
        repayment=grant.repayments.get(), bank_reference="YH1", by=cast["accountant"], at=grants.LATER
    )

    with translation.override("en"):
        figures = {str(one.label): one.number for one in delivered_figures(date(2026, 1, 1), date(2026, 12, 31))}

    assert (figures["Yuan paid to projects"], money.paid_fen(grant)) == (5_000, 500_000)


def test_only_the_part_whose_turn_it_is_waits_for_the_accountant(cast, places):
    grant = grants.signed(cast, places)

    items = ready_items(cast["accountant"], on=grants.LATER.date())

    assert [(item.reference, item.amount_fen, item.payee_name) for item in items] == [
        (grant.reference, 1_000_000, "演示社区居民委员会1")
    ]
    organisation = Organisation.objects.get()
    Organisation.objects.filter(pk=organisation.pk).update(account_checked_at=None, account_checked_by=None)
    assert ready_items(cast["accountant"], on=grants.LATER.date()) == []


def test_a_reversed_payment_is_free_money_again(cast, places):
    """The books know nothing special of grants."""
    grant = grants.under_way(cast, places)
    voucher = grant.tranches.get(number=1).voucher

    reverse_voucher(voucher=voucher, memo_code="bank_return", by=cast["accountant"], at=grants.LATER)

    grant.round.fund.refresh_from_db()
    assert grant.round.fund.available_fen == 22_000_000 - 1_000_000


def test_steps_milestones_and_repayments_are_told_once_per_deadline(cast, places):
    grant = grants.under_way(cast, places)
    due = Milestone.objects.get(grant=grant, position=1).due_on
    day = grants.AT.replace(year=due.year, month=due.month, day=due.day)

    planned = [reminders.plan_grant_reminders(at=day + timedelta(days=days)) for days in (-12, -6, -6, 1, 2)]

    codes = Event.objects.filter(code__startswith="community_grants.milestone_").order_by("pk")
    assert planned == [0, 1, 0, 1, 0]
    assert list(codes.values_list("code", flat=True)) == [
        "community_grants.milestone_due",
        "community_grants.milestone_overdue",
    ]


def test_who_waits_is_told_of_the_step(cast, places):
    grant = grants.named(cast, places)
    grants.give(grant.sheets.select_related("scorer", "grant__round").first(), (30, 20, 20, 20, 10))
    assert reminders.plan_grant_reminders(at=grants.AT + timedelta(days=60)) == 1
    event = Event.objects.get(code="community_grants.step_overdue")

    told = StepDue().recipients(event)

    waiting = [cast["auditor"].pk, grants.committee_member().pk]
    assert [recipient.id for recipient in told] == waiting
    [asked] = messages_about("community_grants.scorer_named")
    assert asked.code == "community_grants.scorer_asked"


def test_drafts_nobody_touched_are_deleted_with_their_papers(cast, places):
    old = grants.draft(cast, places)
    kept = grants.handed_in(cast, places, round=old.round, organisation=grants.make_organisation(cast, old.area))

    deleted = applying.delete_old_drafts(before=grants.AT + timedelta(days=1))

    assert (deleted, list(Grant.objects.all())) == (1, [kept])


def test_visitors_are_forgotten_a_year_after_filing_and_their_thanks_stay(cast, places):
    grant = grants.under_way(cast, places)
    thanking.give_thanks(grant=grant, visitor="a", at=grants.LATER)
    known = Thanks.objects.get().visitor

    assert thanking.forget_visitors(at=grants.LATER + timedelta(days=900)) == 0
    assert Thanks.objects.get().visitor == known


def line(number, **values):
    return Line(number, values, values=values)


def test_organisations_come_from_a_list_once(cast, places):
    area = places[grants.COMMUNITY].code
    common = {"area": area, "contact": "居演委", "phone": "+8619900000001"}
    committee = {"name": "居委会", "kind": "residents_committee", "credit_code": grants.credit_code(50), **common}
    society = {"name": "协会", "kind": "social_organisation", "credit_code": grants.credit_code(51), **common}
    lines = [line(1, **committee), line(2, **society), line(3, **society, sponsor=grants.credit_code(99))]

    ORGANISATIONS.judge(lines, subject="", by=cast["reviewer"], at=grants.AT)
    assert [[column for column, _sentence in one.errors] for one in lines] == [[], ["sponsor"], ["sponsor"]]
    made = [
        ORGANISATIONS.take_over([one], subject="", by=cast["reviewer"], at=grants.AT)
        for one in (line(1, **committee), line(2, **society, sponsor=grants.credit_code(50)))
    ]

    again = line(1, **committee)
    ORGANISATIONS.judge([again], subject="", by=cast["reviewer"], at=grants.AT)
    assert again.known_as == made[0]
    assert [(one.name, one.representatives.count()) for one in Organisation.objects.order_by("pk")] == [
        ("居委会", 0),
        ("协会", 0),
    ]
