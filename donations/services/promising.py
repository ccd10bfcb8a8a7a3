"""Pledges and agreements."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from donations import states as s
from donations.models import Agreement, Campaign, Donor, MatchEntry, MatchingPool, Pledge
from donations.permissions import may_keep_donors
from donations.services.asking import demand, locked
from donations.services.matches import lock_pools, take_back_unpaid
from donations.workflow import PLEDGE
from funds.models import Fund
from web.references import new_reference
from workflow.machine import Refused

PLEDGE_PREFIX, AGREEMENT_PREFIX = "RJ", "XY"  # 认捐, 协议


@transaction.atomic
def make_pledge(
    *,
    donor: Donor,
    fund: Fund,
    amount_fen: int,
    promised_on: date,
    due_on: date | None = None,
    campaign: Campaign | None = None,
    note: str = "",
    by: Any,
    at: datetime,
) -> Pledge:
    """A promise, never income. Raises NotAllowed, and Refused for days that cannot be."""
    demand(may_keep_donors(by))
    if amount_fen <= 0:
        raise Refused(_("The amount must be above zero."))
    if promised_on > localdate(at) or (due_on and due_on < promised_on):
        raise Refused(_("The promise was made today or earlier, and it is due after that."))
    pledge = Pledge.objects.create(
        reference=new_reference(PLEDGE_PREFIX),
        donor=donor,
        fund=fund,
        campaign=campaign,
        amount_fen=amount_fen,
        promised_on=promised_on,
        due_on=due_on,
        note=note.strip(),
        entered_at=at,
        entered_by=by,
        state=s.PLEDGE_OPEN,
        state_since=at,
    )
    record("donations.pledge_made", subject=pledge, by=by, at=at, data={"fund": fund.code})
    return pledge


@transaction.atomic
def withdraw_pledge(*, pledge: Pledge, reason: str, by: Any, at: datetime) -> Pledge:
    """The donor will not pay the rest; of a sponsor's pledge the matches that it has not paid are taken back, and the
    accountants are told. Raises IllegalTransition, NotAllowed, Refused without a reason."""
    lock_pools(MatchingPool.objects.filter(entries__pledge=pledge))
    pledge = locked(pledge)
    PLEDGE.check("withdraw", pledge, by=by, at=at)
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    pledge.withdraw_reason = reason.strip()
    pledge.save(update_fields=["withdraw_reason"])
    PLEDGE.fire("withdraw", pledge, by=by, at=at)
    take_back_unpaid(pledge, _paid_fen(pledge), by=by, at=at)
    return pledge


def settle_pledge(pledge: Pledge | None, *, at: datetime) -> None:
    """Kept while the booked gifts reach what is owed, open otherwise (then its matches are not paid any more);
    released when nothing is owed and nothing was paid. Of a withdrawn one only the matches that are paid stand.
    The caller holds the transaction, and where money goes back the locks of the pools."""
    if pledge is None:
        return
    pledge = locked(pledge)
    paid = _paid_fen(pledge)
    if pledge.state == s.PLEDGE_OPEN and not paid and not pledge.owed_fen:
        PLEDGE.fire("release", pledge, by=None, at=at)
    elif pledge.state == s.PLEDGE_OPEN and paid >= pledge.owed_fen:
        PLEDGE.fire("keep", pledge, by=None, at=at)
    elif pledge.state == s.PLEDGE_KEPT and paid < pledge.owed_fen:
        PLEDGE.fire("reopen", pledge, by=None, at=at)
        paid_matches = MatchEntry.objects.filter(pledge=pledge, state=MatchEntry.State.PAID)
        paid_matches.update(state=MatchEntry.State.CONFIRMED)
    elif pledge.state == s.PLEDGE_WITHDRAWN and paid < pledge.owed_fen:
        take_back_unpaid(pledge, paid, by=None, at=at)


def _paid_fen(pledge: Pledge) -> int:
    return pledge.gifts.standing().aggregate(total=Sum("amount_fen", default=0))["total"]


def reduce_pledge(pledge: Pledge, amount_fen: int, *, by: Any, at: datetime) -> None:
    """A sponsor owes less: gifts that it matched were given back. The caller holds the transaction."""
    pledge = locked(pledge)
    pledge.reduced_fen += amount_fen
    pledge.save(update_fields=["reduced_fen"])
    record("donations.pledge_reduced", subject=pledge, by=by, at=at, data={})
    settle_pledge(pledge, at=at)


@transaction.atomic
def record_agreement(
    *, donor: Donor, signed_on: date, property: str, use: str, delivery: str, by: Any, at: datetime
) -> Agreement:
    """As it was signed: no income, and never changed. Raises NotAllowed, and Refused for a day that lies ahead, or
    when nothing is said of a part that 慈善法 39 wants."""
    demand(may_keep_donors(by))
    if signed_on > localdate(at):
        raise Refused(_("The agreement was signed today or earlier."))
    if not (property.strip() and use.strip() and delivery.strip()):
        raise Refused(_("An agreement says what is given, what it is for, and when and how it is delivered."))
    agreement = Agreement.objects.create(
        reference=new_reference(AGREEMENT_PREFIX),
        donor=donor,
        signed_on=signed_on,
        property=property.strip(),
        use=use.strip(),
        delivery=delivery.strip(),
        entered_at=at,
        entered_by=by,
    )
    record("donations.agreement_recorded", subject=agreement, by=by, at=at)
    return agreement
