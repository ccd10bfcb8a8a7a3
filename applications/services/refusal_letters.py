"""A refusal is given in writing, with its reasons, within the deadline `refusal_notice` (T05, T23)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, RefusalLetter
from applications.permissions import may_visit
from applications.services.moving import locked
from applications.states import NOT_ACCEPTED, REJECTED
from areas.deadlines import due_or_default
from audit.recording import record
from workflow.machine import NotAllowed, Refused

REFUSAL_NOTICE = "refusal_notice"
Way = RefusalLetter.Way


def owe_letter(application: Application, *, at: datetime) -> RefusalLetter:
    """Inside the transaction of the refusal: from now on the family has to get its letter."""
    return RefusalLetter.objects.create(
        application=application, refused_at=at, due_at=due_or_default(application.lane, REFUSAL_NOTICE, at)
    )


def letter_to_give(application: Application) -> RefusalLetter | None:
    """The one that is owed. A case refused before letters were kept owes none and nobody is reminded of it; how its
    family was told can still be noted, so it has one that is not saved yet."""
    owed, refused_at = application.owed_letter, application.decided_at
    is_refused = application.state in (NOT_ACCEPTED, REJECTED)
    if owed is not None or not is_refused or refused_at is None or application.refusal_letters.exists():
        return owed
    due_at = due_or_default(application.lane, REFUSAL_NOTICE, refused_at)
    return RefusalLetter(application=application, refused_at=refused_at, due_at=due_at)


@transaction.atomic
def record_letter(*, application: Application, way: str, given_on: date, by: Any, at: datetime) -> RefusalLetter:
    """Staff gave the letter on paper. Raises NotAllowed, Refused without a letter to give or for an impossible day."""
    application = locked(application)
    answer = may_visit(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    letter = letter_to_give(application)
    if letter is None:
        raise Refused(_("No letter of refusal waits to be given in this case."))
    if not timezone.localdate(letter.refused_at) <= given_on <= timezone.localdate(at):
        raise Refused(_("The day lies between the refusal and today."))
    return _given(letter, way, given_on, by=by, given_by=by, at=at)


@transaction.atomic
def note_opened(*, application: Application, by: Any, at: datetime) -> None:
    """The family itself opened the letter under its own account; opened again, nothing changes."""
    application = locked(application)
    letter = letter_to_give(application)
    if letter is not None and application.owner_id == by.pk:
        _given(letter, Way.PORTAL, timezone.localdate(at), by=by, given_by=None, at=at)


def letter_was_answered(application: Application, *, by: Any, at: datetime) -> None:
    """Inside the transaction of the request: whoever asks for reconsideration knows the refusal."""
    letter = application.owed_letter
    if letter is not None:
        _given(letter, Way.ANSWERED, timezone.localdate(at), by=by, given_by=None, at=at)


def _given(letter: RefusalLetter, way: str, on: date, *, by: Any, given_by: Any, at: datetime) -> RefusalLetter:
    letter.way, letter.given_on, letter.given_by = way, on, given_by
    letter.save()
    record("applications.refusal_letter_given", subject=letter.application, by=by, at=at, data={"way": way})
    return letter
