"""The counters of a fund: what a voucher does to them, and the one statement that moves them (ADR 0022)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from funds.chart import is_held_for_others
from funds.errors import AmountNotAllowed, InsufficientFunds, NotReserved
from funds.ledger import Leg
from funds.models import AccountKind, Fund
from funds.money import yuan


@dataclass(frozen=True)
class Effect:
    """Fen. What a voucher adds to the available and the held money of one fund."""

    fund: Fund
    available: int
    held: int


def effects_of(legs: Iterable[Leg]) -> list[Effect]:
    """Per fund, in the order in which funds are locked.

    Money that comes in is available, unless a liability comes with it; a liability without money takes from what is
    available. Goods and other things change nothing: they cannot be promised as money.
    """
    of_fund: dict[int, list[Leg]] = {}
    for leg in legs:
        of_fund.setdefault(leg.fund.pk, []).append(leg)
    return [_effect(of_fund[pk]) for pk in sorted(of_fund)]


def lock_funds(legs: Iterable[Leg]) -> None:
    """Until commit, in the order of all who lock several: what is asked next about these funds stays true. Rows that
    only refer to a fund do not wait for it (`no_key`): with them in the circle two could wait for each other."""
    funds = Fund.objects.filter(pk__in={leg.fund.pk for leg in legs})
    list(funds.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _effect(legs: list[Leg]) -> Effect:
    money = sum(leg.amount_fen for leg in legs if leg.account.is_money)
    held = -sum(leg.amount_fen for leg in legs if _counts_as_held(leg))
    return Effect(legs[0].fund, money - held, held)


def _counts_as_held(leg: Leg) -> bool:
    return leg.account.kind == AccountKind.LIABILITY or is_held_for_others(leg.account.code)


def change(fund: Fund, *, available: int = 0, reserved: int = 0, held: int = 0) -> None:
    """Moves all counters in one conditional statement: reading first and writing later would overspend.

    Locks the fund's row until commit. Raises NotReserved, AmountNotAllowed and InsufficientFunds.
    """
    guarded = Fund.objects.filter(
        pk=fund.pk, available_fen__gte=-available, reserved_fen__gte=-reserved, held_fen__gte=-held
    )
    changed = guarded.update(
        available_fen=F("available_fen") + available,
        reserved_fen=F("reserved_fen") + reserved,
        held_fen=F("held_fen") + held,
    )
    fund.refresh_from_db(fields=["available_fen", "reserved_fen", "held_fen"])
    if changed:
        return
    if fund.reserved_fen < -reserved:
        raise NotReserved(_("This money is no longer reserved."))
    if fund.held_fen < -held:
        raise AmountNotAllowed(
            _("%(fund)s owes or holds %(held)s yuan for others, not more.")
            % {"fund": fund.name, "held": yuan(fund.held_fen)}
        )
    raise InsufficientFunds(
        _("%(fund)s has %(available)s yuan available, %(amount)s yuan are needed. Ask for more money or wait.")
        % {"fund": fund.name, "available": yuan(fund.available_fen), "amount": yuan(-available)}
    )


def demand_above_zero(amount_fen: int) -> None:
    if amount_fen <= 0:
        raise AmountNotAllowed(_("The amount must be above zero."))
