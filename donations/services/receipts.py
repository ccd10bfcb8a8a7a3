"""Official receipts entered and voided; acknowledgements issued with the next number, and revoked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from donations import states as s
from donations.choices import ReceiptState
from donations.models import Acknowledgement, Donation, OfficialReceipt, ReceiptKey, ReceiptSeries
from donations.models.receipts import TITLE
from donations.permissions import may_keep_receipts
from donations.services.asking import demand, locked
from protection.sealing import seal
from protection.signatures import sign_noted
from workflow.machine import Refused

PREFIX = "JS"  # 捐赠收讫
FORMAT = "gift-acknowledgement/1"
AT_ONCE = 200


@dataclass(frozen=True)
class ReceiptLine:
    """One line of an official receipt; the amount in 分."""

    project_code: str
    project: str
    unit: str
    quantity: str
    standard: str
    amount_fen: int

    def as_list(self) -> list[Any]:
        return [self.project_code, self.project, self.unit, self.quantity, self.standard, self.amount_fen]


@dataclass(frozen=True)
class OfficialFacts:
    """What stands on the official receipt."""

    code: str
    number: str
    check_code: str
    issued_on: date
    payer: str
    issuer: str
    lines: Sequence[ReceiptLine]
    payer_code: str = ""
    remark: str = ""
    checker: str = ""
    payee: str = ""
    title: str = TITLE
    seal_mark: str = ""
    qr_text: str = ""
    other: str = ""

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)


@transaction.atomic
def enter_official_receipt(*, gift: Donation, facts: OfficialFacts, by: Any, at: datetime) -> OfficialReceipt:
    """Raises NotAllowed, and Refused: the gift is not in the books, another amount, or a receipt that is there."""
    demand(may_keep_receipts(by))
    gift = locked(gift)
    if gift.state != s.BOOKED:
        raise Refused(_("An official receipt belongs to a gift that is in the books."))
    if facts.total_fen != gift.amount_fen:
        raise Refused(_("The receipt is over another amount than the gift."))
    if facts.issued_on > localdate(at):
        raise Refused(_("The day lies ahead."))
    columns = {name: value for name, value in vars(facts).items() if name != "lines"}
    receipt = OfficialReceipt(
        gift=gift, lines=[line.as_list() for line in facts.lines], total_fen=facts.total_fen, entered_at=at,
        entered_by=by, **columns,
    )  # fmt: skip
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This receipt is entered already, or the gift has a valid one.")) from error
    _set_state(gift, ReceiptState.ISSUED)
    record("donations.official_receipt_entered", subject=gift, by=by, at=at, data={"receipt": receipt.pk})
    return receipt


@transaction.atomic
def void_official_receipt(*, receipt: OfficialReceipt, reason: str, by: Any, at: datetime) -> OfficialReceipt:
    """It was voided in the bureau's system. Raises NotAllowed, Refused without a reason or when it is void already."""
    demand(may_keep_receipts(by))
    gift = locked(Donation(pk=receipt.gift_id))
    receipt = locked(receipt)
    if receipt.voided_at is not None:
        raise Refused(_("This receipt was voided before."))
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    receipt.voided_at, receipt.voided_by, receipt.void_reason = at, by, reason.strip()
    receipt.save(update_fields=["voided_at", "voided_by", "void_reason"])
    _set_state(gift, ReceiptState.VOIDED)
    record("donations.official_receipt_voided", subject=gift, by=by, at=at, data={"receipt": receipt.pk})
    return receipt


@transaction.atomic
def acknowledge(*, gift: Donation, by: Any, at: datetime) -> Acknowledgement:
    """The acknowledgement of the gift; the one that stands already, when there is one.

    Locks the gift, then the series of the year: two at once get one paper, and what fails gives its number back. The
    donor is thanked after the commit. Raises Refused for a gift that is not in the books.
    """
    gift = locked(gift)
    if gift.state != s.BOOKED:
        raise Refused(_("Only a gift that is in the books is acknowledged."))
    if standing := gift.acknowledgements.filter(revoked_at__isnull=True).first():
        return standing
    number = take_number(at)
    text = snapshot_of(gift, number, at)
    key_id, signature = sign_noted(ReceiptKey, text, at=at)
    paper = Acknowledgement(
        number=number, gift=gift, snapshot=text, key_id=key_id, signature=signature, issued_at=at, issued_by=by
    )
    seal(paper, "private", json.dumps({"name": gift.donor.name if gift.donor else ""}, ensure_ascii=False))
    paper.save(force_insert=True)
    record("donations.acknowledged", subject=gift, by=by, at=at, data={"number": number})
    return paper


def acknowledge_new_gifts(*, at: datetime) -> int:
    """Every gift of a known donor that is in the books has its paper; returns how many were written."""
    without = Donation.objects.standing().filter(donor__isnull=False, acknowledgements__isnull=True)
    gifts = list(without.order_by("pk")[:AT_ONCE])
    for gift in gifts:
        acknowledge(gift=gift, by=None, at=at)
    return len(gifts)


def revoke_acknowledgement(gift: Donation, *, reason: str, by: Any, at: datetime) -> None:
    """With a gift that is given back. The caller holds the transaction and the lock of the gift."""
    if gift.acknowledgements.filter(revoked_at__isnull=True).update(revoked_at=at, revoke_reason=reason[:200]):
        record("donations.acknowledgement_revoked", subject=gift, by=by, at=at)


def take_number(at: datetime) -> str:
    """The next number of the year, without a gap: it rises with the paper or not at all."""
    year = localdate(at).year
    ReceiptSeries.objects.get_or_create(year=year)
    series = ReceiptSeries.objects.select_for_update(of=("self",), no_key=True).get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{PREFIX}{year}{series.last:07d}"


def snapshot_of(gift: Donation, number: str, at: datetime) -> str:
    """What is signed: the same content is the same text."""
    content = {
        "format": FORMAT,
        "number": number,
        "gift": gift.reference,
        "donor": str(gift.public_name),
        "kind": gift.kind,
        "description": gift.description,
        "amount_fen": gift.amount_fen,
        "received_on": localdate(gift.received_at).isoformat(),
        "fund": gift.fund.name_zh,
        "campaign": gift.campaign.title_zh if gift.campaign else "",
        "issuer": settings.PORTAL_FEDERATION,
        "issued_on": localdate(at).isoformat(),
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _set_state(gift: Donation, state: str) -> None:
    gift.receipt_state = state
    gift.save(update_fields=["receipt_state"])
