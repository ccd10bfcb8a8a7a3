"""Batches made through the services, from items of the fake source."""

from collections.abc import Sequence
from typing import Any

import funds.services
from funds.models import Fund
from payments import checking, services
from payments.bank_formats import columns
from payments.models import Payment, PaymentBatch, PaymentCheck
from payments.payables import PayableItem
from tests.factories.funds import AT
from tests.payments.fake_payable import PREFIX, payable

RESULT_HEADER = (columns.BATCH, columns.POSITION, columns.ACCOUNT, columns.AMOUNT, columns.RESULT, columns.REASON)


def ready_item(fund: Fund, amount_fen: int = 100_000, number: int | None = None) -> str:
    """Money reserved and waiting to be paid; gives the source."""
    number = number or len(payable.items) + 1
    source = f"{PREFIX}:{number}"
    funds.services.reserve(fund=fund, amount_fen=amount_fen, source=source, by=None, at=AT)
    payable.items[source] = PayableItem(
        source=source,
        reference=f"SQ-{number:05d}",
        title="困难中小学生救助",
        scheme="student_aid",
        payee_name="张演一",
        account_mask="****0013",
        amount_fen=amount_fen,
        fund_id=fund.pk,
    )
    return source


def open_batch(people: Any, fund: Fund, amounts: Sequence[int] = (100_000, 120_000), **fields: Any) -> PaymentBatch:
    sources = [ready_item(fund, amount) for amount in amounts]
    return services.open_batch(
        fund=fund, sources=sources, by=people.maker, at=AT, **{"bank_format": "workbook", **fields}
    )


def locked_batch(people: Any, fund: Fund, amounts: Sequence[int] = (100_000, 120_000), **fields: Any) -> PaymentBatch:
    return services.lock_batch(batch=open_batch(people, fund, amounts, **fields), by=people.maker, at=AT)


def approved_batch(people: Any, fund: Fund, amounts: Sequence[int] = (100_000, 120_000), **fields: Any) -> PaymentBatch:
    return services.approve_batch(batch=locked_batch(people, fund, amounts, **fields), by=people.checker, at=AT)


def released_batch(people: Any, fund: Fund, amounts: Sequence[int] = (100_000, 120_000), **fields: Any) -> PaymentBatch:
    return services.release_batch(batch=approved_batch(people, fund, amounts, **fields), by=people.cashier, at=AT)


def result_rows(batch: PaymentBatch, outcomes: Sequence[str]) -> list[tuple[str, ...]]:
    """What the bank says of the payments in order: "" for paid, else the reason of the failure."""
    payments = Payment.objects.filter(batch=batch).exclude(state="cancelled").order_by("position")
    return [
        (
            batch.reference,
            str(payment.position),
            payment.account_mask,
            f"{payment.amount_fen / 100:.2f}",
            "失败" if outcome else "成功",
            outcome,
        )
        for payment, outcome in zip(payments, outcomes, strict=False)
    ]


def result_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    lines = [",".join(cells) for cells in [RESULT_HEADER, *rows]]
    return "\r\n".join(lines).encode(encoding)


def settled_batch(people: Any, fund: Fund, amounts: Sequence[int] = (100_000, 120_000), **fields: Any) -> PaymentBatch:
    """Paid by the bank, so drawn from as well; the people who check must exist before."""
    batch = released_batch(people, fund, amounts, **fields)
    content = result_csv(result_rows(batch, [""] * len(amounts)))
    services.import_result(batch=batch, content=content, by=people.cashier, at=AT)
    return PaymentBatch.objects.get(pk=batch.pk)


def given_check(people: Any, fund: Fund, checker: Any, amount_fen: int = 100_000) -> PaymentCheck:
    """The check of a batch with one payment, given to `checker`."""
    check = PaymentCheck.objects.get(payment__batch=settled_batch(people, fund, [amount_fen]))
    if check.checker_id != checker.pk:
        check = checking.hand_over_check(check=check, to=checker, by=checker, at=AT)
    return check


def record_result(check: PaymentCheck, result: str = "full", **fields: Any) -> PaymentCheck:
    values = {"way": "telephone", "received_fen": None, "attempts": 1, "note": "", "by": check.checker, "at": AT}
    return checking.record_check(check=check, result=result, **{**values, **fields})
