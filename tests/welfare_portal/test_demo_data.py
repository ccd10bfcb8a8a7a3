"""What somebody finds who starts the portal for the first time (fact book §9)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from applications import states as s
from applications.benefits import unclaimed_of
from applications.models import Application, Objection
from audit.labels import subject_labels
from beneficiaries.demo import PEOPLE
from beneficiaries.household_economy import economy_of
from beneficiaries.models import DuplicatePair, Household, Person
from delivery.wristbands import promises
from delivery.wristbands.models import Alert, Batch, Issue, PublicityEvent
from delivery.wristbands.states import ISSUE_STATES
from funds.models import Voucher
from funds.selectors import live_reservations_of
from oversight.models import Complaint, CriterionJudgement
from programs.demo_data import DEMO_PROGRAMS
from programs.models import Program
from volunteers.choices import ServiceField
from volunteers.models import Activity, Shift, Signup
from welfare_portal.management.commands.demo import load

STANDARD = {
    s.SUBMITTED,
    s.RETURNED,
    s.ACCEPTED,
    s.VERIFYING,
    s.SURVEYING,
    s.PRELIMINARY_REVIEW,
    s.FINAL_REVIEW,
    s.APPROVED,
    s.REJECTED,
    s.DISBURSED,
    s.CLOSED,
}
MAIN_STATES = {
    "student-aid": STANDARD,
    "employee-illness-aid": STANDARD | {s.PUBLICITY, s.OBJECTION_REVIEW, s.RECONSIDERATION, s.DISBURSE_FAILED},
    "judicial-aid": STANDARD - {s.SURVEYING, s.DISBURSED} | {s.COLLECTIVE_REVIEW},
}


@pytest.mark.long
@pytest.mark.django_db
def test_the_demo_of_the_first_start():
    now = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    load(now)
    counts = [model.objects.count() for model in (Application, Person, Program, Shift, Signup)]

    for slug, expected in MAIN_STATES.items():
        found = set(Application.objects.filter(program__slug=slug).values_list("state", flat=True))
        assert expected - found == set(), slug
    late = Application.objects.overdue(at=now).filter(program__slug="student-aid", state=s.PRELIMINARY_REVIEW)
    assert late.count() == 1
    assert Objection.objects.filter(answered_at__isnull=True).count() == 1
    _people_and_money(now)
    _volunteering(now)
    _register(now)
    _wristbands()

    load(now + timedelta(minutes=5))
    assert [model.objects.count() for model in (Application, Person, Program, Shift, Signup)] == counts


def _people_and_money(now):
    assert Person.objects.filter(name__in=[row.name for row in PEOPLE]).count() == 13
    assert Person.objects.get(name="张演一").user.username == "applicant"
    budgets = dict(Program.objects.values_list("slug", "budget_fen"))
    assert budgets == {demo.slug: demo.budget_yuan * 100 for demo in DEMO_PROGRAMS}
    assert sum(budgets.values()) == 224_452_000
    for program in Program.objects.select_related("fund"):
        paid = sum(
            Application.objects.filter(program=program, paid_at__isnull=False).values_list(
                "approved_amount_fen", flat=True
            )
        )
        promised = sum(row.amount_fen for row in live_reservations_of(program.fund))
        assert (program.fund.balance_fen, program.fund.reserved_fen) == (program.budget_fen - paid, promised)
    months = {
        at.strftime("%Y-%m") for at in Application.objects.filter(paid_at__lt=now).values_list("paid_at", flat=True)
    }
    assert len(months) >= 4
    sources = set(Voucher.objects.values_list("source", flat=True))
    assert [source for source, words in subject_labels(sources).items() if source == words] == []


def _wristbands():
    """The numbers of the founding announcement, every state, and a stock that adds up."""
    batch = Batch.objects.get()
    assert (batch.ordered, batch.received, PublicityEvent.objects.count()) == (5000, 5000, 40)
    assert set(Issue.objects.values_list("state", flat=True)) == set(ISSUE_STATES) - {"issued"}
    assert set(Alert.objects.values_list("state", flat=True)) == {"open", "missing", "closed"}
    assert [line for _name, check in promises.CHECKS for line in check()] == []


def _register(now):
    """Each page of the register and of the complaint desk has something to show."""
    pair = DuplicatePair.objects.select_related("first", "second").get()
    assert ({pair.first.name, pair.second.name}, pair.state) == ({"吴示八", "吴示巴"}, "open")
    home = Household.objects.get(head__name="沈演丁")
    economy = economy_of(home, on=timezone.localdate(now))
    assert (economy.result.members, economy.result.is_settled, len(economy.properties)) == (4, True, 2)
    assert home.head.certificates.get().checked_by.username == "officer"
    members = list(home.members.values_list("person_id", flat=True))
    told = unclaimed_of(User.objects.get(username="worker"), members, timezone.localdate(now))
    assert "“微信手环”防走失" in {str(line.title) for line in told}
    assert Complaint.objects.filter(is_sensitive=True).count() == 1
    assert Complaint.objects.filter(name="").count() == 2
    assert CriterionJudgement.objects.exclude(found=F("was_found")).count() == 1


def _volunteering(now):
    assert set(Activity.objects.values_list("field", flat=True)) == set(ServiceField.values) - {ServiceField.OTHER}
    breakfasts = Shift.objects.filter(starts_at__hour=5, starts_at__minute=30)
    days = {timezone.localdate(shift.starts_at) for shift in breakfasts}
    assert len(days) == 61  # four that are over, today, and the eight weeks that series are planned ahead
    assert min(days) < timezone.localdate(now) < max(days)
    assert Signup.objects.filter(state="waiting").count() >= 1
