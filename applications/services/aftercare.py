"""After the money: follow-up, closing, accounts to correct, money to get back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import AccountCorrection, Application, Finding
from applications.payees import came_of_age, payee_on
from applications.permissions import may_correct_account
from applications.services.moving import locked, move
from areas.deadlines import due_at
from audit.recording import record
from beneficiaries.services import update_person
from workflow.machine import NotAllowed, Refused

AT_ONCE = 500


@transaction.atomic
def start_follow_up(*, application: Application, by: Any, at: datetime, note: str = "") -> Application:
    """T29: somebody looks whether it helped, at most 90 days after the payment."""
    application = locked(application)
    move(application, "start-follow-up", by=by, at=at, note=note)
    _wind_follow_up(application)
    return application


@transaction.atomic
def plan_follow_up(*, application: Application, at: datetime) -> Application:
    """T29 by itself, for schemes with a follow-up: the case gets back onto the worklist."""
    application = locked(application)
    move(application, "plan-follow-up", by=None, at=at)
    _wind_follow_up(application)
    return application


def _wind_follow_up(application: Application) -> None:
    """The 90 days run from the payment, not from the day on which the visit is planned."""
    if application.paid_at:
        application.due_at = due_at(application.lane, "follow_up", application.paid_at) or application.due_at
        application.save(update_fields=["due_at"])


def plan_due_follow_ups(*, at: datetime) -> int:
    """Plans the follow-up of cases paid 30 days ago, the oldest first; returns how many."""
    paid = Application.objects.filter(state=states.DISBURSED, paid_at__isnull=False).select_related("program")
    wanted = [case for case in paid.order_by("paid_at", "pk").iterator() if case.program.scheme.needs_follow_up]
    due = [case for case in wanted[:AT_ONCE] if _follow_up_begins(case, at)]
    for case in due:
        plan_follow_up(application=case, at=at)
    return len(due)


def _follow_up_begins(application: Application, at: datetime) -> bool:
    begins = due_at(application.lane, "follow_up_start", application.paid_at) if application.paid_at else None
    return begins is not None and at > begins


@transaction.atomic
def finish_follow_up(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T30: the result in words; the case is closed."""
    application = locked(application)
    if not text.strip():
        raise Refused(_("Write how the family is and what the money was used for."))
    Finding.objects.create(
        application=application, kind=Finding.Kind.FOLLOW_UP, outcome=Finding.Outcome.NOTE, text=text, at=at, by=by
    )
    move(application, "finish-follow-up", by=by, at=at, note=text)
    return application


@transaction.atomic
def close_application(*, application: Application, at: datetime) -> Application:
    """T31: nothing left to do 90 days after the payment."""
    application = locked(application)
    move(application, "close", by=None, at=at)
    return application


CLOSE_AFTER = timedelta(days=90)


def close_finished_applications(*, at: datetime) -> int:
    """Closes paid cases of schemes without follow-up, and goods, 90 days afterwards; returns how many."""
    paid = Application.objects.filter(state=states.DISBURSED, paid_at__lte=at - CLOSE_AFTER).select_related("program")
    done = [case for case in paid.order_by("paid_at", "pk") if not case.program.scheme.needs_follow_up]
    delivered = Application.objects.filter(state=states.HANDED_OVER, handover__handed_at__lte=at - CLOSE_AFTER)
    done += delivered.order_by("pk")
    for case in done:
        close_application(application=case, at=at)
    return len(done)


@transaction.atomic
def correct_account(
    *, application: Application, bank_account: str, bank_name: str, by: Any, at: datetime
) -> AccountCorrection:
    """T28, first person: enters the account the bank would not take, or that of an applicant who came of age.

    Raises NotAllowed, Refused.
    """
    application = locked(application)
    _may_correct(application, by, at)
    update_person(
        person=payee_on(application, timezone.localdate(at)),
        bank_account=bank_account,
        bank_name=bank_name,
        by=by,
        at=at,
    )
    record("applications.account_corrected", subject=application, by=by, at=at)
    application.account_corrections.filter(verified_at__isnull=True).delete()
    return AccountCorrection.objects.create(application=application, entered_by=by, entered_at=at)


@transaction.atomic
def verify_account(*, application: Application, by: Any, at: datetime) -> AccountCorrection:
    """T28, second person: compared it with the bank card. Only then can the case be paid again."""
    application = locked(application)
    _may_correct(application, by, at)
    correction = application.account_corrections.filter(verified_at__isnull=True).order_by("-id").first()
    if correction is None:
        raise Refused(_("There is no corrected account to verify."))
    if correction.entered_by_id == by.pk:
        raise Refused(_("You entered this account, so somebody else has to verify it."))
    record("applications.account_verified", subject=application, by=by, at=at)
    correction.verified_by, correction.verified_at = by, at
    correction.save(update_fields=["verified_by", "verified_at"])
    return correction


def _may_correct(application: Application, by: Any, at: datetime) -> None:
    answer = may_correct_account(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.state == states.DISBURSE_FAILED:
        return
    if application.state != states.APPROVED or not came_of_age(application, timezone.localdate(at)):
        raise Refused(
            _("The account is corrected here only after a payment failed, or when the applicant has come of age.")
        )
