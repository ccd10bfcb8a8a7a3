"""How payments see grants: the part that is due, the organisation's own account, and what follows when it is paid."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.recording import record, stream_of
from delivery.community_grants import permissions as may
from delivery.community_grants import states
from delivery.community_grants.models import Grant, GrantRound, Tranche
from delivery.community_grants.models.projects import SOURCE
from delivery.community_grants.services.money import SCHEME
from delivery.community_grants.services.moving import locked, move
from funds.models import Reservation, ReservationState
from payments.payables import CASHIER, DueAmount, PayableItem, PayeeAccount, ProgramFigures, Rounds
from protection.access import AccessContext
from protection.sealing import unseal
from workflow.answers import YES, Answer, no

STEP_OF_PART = {1: "pay-first", 2: "pay-second"}


class GrantPayable:
    """Implements payments.payables.Payable for the parts of community grants."""

    prefix = SOURCE

    def ready(self, user: Any, *, on: date) -> Sequence[PayableItem]:
        """The part of each grant whose turn it is, when the account was checked by a second person."""
        return [_item(tranche) for tranche in _due() if tranche.grant.organisation.account_checked_at is not None]

    def refusals(self, sources: Sequence[str], *, duty: str, user: Any, at: datetime) -> Mapping[str, str | Promise]:
        rows = _tranches().filter(pk__in=[_pk(source) for source in sources])
        answers = {row.source: _may_be_paid_by(row, duty, user) for row in rows}
        return {source: answer.reason for source, answer in answers.items() if not answer}

    def had_no_part_in(self, source: str, user: Any) -> Answer:
        """Only who took no step of the grant asks whether the money arrived."""
        grant = _tranche(source).grant
        steps = Event.objects.filter(stream=stream_of(grant), actor=user)
        if steps.exists() or grant.sheets.filter(scorer=user).exists():
            return no(_("You took a step of this grant, so somebody else has to check its payment."))
        return may.has_no_tie(user, grant)

    def account_of(self, source: str, access: AccessContext) -> PayeeAccount:
        organisation = _tranche(source).grant.organisation
        number = unseal(organisation, "bank_account", access)
        return PayeeAccount(organisation.name, number, organisation.bank_name)

    def telephone_of(self, payment: Any, access: AccessContext) -> str:
        return unseal(_tranche(payment.source).grant.organisation, "phone", access)

    def url_of(self, payment: Any) -> str:
        return reverse("community_grants:grant", args=[payment.source_reference])

    def program_figures(self) -> Mapping[int, ProgramFigures]:
        return {}

    def rounds(self) -> Rounds:
        """What each round costs stands on the overview of the grants."""
        published = GrantRound.objects.published()
        return Rounds(SCHEME, published.aggregate(n=Sum("budget_fen", default=0))["n"])

    def due_amounts(self) -> Sequence[DueAmount]:
        reservations = Reservation.objects.filter(state=ReservationState.LIVE, source__startswith=f"{SOURCE}:")
        amounts = dict(reservations.values_list("source", "amount_fen"))
        days: dict[date | None, list[int]] = {}
        for pk, state, number, due in Tranche.objects.filter(pk__in=[_pk(source) for source in amounts]).values_list(
            "pk", "grant__state", "number", "grant__due_at"
        ):
            is_due = states.PAYABLE.get(state) == number and due is not None
            days.setdefault(timezone.localdate(due) if is_due else None, []).append(amounts[f"{SOURCE}:{pk}"])
        return [DueAmount(day, sum(found), len(found)) for day, found in days.items()]

    def on_batched(self, payment: Any, *, by: Any, at: datetime) -> None:
        """The grant says that this part is to be paid already."""

    def on_removed(self, payment: Any, *, by: Any, at: datetime) -> None:
        """It is ready again, because no live payment covers it."""

    def on_sent(self, payment: Any, *, by: Any, at: datetime) -> None:
        """Nothing changes until the bank answers."""

    def on_paid(self, payment: Any, *, voucher: Any, by: Any, at: datetime) -> None:
        tranche = _tranche(payment.source)
        grant = locked(tranche.grant)
        tranche.paid_at, tranche.voucher = at, voucher
        tranche.save(update_fields=["paid_at", "voucher"])
        data = {"batch": payment.batch.reference, "part": tranche.number}
        if tranche.number not in STEP_OF_PART:  # the last part moves nothing: the grant is filed by a person
            grant.due_at = None
            grant.save(update_fields=["due_at"])
            record("community_grants.last_part_paid", subject=grant, by=by, at=at, data=data)
            return
        move(grant, STEP_OF_PART[tranche.number], by=by, at=at, data=data)

    def on_failed(self, payment: Any, *, by: Any, at: datetime) -> None:
        """The account is looked at again by a person before anything else is paid to it."""
        organisation = _tranche(payment.source).grant.organisation
        organisation.account_checked_at = organisation.account_checked_by = None
        organisation.save(update_fields=["account_checked_at", "account_checked_by"])
        grant = _tranche(payment.source).grant
        record("community_grants.payment_failed", subject=grant, by=by, at=at, data={"batch": payment.batch.reference})


def _pk(source: str) -> int:
    return int(source.partition(":")[2])


def _tranches() -> Any:
    return Tranche.objects.select_related("grant__organisation", "grant__round")


def _tranche(source: str) -> Tranche:
    return _tranches().get(pk=_pk(source))


def _due() -> list[Tranche]:
    """One query: open parts of grants in a state in which that part is paid, oldest first."""
    rows = _tranches().filter(paid_at__isnull=True, cancelled_at__isnull=True, grant__state__in=list(states.PAYABLE))
    return [row for row in rows.order_by("grant__state_since", "pk") if _is_its_turn(row)]


def _is_its_turn(tranche: Tranche) -> bool:
    return tranche.is_open and states.PAYABLE.get(tranche.grant.state) == tranche.number


def _item(tranche: Tranche) -> PayableItem:
    grant: Grant = tranche.grant
    return PayableItem(
        source=tranche.source,
        reference=grant.reference,
        title=_text("Community grant, part %(number)s") % {"number": tranche.number},
        scheme=SCHEME,
        payee_name=grant.organisation.name[:80],
        account_mask=grant.organisation.bank_account_mask,
        amount_fen=tranche.amount_fen,
        fund_id=grant.round.fund_id,
    )


def _may_be_paid_by(tranche: Tranche, duty: str, user: Any) -> Answer:
    if not _is_its_turn(tranche):
        return no(_("This part of the grant is not to be paid now. Take it out of the batch."))
    if tranche.grant.organisation.account_checked_at is None:
        return no(_("The account of the organisation has to be checked first."))
    if duty == CASHIER and tranche.grant.decided_by_id == user.pk:
        return no(_("You decided this grant, so another cashier has to send its payment."))
    tie = may.has_no_tie(user, tranche.grant)
    return tie if not tie else YES


payable = GrantPayable()
