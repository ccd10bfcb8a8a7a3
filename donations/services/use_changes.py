"""A gift is to be used for something else (慈善法 56): proposed, agreed to by the donor, put into force by another."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from donations import booking
from donations import states as s
from donations.models import Donation, UseChange
from donations.permissions import may_propose_change
from donations.purposes import purpose_in_words
from donations.services.asking import demand, locked
from donations.services.gifts import Purpose
from donations.workflow import CHANGE
from workflow.machine import Refused


@dataclass(frozen=True)
class Consent:
    """How the donor agreed; of a campaign instead the council's decision and the number of its changed filing."""

    consented_on: date | None = None
    consent_evidence: str = ""
    council_decision: str = ""
    filing_no: str = ""


@transaction.atomic
def propose_change(*, gift: Donation, purpose: Purpose, reason: str, by: Any, at: datetime) -> UseChange:
    """Raises NotAllowed, and Refused: not booked, no other use, or a change is open already."""
    demand(may_propose_change(by))
    gift = locked(gift)
    purpose.refuse_misfits()
    if gift.state != s.BOOKED:
        raise Refused(_("Only a gift that is in the books has a use that can change."))
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    if all(getattr(gift, name) == value for name, value in purpose.columns().items()):
        raise Refused(_("This is the use that the gift has already."))
    change = UseChange(
        gift=gift,
        reason=reason.strip(),
        before=str(purpose_in_words(gift))[:200],
        proposed_at=at,
        proposed_by=by,
        state=s.CHANGE_PROPOSED,
        state_since=at,
        **purpose.columns(),
    )
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Another change of this gift is proposed already.")) from error
    record("donations.use_change_proposed", subject=change, by=by, at=at, data={"gift": gift.reference})
    return change


@transaction.atomic
def agree_to_change(*, change: UseChange, consent: Consent, by: Any, at: datetime) -> UseChange:
    """Keeps the consent, gives the gift its new use and books it anew under it.

    Raises IllegalTransition, NotAllowed, Refused, and funds.errors.InsufficientFunds: spent money keeps its use.
    """
    change = _locked_with_gift(change)
    if consent.consented_on and consent.consented_on > localdate(at):
        raise Refused(_("The day of the consent lies ahead."))
    change.consented_on, change.consent_evidence = consent.consented_on, consent.consent_evidence.strip()
    change.council_decision, change.filing_no = consent.council_decision.strip(), consent.filing_no.strip()
    CHANGE.check("agree", change, by=by, at=at)
    _decide(change, "agree", by, at, "consented_on", "consent_evidence", "council_decision", "filing_no")
    gift = change.gift
    names = ("restriction", "scheme", "project", "area", "use_by")
    for name in names:
        setattr(gift, name, getattr(change, name))
    gift.voucher = booking.book_again(gift, by=by, at=at)
    gift.save(update_fields=[*names, "voucher"])
    return change


@transaction.atomic
def refuse_change(*, change: UseChange, by: Any, at: datetime) -> UseChange:
    """The use stays. Raises IllegalTransition, NotAllowed."""
    change = _locked_with_gift(change)
    CHANGE.check("refuse", change, by=by, at=at)
    _decide(change, "refuse", by, at)
    return change


def _locked_with_gift(change: UseChange) -> UseChange:
    """The gift first, as everywhere."""
    gift = locked(Donation(pk=change.gift_id))
    change = locked(change)
    change.gift = gift
    return change


def _decide(change: UseChange, step: str, by: Any, at: datetime, *more: str) -> None:
    change.decided_at, change.decided_by = at, by
    change.save(update_fields=["decided_at", "decided_by", *more])
    CHANGE.fire(step, change, by=by, at=at)
