"""Money that comes back: whole, in parts, or not at all."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from applications import states as s
from applications.models import Instalment
from applications.services import recovery
from funds.models import Voucher
from tests.factories.applications import later, make_program
from tests.factories.case_states import case_in
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
    assert Voucher.objects.filter(source__startswith=f"{recovering.source}:instalment:").count() == 2


def test_a_part_is_booked_once(recovering, accountant):
    first, _second = plan(recovering, accountant, parts=2)
    receive(first, accountant)

    with pytest.raises(Refused, match="recorded before"):
        receive(first, accountant)
    assert Voucher.objects.filter(source__startswith=f"{recovering.source}:").count() == 1


def test_a_new_plan_is_about_what_is_outstanding(recovering, accountant):
    first, _second = plan(recovering, accountant, parts=2)
    receive(first, accountant)

    rows = plan(recovering, accountant, parts=5)

    assert [row.amount_fen for row in rows] == [1000] * 5
    assert recovering.instalments.count() == 6


def test_the_rest_comes_at_once(recovering, accountant):
    before = recovering.program.fund.available_fen
    receive(plan(recovering, accountant, parts=4)[0], accountant)

    recovery.finish_recovery(
        application=recovering, transition="record-recovery", text="一次还清", by=accountant, at=later(LATER + 2)
    )

    recovering.program.fund.refresh_from_db()
    assert recovering.program.fund.available_fen - before == 10_000
    assert recovering.findings.filter(kind="recovery").order_by("-pk").first().amount_fen == 7500
    assert recovering.instalments.count() == 1


def test_what_never_comes_is_written_off_by_minutes_and_books_nothing(recovering, accountant, reviewer):
    receive(plan(recovering, accountant, parts=4)[0], accountant)
    words = {"application": recovering, "transition": "write-off", "at": later(LATER + 2)}
    with pytest.raises(NotAllowed):
        recovery.finish_recovery(text="会议决定", by=accountant, **words)

    recovery.finish_recovery(text="会议决定核销", by=reviewer, **words)

    recovering.refresh_from_db()
    assert recovering.state == s.CLOSED
    assert recovering.findings.filter(kind="recovery").order_by("-pk").first().amount_fen == 7500
    assert Voucher.objects.filter(source__startswith=f"{recovering.source}:").count() == 1


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
