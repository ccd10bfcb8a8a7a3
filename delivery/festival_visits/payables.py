"""How payments see the money of visits: what is ready, and what happens to it when it moves."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.recording import stream_of
from beneficiaries.conflicts import conflict_between
from delivery.festival_visits import states
from delivery.festival_visits.choices import CODE
from delivery.festival_visits.models import CashPart, Nomination
from delivery.festival_visits.services.moving import move
from delivery.festival_visits.workflow import CASH
from payments.payables import CASHIER, DueAmount, PayableItem, PayeeAccount, ProgramFigures, Rounds
from protection.access import AccessContext
from protection.sealing import unseal
from workflow.answers import Answer, no


class VisitPayable:
    """Implements payments.payables.Payable for the money of Spring Festival visits."""

    prefix = "festival_visits.cashpart"

    def ready(self, user: Any, *, on: date) -> Sequence[PayableItem]:
        """Approved households whose person has an account; oldest approval first."""
        homes = Nomination.objects.visible_to(user)
        rows = _cash().filter(state=states.DUE, nomination__in=homes).exclude(nomination__person__bank_account="")
        return [_item(cash) for cash in rows.order_by("made_at", "pk")]

    def refusals(self, sources: Sequence[str], *, duty: str, user: Any, at: datetime) -> Mapping[str, str | Promise]:
        rows = _cash().filter(pk__in=[_pk(source) for source in sources])
        answers = {cash.source: _may_be_paid_by(cash, duty, user) for cash in rows}
        return {source: answer.reason for source, answer in answers.items() if not answer}

    def had_no_part_in(self, source: str, user: Any) -> Answer:
        """Who proposed, checked, approved or visited the household does not ask whether the money came."""
        homes = Nomination.objects.visible_to(user).select_related("person")
        home = homes.filter(cash=_pk(source)).first()
        if home is None:
            return no(_("This household is closed to you, so somebody else has to check its payment."))
        visits = [stream_of(visit) for visit in home.visits.all()]
        if Event.objects.filter(stream__in=[stream_of(home), *visits], actor=user).exists():
            return no(_("You had a part in this visit, so somebody else has to check its payment."))
        return conflict_between(user, home.person)

    def account_of(self, source: str, access: AccessContext) -> PayeeAccount:
        person = _of(source).nomination.person
        return PayeeAccount(person.name, unseal(person, "bank_account", access), person.bank_name)

    def telephone_of(self, payment: Any, access: AccessContext) -> str:
        return unseal(_of(payment.source).nomination.person, "phone", access)

    def url_of(self, payment: Any) -> str:
        return reverse("festival_visits:home", args=[payment.source_reference])

    def program_figures(self) -> Mapping[int, ProgramFigures]:
        return {}

    def rounds(self) -> Rounds:
        """A season has households and prices, no budget; its money is on the page of the season."""
        return Rounds(CODE, None)

    def due_amounts(self) -> Sequence[DueAmount]:
        """By the day on which the season wants it paid."""
        rows = CashPart.objects.filter(state__in=[states.DUE, states.IN_BATCH, states.FAILED])
        sums = rows.order_by().values_list("nomination__season__pay_by").annotate(Sum("amount_fen"), Count("pk"))
        return [DueAmount(on, fen, count) for on, fen, count in sums]

    def on_batched(self, payment: Any, *, by: Any, at: datetime) -> None:
        self._move(payment, "batch", by=by, at=at)

    def on_removed(self, payment: Any, *, by: Any, at: datetime) -> None:
        self._move(payment, "unbatch", by=by, at=at)

    def on_sent(self, payment: Any, *, by: Any, at: datetime) -> None:
        """The money says "being paid" already."""

    def on_paid(self, payment: Any, *, voucher: Any, by: Any, at: datetime) -> None:
        self._move(payment, "pay", by=by, at=at, paid_at=at)

    def on_failed(self, payment: Any, *, by: Any, at: datetime) -> None:
        self._move(payment, "fail", by=by, at=at, failure=payment.failure_reason[:200])

    def _move(self, payment: Any, name: str, *, by: Any, at: datetime, **changes: Any) -> None:
        cash = CashPart.objects.select_for_update().get(pk=_pk(payment.source))
        move(CASH, name, cash, by=by, at=at, data={"batch": payment.batch.reference}, **changes)


def _cash() -> QuerySet[CashPart]:
    return CashPart.objects.select_related("nomination__person", "nomination__season")


def _pk(source: str) -> int:
    return int(source.partition(":")[2])


def _of(source: str) -> CashPart:
    return _cash().get(pk=_pk(source))


def _item(cash: CashPart) -> PayableItem:
    home = cash.nomination
    return PayableItem(
        source=cash.source,
        reference=home.reference,
        title=str(home.season),
        scheme=CODE,
        payee_name=home.person.name,
        account_mask=home.person.bank_account_mask,
        amount_fen=cash.amount_fen,
        fund_id=home.season.fund_id,
    )


def _may_be_paid_by(cash: CashPart, duty: str, user: Any) -> Answer:
    """Who approved is not the cashier; nobody pays a relative."""
    if cash.state not in (states.DUE, states.IN_BATCH):
        return no(_("This money is not to be paid any more. Take it out of the batch."))
    if duty == CASHIER and cash.nomination.approved_by_id == user.pk:
        return no(_("You approved this household, so another cashier has to send its payment."))
    return conflict_between(user, cash.nomination.person)


payable = VisitPayable()
