"""Money that comes back: whole, in parts, or not at all."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone, translation

from applications import states as s
from applications.models import Instalment
from applications.money_ahead import program_figures
from applications.services import recovery
from funds import chart
from funds.errors import AmountNotAllowed
from funds.models import AccountKind, Line, Voucher
from funds.services import reverse_voucher
from tests.factories.applications import later, make_application, make_program
from tests.factories.case_states import case_in
from tests.factories.meetings import hold
from workflow.machine import NotAllowed, Refused

LATER = 2000
FIRST = date(2026, 5, 31)


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def recovering(cast, community):
    """100 yuan are demanded back."""
    return case_in(s.RECOVERING, make_program("student_aid"), community, cast)


def plan(case, by, parts=3, first_due=FIRST):
    return recovery.plan_instalments(application=case, parts=parts, first_due=first_due, by=by, at=later(LATER))


def receive(row, by):
    return recovery.receive_instalment(instalment=row, by=by, at=later(LATER + 1))


def spent(case):
    """Fen on the account of charitable activities, voucher by voucher."""
    lines = Line.objects.filter(voucher__source=case.source, account__code=chart.CHARITABLE_ACTIVITIES)
    return list(lines.order_by("voucher_id").values_list("amount_fen", flat=True))


def test_parts_are_equal_monthly_and_sum_up_to_the_demand(recovering, accountant):
    rows = plan(recovering, accountant)

    assert [(row.due_on, row.amount_fen) for row in rows] == [
        (date(2026, 5, 31), 3333),
        (date(2026, 6, 30), 3333),
        (date(2026, 7, 31), 3334),
    ]
    recovering.refresh_from_db()
    assert f"{timezone.localtime(recovering.due_at):%Y-%m-%d %H:%M:%S}" == "2026-05-31 23:59:59"


def test_the_last_part_ends_the_recovery_and_the_fund_has_its_money(recovering, accountant):
    before = recovering.program.fund.available_fen
    first, second = plan(recovering, accountant, parts=2)

    receive(first, accountant)
    recovering.refresh_from_db()
    assert (recovering.state, recovery.outstanding_fen(recovering)) == (s.RECOVERING, 5000)
    receive(second, accountant)

    recovering.refresh_from_db()
    recovering.program.fund.refresh_from_db()
    assert recovering.state == s.RECOVERED
    assert recovering.program.fund.available_fen - before == 10_000
    assert spent(recovering) == [100_000, -100_000, 95_000, -95_000, 90_000]


def test_a_part_is_booked_once(recovering, accountant):
    first, _second = plan(recovering, accountant, parts=2)
    receive(first, accountant)

    with pytest.raises(Refused, match="recorded before"):
        receive(first, accountant)
    assert spent(recovering) == [100_000, -100_000, 95_000]


def test_money_that_comes_back_is_no_income_and_was_not_spent(recovering, accountant):
    income = Line.objects.filter(account__kind=AccountKind.INCOME).aggregate(n=Sum("amount_fen"))

    recovery.record_repayment(application=recovering, text="一次还清", by=accountant, at=later(LATER))

    assert Line.objects.filter(account__kind=AccountKind.INCOME).aggregate(n=Sum("amount_fen")) == income
    [figures] = program_figures().values()
    assert (figures.promised_fen, figures.paid_fen) == (0, 90_000)


def test_more_than_was_paid_cannot_come_back(recovering, accountant):
    [payment] = Voucher.objects.filter(source=recovering.source)
    reverse_voucher(voucher=payment, memo_code="bank_return", by=None, at=later(LATER))

    with pytest.raises(AmountNotAllowed, match=r"Only 0\.00 yuan were paid"):
        recovery.record_repayment(application=recovering, text="一次还清", by=accountant, at=later(LATER))


def test_a_new_plan_is_about_what_is_outstanding(recovering, accountant):
    first, _second = plan(recovering, accountant, parts=2)
    receive(first, accountant)

    rows = plan(recovering, accountant, parts=5)

    assert [row.amount_fen for row in rows] == [1000] * 5
    assert recovering.instalments.count() == 6


def test_the_rest_comes_at_once(recovering, accountant):
    before = recovering.program.fund.available_fen
    receive(plan(recovering, accountant, parts=4)[0], accountant)

    recovery.record_repayment(application=recovering, text="一次还清", by=accountant, at=later(LATER + 2))

    recovering.program.fund.refresh_from_db()
    assert recovering.program.fund.available_fen - before == 10_000
    assert recovering.findings.filter(kind="recovery").order_by("-pk").first().amount_fen == 7500
    assert recovering.instalments.count() == 1


def test_what_never_comes_is_written_off_by_votes_and_minutes_and_books_nothing(recovering, accountant, reviewer):
    receive(plan(recovering, accountant, parts=4)[0], accountant)
    words = {"application": recovering, "text": "", "at": later(LATER + 2)}
    with pytest.raises(NotAllowed):
        recovery.write_off(by=accountant, **words)
    with pytest.raises(Refused, match="agenda"):
        recovery.write_off(by=reviewer, **words)
    meeting = hold(recovering, reviewer, later(LATER + 1), *["for"] * 5, "against")

    recovery.write_off(by=reviewer, **words)

    recovering.refresh_from_db()
    assert recovering.state == s.CLOSED
    finding = recovering.findings.filter(kind="recovery").order_by("-pk").first()
    assert (finding.amount_fen, finding.votes_for, finding.text) == (7500, 5, "会议纪要")
    assert meeting.items.get().closed_at is not None
    assert spent(recovering) == [100_000, -100_000, 97_500]


def test_without_a_majority_the_demand_stands(recovering, reviewer):
    hold(recovering, reviewer, later(LATER + 1), *["against"] * 6)

    with pytest.raises(Refused, match="demand stands"):
        recovery.write_off(application=recovering, text="", by=reviewer, at=later(LATER + 2))

    recovering.refresh_from_db()
    assert recovering.state == s.RECOVERING


def test_a_case_whose_money_came_back_leaves_the_agenda(recovering, accountant, reviewer):
    meeting = hold(recovering, reviewer, later(LATER + 1), *["for"] * 6)

    recovery.record_repayment(application=recovering, text="一次还清", by=accountant, at=later(LATER + 2))

    assert meeting.items.filter(closed_at__isnull=True).count() == 0


def test_money_is_demanded_back_although_the_family_has_applied_again(cast, community, reviewer):
    """One awaited application per person and program: what is demanded back is none."""
    program = make_program("student_aid")
    old = case_in(s.CLOSED, program, community, cast)
    new = make_application(program, community, applicant=old.applicant)

    recovery.start_recovery(application=old, amount_fen=10_000, text="虚报收入", by=reviewer, at=later(LATER))

    old.refresh_from_db()
    assert (old.state, new.state) == (s.RECOVERING, s.SUBMITTED)


@pytest.mark.parametrize(("parts", "day"), [(0, FIRST), (37, FIRST), (2, date(2026, 1, 1))])
def test_a_plan_that_makes_no_sense_is_refused(recovering, accountant, parts, day):
    with pytest.raises(Refused):
        plan(recovering, accountant, parts=parts, first_due=day)
    assert Instalment.objects.count() == 0


def test_a_worker_does_not_touch_the_money(recovering, worker):
    with pytest.raises(NotAllowed):
        plan(recovering, worker)


@pytest.mark.both_databases
def test_the_database_wants_an_amount_and_a_name(recovering, accountant):
    plan(recovering, accountant)

    with pytest.raises(IntegrityError), transaction.atomic():
        Instalment.objects.update(amount_fen=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instalment.objects.update(received_at=later(LATER))
