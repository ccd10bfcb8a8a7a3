"""Entering a gift, booking it, striking it out, giving it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from beneficiaries.models import Person
from donations import booking
from donations import states as s
from donations.choices import Channel, GiftKind, NameMode, ReceiptState, Restriction
from donations.gift_digests import digest_of_gift, digest_of_use
from donations.models import Agreement, Campaign, Donation, Donor, Pledge
from donations.permissions import may_register
from donations.relations import may_name
from donations.services.asking import demand, locked
from donations.services.pools import lock_pools_of, note_gift, take_back_matches
from donations.services.promising import settle_pledge
from donations.services.receipts import revoke_acknowledgement
from donations.services.securities import refuse_unvalued
from donations.workflow import GIFT
from funds.models import Fund
from web.references import insert_drawn, new_reference
from workflow.machine import Refused

PREFIX = "JK"  # 捐款
KIND_OF_CHANNEL: Mapping[str, str] = {
    Channel.GOODS: GiftKind.GOODS, Channel.SERVICE: GiftKind.SERVICE, Channel.SECURITIES: GiftKind.SECURITIES,
}  # fmt: skip
PART_OF_RESTRICTION: Mapping[str, str] = {
    Restriction.SCHEME: "scheme",
    Restriction.PROJECT: "project",
    Restriction.AREA: "area",
    Restriction.TIME: "use_by",
}


class GiftKnown(Refused):
    """This transaction is in the register already."""


@dataclass(frozen=True)
class Purpose:
    """What a gift is for: a restriction, and the one part that it needs."""

    restriction: str = Restriction.UNRESTRICTED
    scheme: str = ""
    project: str = ""
    area: Any = None
    use_by: date | None = None

    def refuse_misfits(self) -> None:
        """Raises Refused unless the restriction says what it restricts to, and nothing else does."""
        wanted = PART_OF_RESTRICTION.get(self.restriction)
        given = [part for part in PART_OF_RESTRICTION.values() if getattr(self, part)]
        if given != ([wanted] if wanted else []):
            raise Refused(_("Say for what the gift is restricted: exactly the field that belongs to the restriction."))

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("restriction", "scheme", "project", "area", "use_by")}


ANY_PURPOSE = Purpose()


@dataclass(frozen=True)
class GiftFacts:
    """What was given, in the words of the register. `amount_fen` is the fair value of what is no money."""

    kind: str
    channel: str
    amount_fen: int
    paid_at: datetime
    received_at: datetime
    basis: str = ""
    description: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    security_code: str = ""
    unit_price: Decimal | None = None
    valued_on: date | None = None
    bank_reference: str = ""
    import_reference: str = ""
    shown_name: str = ""
    wants_receipt: bool = True
    purpose: Purpose = field(default=ANY_PURPOSE)

    def columns(self) -> dict[str, Any]:
        plain = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "purpose"}
        return {**plain, **self.purpose.columns()}


@transaction.atomic
def register_gift(
    *,
    facts: GiftFacts,
    fund: Fund,
    donor: Donor | None = None,
    campaign: Campaign | None = None,
    agreement: Agreement | None = None,
    pledge: Pledge | None = None,
    named_person: Person | None = None,
    by: Any,
    at: datetime,
) -> Donation:
    """A gift that arrived, not yet in the books. Raises NotAllowed, GiftKnown, and Refused with what does not fit."""
    demand(may_register(by))
    _refuse_misfits(facts, at)
    facts.purpose.refuse_misfits()
    _refuse_strange_papers(donor, fund, agreement, pledge)
    if named_person is not None and not (answer := may_name(donor, named_person, by=by, at=at)):
        raise Refused(answer.reason)
    gift = Donation(
        reference=new_reference(PREFIX),
        donor=donor,
        public_name_mode=donor.public_name_mode if donor else NameMode.MASKED,
        fund=fund,
        campaign=campaign,
        agreement=agreement,
        pledge=pledge,
        named_person=named_person,
        receipt_state=ReceiptState.PENDING if facts.wants_receipt else ReceiptState.NOT_NEEDED,
        registered_by=by,
        state=s.REGISTERED,
        state_since=at,
        **facts.columns(),
    )
    _insert(gift)
    data = {"kind": facts.kind, "channel": facts.channel, "fund": fund.code}
    data |= {"digest": digest_of_gift(gift), "use": digest_of_use(gift)}
    record("donations.gift_registered", subject=gift, by=by, at=at, data=data)
    return gift


@transaction.atomic
def book_gift(*, gift: Donation, by: Any, at: datetime) -> Donation:
    """Puts the gift into the books, and keeps the pledge that it fulfils.

    Raises IllegalTransition, NotAllowed, and what the books raise: funds.errors.FundsError, ledger.PeriodClosed.
    """
    gift = locked(gift)
    GIFT.check("book", gift, by=by, at=at)
    gift.voucher, gift.booked_at, gift.booked_by = booking.book(gift, by=by, at=at), at, by
    gift.save(update_fields=["voucher", "booked_at", "booked_by"])
    GIFT.fire("book", gift, by=by, at=at)
    note_gift(gift)
    settle_pledge(gift.pledge, at=at)
    return gift


@transaction.atomic
def cancel_gift(*, gift: Donation, reason: str, by: Any, at: datetime) -> Donation:
    """An entry that was a mistake; its transaction number is free again. Raises IllegalTransition, NotAllowed."""
    gift = locked(gift)
    GIFT.check("cancel", gift, by=by, at=at)
    _end(gift, reason)
    GIFT.fire("cancel", gift, by=by, at=at)
    return gift


@transaction.atomic
def refund_gift(*, gift: Donation, reason: str, by: Any, at: datetime) -> Donation:
    """Gives the gift back by the opposite voucher; its pledge is open again, its matches are taken back.

    Raises IllegalTransition, NotAllowed, and funds.errors.InsufficientFunds when the fund has spent it.
    """
    gift = locked(gift)
    GIFT.check("refund", gift, by=by, at=at)
    if gift.receipt_state == ReceiptState.ISSUED:
        raise Refused(_("The official receipt has to be voided before the gift is given back."))
    gift.refund_voucher = booking.give_back(gift, by=by, at=at)
    lock_pools_of(gift)  # after the fund, before the gift changes
    gift.receipt_state = ReceiptState.NOT_NEEDED
    _end(gift, reason, "refund_voucher", "receipt_state")
    GIFT.fire("refund", gift, by=by, at=at)
    take_back_matches(gift, by=by, at=at)
    revoke_acknowledgement(gift, reason=gift.end_reason, by=by, at=at)
    settle_pledge(gift.pledge, at=at)
    return gift


def _refuse_misfits(facts: GiftFacts, at: datetime) -> None:
    if facts.amount_fen <= 0:
        raise Refused(_("The amount must be above zero."))
    if facts.paid_at > at or facts.received_at > at:
        raise Refused(_("The day on which the gift came lies ahead."))
    is_securities = facts.kind == GiftKind.SECURITIES
    if KIND_OF_CHANNEL.get(facts.channel, facts.kind) != facts.kind or (
        is_securities and facts.channel != Channel.SECURITIES
    ):
        raise Refused(_("Way and kind of the gift do not fit together."))
    if facts.kind != GiftKind.MONEY and not (facts.basis and facts.description.strip()):
        raise Refused(_("Say what was given, and where its value comes from."))
    if facts.kind == GiftKind.MONEY and facts.basis:
        raise Refused(_("Money needs no basis of its value."))
    if is_securities:
        refuse_unvalued(facts, at)
    elif facts.security_code or facts.unit_price is not None or facts.valued_on is not None:
        raise Refused(_("Only securities have a code, a value of one unit and the day of that value."))


def _refuse_strange_papers(donor: Donor | None, fund: Fund, agreement: Any, pledge: Any) -> None:
    if any(paper is not None and (donor is None or paper.donor_id != donor.pk) for paper in (agreement, pledge)):
        raise Refused(_("Agreement and pledge must be those of this donor."))
    if pledge is not None and (pledge.fund_id != fund.pk or pledge.state in s.PLEDGE_ENDED):
        raise Refused(_("The pledge is for another fund, or was withdrawn or released."))


def _insert(gift: Donation) -> None:
    try:
        insert_drawn(gift, lambda: new_reference(PREFIX))
    except IntegrityError as error:
        if not gift.bank_reference:
            raise
        raise GiftKnown(_("A donation with this transaction number is in the register already.")) from error


def _end(gift: Donation, reason: str, *more: str) -> None:
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    gift.end_reason = reason.strip()
    gift.save(update_fields=["end_reason", *more])
