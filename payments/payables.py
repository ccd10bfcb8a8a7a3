"""What can be paid, said by the apps that owe it. `payments` knows the protocol, never the apps.

Each module in settings.PAYABLE_SOURCES has an object `payable` of this protocol. Its `prefix` is the part of a source
before the colon: "applications.application" owns "applications.application:12". Every `on_…` is called inside the
transaction of the payment service: what it raises undoes all of it, and it must not talk to the outside world.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.functional import Promise

from protection.access import AccessContext
from workflow.answers import Answer

if TYPE_CHECKING:
    from funds.models import Voucher
    from payments.models import Payment

MAKER, CHECKER, CASHIER = "maker", "checker", "cashier"


class UnknownSource(LookupError):
    """No payable owns a source with this prefix."""


@dataclass(frozen=True)
class PayableItem:
    """Something decided and reserved that waits for its money.

    `payee_name` is what screens show (an alias for a confidential case); the bank file takes the holder's real name
    from `account_of`. `amount_fen` is at most the live reservation of `source` in the fund `fund_id`.
    """

    source: str
    reference: str
    title: str
    scheme: str
    payee_name: str
    account_mask: str
    amount_fen: int
    fund_id: int


@dataclass(frozen=True)
class PayeeAccount:
    """In clear; exists only between `account_of` and the seal."""

    holder: str
    number: str
    bank_name: str


@dataclass(frozen=True)
class ProgramFigures:
    """Of one program, in fen: approved and not yet paid, and paid (vouchers that were reversed left out)."""

    promised_fen: int = 0
    paid_fen: int = 0

    def __add__(self, other: "ProgramFigures") -> "ProgramFigures":
        return ProgramFigures(self.promised_fen + other.promised_fen, self.paid_fen + other.paid_fen)


@dataclass(frozen=True)
class Rounds:
    """Money under no program of aid: its scheme, and the fen that its rounds may spend; None where no limit is set."""

    scheme: str
    budget_fen: int | None


@dataclass(frozen=True)
class DueAmount:
    """Approved and not yet paid, due on one day; None where no deadline runs."""

    on: date | None
    amount_fen: int
    count: int


class Payable(Protocol):
    prefix: str

    def ready(self, user: Any, *, on: date) -> Sequence[PayableItem]:
        """What this user may put into a batch on this day, with its payee of this day, oldest decision first.

        Items that are in a live batch may be among them (payments leaves them out); items whose payment failed are
        ready again once the account was corrected."""

    def refusals(self, sources: Sequence[str], *, duty: str, user: Any, at: datetime) -> Mapping[str, str | Promise]:
        """Sources that must not be paid now, or not by this user in this duty (maker, checker, cashier), each with its
        sentence: withdrawn meanwhile, the cashier surveyed or decided it, a relative. Asked at lock, approve, release.
        """

    def had_no_part_in(self, source: str, user: Any) -> Answer:
        """May this user ask the payee whether the money arrived? Only who sees the case, took no step of it (handler,
        surveyor, opinion, decision) and has no tie to the family."""

    def account_of(self, source: str, access: AccessContext) -> PayeeAccount:
        """Opens the account for the sealed copy in the payment; records the access."""

    def telephone_of(self, payment: "Payment", access: AccessContext) -> str:
        """The payee's number for whoever checks the payment; records the access. "" when none is known."""

    def url_of(self, payment: "Payment") -> str:
        """The page of the case, made without a query (from `source_reference`)."""

    def program_figures(self) -> Mapping[int, ProgramFigures]:
        """By primary key of the program, from the reservations of this app; a query or two."""

    def rounds(self) -> Rounds | None:
        """None where `program_figures` tells everything; else the posted lines of the scheme tell what was paid."""

    def due_amounts(self) -> Sequence[DueAmount]:
        """Its live reservations by the day on which they must be paid; one query."""

    def on_batched(self, payment: "Payment", *, by: Any, at: datetime) -> None:
        """Its batch was locked: the money is on its way (T25)."""

    def on_removed(self, payment: "Payment", *, by: Any, at: datetime) -> None:
        """Its locked batch was returned to the maker or aborted: back to where it was before `on_batched`."""

    def on_sent(self, payment: "Payment", *, by: Any, at: datetime) -> None:
        """It went to the bank."""

    def on_paid(self, payment: "Payment", *, voucher: "Voucher", by: Any, at: datetime) -> None:
        """The bank paid (T26). The reservation is settled and `voucher` posted already."""

    def on_failed(self, payment: "Payment", *, by: Any, at: datetime) -> None:
        """The bank did not pay (T27); `payment.failure_reason` says why. The reservation stays live."""


@cache
def payables() -> tuple[Payable, ...]:
    return tuple(import_module(path).payable for path in settings.PAYABLE_SOURCES)


def payable_of(source: str) -> Payable:
    """Raises UnknownSource."""
    prefix = source.partition(":")[0]
    for payable in payables():
        if payable.prefix == prefix:
            return payable
    raise UnknownSource(prefix)


def refusals_of(sources: Iterable[str], *, duty: str, user: Any, at: datetime) -> dict[str, str | Promise]:
    """The refusals of every payable for its own sources."""
    by_payable: dict[str, list[str]] = {}
    for source in sources:
        by_payable.setdefault(payable_of(source).prefix, []).append(source)
    found: dict[str, str | Promise] = {}
    for group in by_payable.values():
        found.update(payable_of(group[0]).refusals(group, duty=duty, user=user, at=at))
    return found
