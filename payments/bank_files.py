"""The registry of bank formats, and the rows that go into a file for the bank.

A bank with a format of its own: one module in payments/bank_formats/ with a `bank_format`, one line in
settings.BANK_FORMATS.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from funds.models import Fund
from payments import states
from payments.models import PaymentBatch
from protection.access import AccessContext
from protection.sealing import unseal_many

NOTE_LENGTH = 20  # what Chinese banks take as 附言
NOTE = "慈善救助"  # neutral on purpose: a bank clerk need not know the scheme


class UnknownBankFormat(LookupError):
    """The format is not in settings.BANK_FORMATS."""


@dataclass(frozen=True)
class BankRow:
    """One transfer in clear; lives only while the file is written."""

    batch: str
    position: int
    holder: str
    account: str
    bank_name: str
    amount_fen: int
    note: str


@dataclass(frozen=True)
class BankFormat:
    """`write` gives the same bytes for the same rows, so that the recorded hash proves what was sent."""

    code: str
    label: str | Promise
    extension: str
    content_type: str
    write: Callable[[Sequence[BankRow]], bytes]


@cache
def bank_formats() -> dict[str, BankFormat]:
    found = [import_module(path).bank_format for path in settings.BANK_FORMATS]
    return {bank_format.code: bank_format for bank_format in found}


def bank_format(code: str) -> BankFormat:
    """Raises UnknownBankFormat."""
    try:
        return bank_formats()[code]
    except KeyError:
        raise UnknownBankFormat(code) from None


def format_choices() -> list[tuple[str, str | Promise]]:
    return [(f.code, f.label) for f in bank_formats().values()]


def usual_format(fund: Fund) -> str:
    """The format of the fund's last batch: its bank has not changed; of a first batch the first format listed."""
    last = PaymentBatch.objects.filter(fund=fund).order_by("-pk").values_list("bank_format", flat=True).first()
    return last if last in bank_formats() else next(iter(bank_formats()))


def rows_of(batch: PaymentBatch, *, by: Any, at: datetime) -> list[BankRow]:
    """Opens every account of the batch that is with the bank, after writing one access row each."""
    payments = list(batch.payments.exclude(state=states.CANCELLED).order_by("position"))
    access = AccessContext(by=by, purpose="payment_file", at=at, reason=batch.reference)
    holders = unseal_many(payments, "account_holder", access)
    accounts = unseal_many(payments, "account", access)
    return [
        BankRow(
            batch=batch.reference,
            position=payment.position,
            holder=holders[payment.pk],
            account=accounts[payment.pk],
            bank_name=payment.bank_name,
            amount_fen=payment.amount_fen,
            note=f"{NOTE}{payment.source_reference}"[:NOTE_LENGTH],
        )
        for payment in payments
    ]
