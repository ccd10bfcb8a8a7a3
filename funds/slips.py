"""Entries that a person writes: costs, bills, interest, money moved or passed on, goods handed out, reversals.

One prepares, an accountant other than that one books; then it is a voucher like every other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from funds import chart, entries, ledger
from funds.entries.booking import amount_of
from funds.errors import AmountNotAllowed, DayNotAllowed, FundsError, NotPermitted
from funds.models import Fund, Slip, SlipKind, Voucher, VoucherKind
from funds.permissions import may_book_slip, may_prepare_slip, may_refuse_slip
from funds.services import reverse_voucher
from web.references import new_reference
from workflow.answers import Answer

PREFIX, SOURCE = "FL", "funds.slip:"  # 分录; until 2026-11 JZ, which donors have (捐赠人): old numbers stay
SETTLED_KIND: Mapping[str, str] = {SlipKind.BILL_PAID: VoucherKind.ACCRUAL, SlipKind.PASS_ON: VoucherKind.PASS_IN}
SETTLING = (*SETTLED_KIND, SlipKind.REVERSE)


class SlipDecided(FundsError):
    """Somebody booked or refused it meanwhile."""


@dataclass(frozen=True)
class SlipFacts:
    """What `Slip` says; which of it a kind needs is in funds.slip_forms. Where it settles something, the fund is that
    one's."""

    kind: str
    booked_on: date
    amount_fen: int = 0
    fund: Fund | None = None
    fund_to: Fund | None = None
    settles: Voucher | None = None
    account: str = ""
    from_account: str = ""
    cost: str = ""
    basis: str = ""
    scheme: str = ""
    project: str = ""
    campaign: str = ""
    party: str = ""
    is_organisation: bool = False
    paper: str = ""
    bank_reference: str = ""


@transaction.atomic
def prepare_slip(*, facts: SlipFacts, by: Any, at: datetime) -> Slip:
    """Nothing is booked yet. Raises NotPermitted, AmountNotAllowed, DayNotAllowed, AccountNotAllowed."""
    _demand(may_prepare_slip(by))
    if facts.booked_on > ledger.day_of(at):
        raise DayNotAllowed(_("A voucher is not dated ahead: %(day)s is still to come.") % {"day": facts.booked_on})
    columns: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in vars(facts).items()
    }
    if facts.kind in SETTLING:
        columns |= _of_settled(facts)
    if columns["fund"] is None or columns["amount_fen"] <= 0:
        raise AmountNotAllowed(_("The amount must be above zero."))
    for code in filter(None, (facts.account, facts.from_account)):
        chart.money_account(code, facts.booked_on)
    slip = Slip.objects.create(reference=new_reference(PREFIX), prepared_at=at, prepared_by=by, **columns)
    record("funds.slip_prepared", subject=slip, by=by, at=at, data={"kind": slip.kind, "fund": slip.fund.code})
    return slip


@transaction.atomic
def book_slip(*, slip: Slip, by: Any, at: datetime) -> Slip:
    """Raises NotPermitted, SlipDecided, and what the entry raises: FundsError, ledger.PeriodClosed."""
    slip = _locked(slip)
    _demand(may_book_slip(by, slip))
    voucher = ENTRIES[slip.kind](slip, {"by": by, "at": at, "booked_on": slip.booked_on})
    slip.voucher, slip.decided_at, slip.decided_by = voucher, at, by
    slip.save(update_fields=["voucher", "decided_at", "decided_by"])
    record("funds.slip_booked", subject=slip, by=by, at=at, data={"voucher": voucher.reference})
    return slip


@transaction.atomic
def refuse_slip(*, slip: Slip, reason: str, by: Any, at: datetime) -> Slip:
    """Also by whom it was prepared: a mistake is taken back and written anew. Raises NotPermitted, SlipDecided."""
    slip = _locked(slip)
    _demand(may_refuse_slip(by, slip))
    if not reason.strip():
        raise NotPermitted(_("Please give the reason."))
    slip.refusal, slip.decided_at, slip.decided_by = reason.strip(), at, by
    slip.save(update_fields=["refusal", "decided_at", "decided_by"])
    record("funds.slip_refused", subject=slip, by=by, at=at)
    return slip


