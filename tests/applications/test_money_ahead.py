"""What programs cost so far and when what is approved is due, out of the reservations of cases."""

import pytest
from django.utils import timezone

from applications import states as s
from applications.money_ahead import due_amounts, program_figures
from funds.models import Reservation, Voucher
from funds.services import reverse_voucher, settle
from payments.budgets import BudgetRow, budgets
from payments.payables import DueAmount, ProgramFigures
from tests.factories.applications import AT, make_program
from tests.factories.case_states import case_in

pytestmark = pytest.mark.django_db


def test_promised_and_paid_by_program(cast, places):
    program = make_program(always_open=True)
    area = places["410172160-xihuchuntian"]
    approved = case_in(s.APPROVED, program, area, cast)
    other = case_in(s.APPROVED, program, area, cast)
    reservation = Reservation.objects.get(source=other.source)
    paid = reservation.amount_fen - 100
    settle(reservation=reservation, amount_fen=paid, scheme="student_aid", by=None, at=AT)
    promised = Reservation.objects.get(state="live").amount_fen

    assert program_figures() == {program.pk: ProgramFigures(promised, paid)}
    assert due_amounts() == [DueAmount(timezone.localdate(approved.due_at), promised, 1)]
    row = next(row for row in budgets() if row.title == program.title)
    assert row == BudgetRow(program.title, program.budget_fen, promised, paid)
    assert row.left_fen == program.budget_fen - promised - paid

    reverse_voucher(voucher=Voucher.objects.get(kind="payment"), memo_code="bank_return", by=None, at=AT)
    assert program_figures() == {program.pk: ProgramFigures(promised, 0)}
