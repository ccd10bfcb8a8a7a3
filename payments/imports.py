"""A roster of payments (发放花名册) from a spreadsheet: which cases are paid together out of one fund.

The list chooses and compares, it never says where money goes: payee and account come from the case, as sealed copies.
Name, account and amount on the list are held against it: a stale or altered roster is told before anybody signs.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.models import Fund
from funds.money import fen
from imports.cells import BankCell, Cell, MoneyCell
from imports.kinds import Column, ImportKind, Line
from imports.known_columns import case_number, known_column, reference_of, refuse_other_name
from imports.selectors import in_pieces
from payments import states
from payments.bank_files import usual_format
from payments.models import Payment
from payments.payables import MAKER, PayableItem, refusals_of
from payments.permissions import may_make_batch
from payments.selectors import ready_items
from payments.services import open_batch
from protection import masks
from web.templatetags.ui import yuan
from workflow.answers import Answer
from workflow.machine import Refused

ONE_ROSTER = "1"  # a list that numbers no rosters is one


class PaymentRosterImport(ImportKind):
    """`subject` is the code of the fund. One roster becomes one open batch, whole or not at all; `by` is its maker."""

    code = "payments"
    title = _("Payment roster")
    explanation = _(
        "One line per approved case that is to be paid. Each roster becomes one open batch; payee and account come "
        "from the case, and what the list says of them is compared."
    )
    key_column = "reference"
    group_column = "roster"

    def subjects(self, user: Any, at: datetime) -> list[tuple[str, str]]:
        return [(fund.code, fund.name) for fund in Fund.objects.visible_to(user).order_by("code")]

    def may_import(self, user: Any) -> Answer:
        return may_make_batch(user)

    def columns(self, subject: str) -> Sequence[Column]:
        return (
            case_number(_("Receipt number")),
            Column(
                "name",
                "户名",
                _("Account holder"),
                Cell(max_length=80),
                example="张演一",
                aliases=("收款人", "姓名", "领款人"),
            ),
            Column(
                "amount",
                "发放金额",
                _("Amount in yuan"),
                MoneyCell(),
                example="1000.00",
                aliases=("金额", "批准金额", "救助金额", "发放金额（元）"),
            ),
            known_column("bank_account", "银行账号", _("Bank account"), BankCell(), required=False),
            Column(
                "roster",
                "花名册编号",
                _("Roster number"),
                Cell(max_length=30),
                required=False,
                example="1",
                aliases=("批次", "批号", "花名册"),
            ),
        )

    def group_of(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.group_column) or ONE_ROSTER

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        fund = Fund.objects.get(code=subject)
        ready = {item.reference: item for item in ready_items(by, on=timezone.localdate(at))}
        chosen = [ready[reference_of(line)].source for line in lines if reference_of(line) in ready]
        refused = refusals_of(chosen, duty=MAKER, user=by, at=at)
        batches = _live_payments(lines)
        for line in lines:
            reference = reference_of(line)
            if "reference" in line.wrong_columns:
                continue
            if item := ready.get(reference):
                _compare_with_case(line, item, fund)
                if item.source in refused:
                    line.wrong("reference", refused[item.source])
            elif payment := batches.get(reference):
                _compare_with_payment(line, payment)
            else:
                line.wrong("reference", _text("No case of this number waits for its payment."))

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        """The cases of the roster, each with how often its payment ended without success: then it is paid again."""
        ended = _ended_payments(lines)
        parts = sorted(f"{reference_of(line)}:{ended.get(reference_of(line), 0)}" for line in lines)
        return f"payments:{subject}:{hashlib.sha256('|'.join(parts).encode()).hexdigest()}"

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        """Compares once more: a case may have changed since the list was checked."""
        self.judge(lines, subject=subject, by=by, at=at)
        changed = [f"{reference_of(line)}: {sentence}" for line in lines for _column, sentence in line.errors]
        changed += [f"{reference_of(line)}: {line.known_as}" for line in lines if line.known_as]
        if changed:
            raise Refused("; ".join(changed))
        fund = Fund.objects.get(code=subject)
        source_of = {item.reference: item.source for item in ready_items(by, on=timezone.localdate(at))}
        sources = [source_of[reference_of(line)] for line in lines]
        return str(open_batch(fund=fund, sources=sources, bank_format=usual_format(fund), by=by, at=at).reference)


def _compare_with_case(line: Line, item: PayableItem, fund: Fund) -> None:
    if item.fund_id != fund.pk:
        line.wrong("reference", _text("This case is paid out of another fund. Put it on a list of that fund."))
    _compare(line, name=item.payee_name, amount_fen=item.amount_fen, account_mask=item.account_mask)


def _compare_with_payment(line: Line, payment: Payment) -> None:
    """A case in a batch is not paid twice; the line is known when it says the same as the payment."""
    _compare(line, name=payment.payee_name, amount_fen=payment.amount_fen, account_mask=payment.account_mask)
    if not line.errors:
        line.known_as = payment.batch.reference


def _compare(line: Line, *, name: str, amount_fen: int, account_mask: str) -> None:
    values = line.values
    refuse_other_name(line, name, _text("The case is paid to another account holder. Compare number and name."))
    if values.get("amount") and fen(Decimal(values["amount"])) != amount_fen:
        line.wrong("amount", _text("%(amount)s yuan were decided for this case.") % {"amount": yuan(amount_fen)})
    if values.get("bank_account") and masks.bank_account(values["bank_account"]) != account_mask:
        words = _text("The account of the case ends in other digits: %(mask)s. It is corrected there, by two people.")
        line.wrong("bank_account", words % {"mask": account_mask})


def _live_payments(lines: Sequence[Line]) -> dict[str, Payment]:
    live = Payment.objects.filter(state__in=states.LIVE_STATES).select_related("batch")
    rows = live.defer("account", "account_holder")
    numbers = [reference_of(line) for line in lines]
    return in_pieces(
        numbers, lambda piece: {row.source_reference: row for row in rows.filter(source_reference__in=piece)}
    )


def _ended_payments(lines: Sequence[Line]) -> dict[str, int]:
    ended = Payment.objects.exclude(state__in=states.LIVE_STATES).order_by()
    counts = ended.values_list("source_reference").annotate(n=Count("pk"))
    numbers = [reference_of(line) for line in lines]
    return in_pieces(numbers, lambda piece: dict(counts.filter(source_reference__in=piece)))


ROSTER = PaymentRosterImport()