def _of_settled(facts: SlipFacts) -> dict[str, Any]:
    """The fund of the settled voucher; of a reversal its whole amount. Raises NotPermitted for a voucher that this
    kind does not settle: what another part of the portal booked is taken back there."""
    voucher = facts.settles
    wanted = SETTLED_KIND.get(facts.kind)
    if voucher is None or (wanted and voucher.kind != wanted):
        raise NotPermitted(_("Choose the voucher that this settles."))
    if facts.kind == SlipKind.REVERSE and not voucher.source.startswith(SOURCE):
        raise NotPermitted(_("Only what was booked on this page is reversed here."))
    fund = voucher.lines.select_related("fund").order_by("pk")[0].fund
    return {"fund": fund} | ({"amount_fen": amount_of(voucher)} if facts.kind == SlipKind.REVERSE else {})


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotPermitted(str(answer.reason))


def _locked(slip: Slip) -> Slip:
    slip = Slip.objects.select_for_update(of=("self",)).select_related("fund", "fund_to", "settles").get(pk=slip.pk)
    if slip.decided_at is not None:
        raise SlipDecided(_("%(slip)s was booked or refused before.") % {"slip": slip})
    return slip


def _source(slip: Slip) -> str:
    return f"{SOURCE}{slip.pk}"


def _money(slip: Slip) -> dict[str, Any]:
    return {"amount_fen": slip.amount_fen, "source": _source(slip)}


def _bank(slip: Slip) -> dict[str, Any]:
    return {**_money(slip), "account": slip.account or chart.BANK, "bank_reference": slip.bank_reference}


def _purpose(slip: Slip) -> dict[str, Any]:
    return {"scheme": slip.scheme, "project": slip.project, "campaign": slip.campaign}


def _moved(slip: Any, how: dict[str, Any]) -> Voucher:
    how = {**how, "from_account": slip.from_account, "to_account": slip.account, "bank_reference": slip.bank_reference}
    return entries.move_money(fund=slip.fund, **_money(slip), **how)


def _transferred(slip: Any, how: dict[str, Any]) -> Voucher:
    return entries.transfer(fund_from=slip.fund, fund_to=slip.fund_to, basis=slip.basis, **_money(slip), **how)


def _handed_out(slip: Any, how: dict[str, Any]) -> Voucher:
    how = {**how, **_purpose(slip), "source": _source(slip)}
    return entries.issue_goods(fund=slip.fund, value_fen=slip.amount_fen, **how)


def _reversed(slip: Any, how: dict[str, Any]) -> Voucher:
    return reverse_voucher(voucher=slip.settles, memo_code="error", **how)


ENTRIES: Mapping[str, Callable[[Any, dict[str, Any]], Voucher]] = {
    SlipKind.COST: lambda slip, how: entries.book_cost(
        fund=slip.fund, cost=slip.cost, **_bank(slip), **_purpose(slip), **how
    ),
    SlipKind.BILL: lambda slip, how: entries.accrue_meals(fund=slip.fund, **_money(slip), **_purpose(slip), **how),
    SlipKind.BILL_PAID: lambda slip, how: entries.pay_payable(accrual=slip.settles, **_bank(slip), **how),
    SlipKind.INTEREST: lambda slip, how: entries.receive_interest(fund=slip.fund, **_bank(slip), **how),
    SlipKind.MOVE: _moved,
    SlipKind.TRANSFER: _transferred,
    SlipKind.GOODS: _handed_out,
    SlipKind.PASS_ON: lambda slip, how: entries.pass_on(
        received=slip.settles, **_money(slip), bank_reference=slip.bank_reference, **how
    ),
    SlipKind.REVERSE: _reversed,
}
