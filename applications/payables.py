"""How payments see approved cases: what is ready, and what happens to the case when its money moves."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import Application
from applications.money_ahead import due_amounts, program_figures
from applications.payees import has_own_account_checked, payee_on
from applications.permissions import did_not_survey, had_no_part_in, may_handle
from applications.services.moving import locked, move
from audit.models import Event
from audit.recording import stream_of
from payments.payables import CASHIER, DueAmount, PayableItem, PayeeAccount, ProgramFigures
from protection.access import AccessContext
from protection.sealing import unseal
from workflow.answers import YES, Answer, all_of, no

PAYABLE_STATES = (states.APPROVED, states.DISBURSE_FAILED)


class ApplicationPayable:
    """Implements payments.payables.Payable for aid applications."""

    prefix = "applications.application"

    def ready(self, user: Any, *, on: date) -> Sequence[PayableItem]:
        """Approved cases, and failed ones whose new account a second person verified; oldest decision first.

        Who came of age since handing in needs an account of his own, or gave a mandate (applications.payees)."""
        rows = Application.objects.payable_by(user).filter(state__in=PAYABLE_STATES).exclude(lane=states.IN_KIND)
        rows = rows.order_by("decided_at", "pk")
        rows = rows.select_related("program", "applicant", "guardian").prefetch_related("account_corrections")
        return [_item(row, on) for row in rows if _can_be_paid(row, on)]

    def refusals(self, sources: Sequence[str], *, duty: str, user: Any, at: datetime) -> Mapping[str, str | Promise]:
        rows = Application.objects.filter(pk__in=[_pk(s) for s in sources]).select_related("applicant", "guardian")
        answers = {row.source: _may_be_paid_by(row, duty, user) for row in rows}
        return {source: answer.reason for source, answer in answers.items() if not answer}

    def had_no_part_in(self, source: str, user: Any) -> Answer:
        """Every step in the history of the case counts, also one of a handler who gave it away since."""
        rows = Application.objects.visible_to(user).select_related("applicant", "guardian")
        application = rows.filter(pk=_pk(source)).first()
        if application is None:
            return no(_("This case is closed to you, so somebody else has to check its payment."))
        steps = Event.objects.filter(stream=stream_of(application), actor=user).exclude(transition="")
        if steps.exists():
            return no(_("You took a step of this case, so somebody else has to check its payment."))
        return had_no_part_in(user, application)

    def account_of(self, source: str, access: AccessContext) -> PayeeAccount:
        payee = payee_on(_application(source), timezone.localdate(access.at))
        return PayeeAccount(payee.name, unseal(payee, "bank_account", access), payee.bank_name)

    def telephone_of(self, payment: Any, access: AccessContext) -> str:
        payee = payee_on(_application(payment.source), timezone.localdate(payment.batch.made_at))
        return unseal(payee, "phone", access)

    def url_of(self, payment: Any) -> str:
        return reverse("applications:case", args=[payment.source_reference])

    def program_figures(self) -> Mapping[int, ProgramFigures]:
        return program_figures()

    def rounds(self) -> None:
        """Every case is under a program."""

    def due_amounts(self) -> Sequence[DueAmount]:
        return due_amounts()

    def on_batched(self, payment: Any, *, by: Any, at: datetime) -> None:
        self._move(payment, "pay", by=by, at=at)

    def on_removed(self, payment: Any, *, by: Any, at: datetime) -> None:
        self._move(payment, "unpay", by=by, at=at)

    def on_sent(self, payment: Any, *, by: Any, at: datetime) -> None:
        """The case says "payment in progress" already."""

    def on_paid(self, payment: Any, *, voucher: Any, by: Any, at: datetime) -> None:
        is_emergency = _application(payment.source).lane == "emergency"
        name = "record-fast-payment" if is_emergency else "record-payment"
        self._move(payment, name, by=by, at=at, paid_at=at)

    def on_failed(self, payment: Any, *, by: Any, at: datetime) -> None:
        self._move(payment, "record-failure", by=by, at=at, note=payment.failure_reason)

    def _move(self, payment: Any, name: str, *, by: Any, at: datetime, **more: Any) -> None:
        """Nobody takes these steps on the page of the case; the history names who worked on the batch."""
        application = locked(_application(payment.source))
        move(application, name, by=by, at=at, data={"batch": payment.batch.reference}, **more)


def _pk(source: str) -> int:
    return int(source.partition(":")[2])


def _application(source: str) -> Application:
    return Application.objects.select_related("applicant", "guardian").get(pk=_pk(source))


def _can_be_paid(application: Application, on: date) -> bool:
    if not has_own_account_checked(application, on):
        return False
    if application.state == states.APPROVED:
        return True
    corrections = sorted(application.account_corrections.all(), key=lambda c: c.pk)
    return bool(corrections) and corrections[-1].verified_at is not None


def _item(application: Application, on: date) -> PayableItem:
    payee = payee_on(application, on)
    return PayableItem(
        source=application.source,
        reference=application.reference,
        title=application.program.title,
        scheme=application.program.scheme_code,
        payee_name=application.shown_name if application.is_confidential else payee.name,
        account_mask=payee.bank_account_mask,
        amount_fen=application.approved_amount_fen or 0,
        fund_id=application.program.fund_id,
    )


def _may_be_paid_by(application: Application, duty: str, user: Any) -> Answer:
    """Surveyor, approver and cashier are three people; nobody pays a relative."""
    if application.lane == states.IN_KIND or application.state not in (*PAYABLE_STATES, states.DISBURSING):
        return no(_("This case is no longer approved. Take it out of the batch."))
    if duty == CASHIER and application.decided_by_id == user.pk:
        return no(_("You decided this case, so another cashier has to send its payment."))
    return all_of(
        did_not_survey(user, application) if duty == CASHIER else YES,
        may_handle(user, application),
    )


payable = ApplicationPayable()
