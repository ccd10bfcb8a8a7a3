"""What can be paid, said by the apps that owe it. `payments` knows the protocol, never the apps.

Each module in settings.PAYABLE_SOURCES has an object `payable` of this protocol. Its `prefix` is the part of a source
before the colon: "applications.application" owns "applications.application:12". Every `on_…` is called inside the
transaction of the payment service: what it raises undoes all of it, and it must not talk to the outside world.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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


class Payable(Protocol):
    prefix: str

    def ready(self, user: Any) -> Sequence[PayableItem]:
        """What this user may put into a batch now, oldest decision first. Items that are in a live batch may be among
        them (payments leaves them out); items whose payment failed are ready again once the account was corrected."""

    def refusals(self, sources: Sequence[str], *, duty: str, user: Any, at: datetime) -> Mapping[str, str | Promise]:
        """Sources that must not be paid now, or not by this user in this duty (maker, checker, cashier), each with its
        sentence: withdrawn meanwhile, the cashier surveyed or decided it, a relative. Asked at lock, approve, release.
        """

    def had_no_part_in(self, source: str, user: Any) -> Answer:
        """May this user ask the payee whether the money arrived? Only who sees the case, took no step of it (handler,
        surveyor, opinion, decision) and has no tie to the family."""

    def account_of(self, source: str, access: AccessContext) -> PayeeAccount:
        """Opens the account for the sealed copy in the payment; records the access."""

    def url_of(self, payment: "Payment") -> str:
        """The page of the case, made without a query (from `source_reference`)."""

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
