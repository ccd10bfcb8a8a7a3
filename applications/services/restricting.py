"""Restricted cases: who may know of them is named person by person (未成年人保护法 103; domain fact book §2.13).

The family and whoever filled the form in for it keep the case. Lock order: the case, then its named people.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.models import Application, NamedPerson, Restriction
from applications.permissions_of_restriction import may_be_named, may_name, may_restrict
from applications.services.moving import locked
from audit.recording import record
from workflow.answers import Answer
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def restrict_case(*, application: Application, by: Any, at: datetime) -> Restriction:
    """It turned out that the victim is a minor, or that the crime is a sexual one. Raises NotAllowed, Refused."""
    application = locked(application)
    _demand(may_restrict(by, application))
    if not application.is_confidential:
        raise Refused(_("Only confidential cases can be restricted to named people."))
    if Restriction.objects.filter(application=application).exists():
        raise Refused(_("This case is restricted already."))
    return begin_restriction(application, by=by, at=at)


def begin_restriction(application: Application, *, by: Any, at: datetime) -> Restriction:
    """Inside the caller's transaction; nobody is named yet, and nobody handles the case any more."""
    restriction = Restriction.objects.create(application=application, restricted_at=at, restricted_by=by)
    if application.handler_id:
        application.handler = None
        application.save(update_fields=["handler"])
    record("applications.restricted", subject=application, by=by, at=at, data={})
    return restriction


@transaction.atomic
def name_person(
    *, application: Application, place: int, user: Any, reason: str = "", by: Any, at: datetime
) -> NamedPerson:
    """From now on this person knows the case; whoever held the place does not any more, which needs a reason.

    The first who is named handles it. Raises NotAllowed, Refused.
    """
    application = locked(application)
    restriction = _restriction(application)
    _demand(may_name(by, application))
    if not (answer := may_be_named(user, application, place)):
        raise Refused(answer.reason)
    held = restriction.named
    if user.pk in {row.user_id for row in held.values()}:
        raise Refused(_("This person is named for the case already. Nobody decides a case that he handles."))
    if place in held:
        _end(held[place], reason, by=by, at=at)
    row = NamedPerson.objects.create(restriction=restriction, place=place, user=user, named_at=at, named_by=by)
    data = {"user": user.pk, "place": int(place)}
    record("applications.person_named", subject=application, by=by, at=at, data=data)
    if place == NamedPerson.Place.FIRST:
        _hand_over(application, user, by=by, at=at)
    return row


@transaction.atomic
def release_person(*, application: Application, place: int, reason: str, by: Any, at: datetime) -> NamedPerson:
    """This person does not know the case any more; nobody holds the place. Raises NotAllowed, Refused."""
    application = locked(application)
    _demand(may_name(by, application))
    row = _restriction(application).named.get(place)
    if row is None:
        raise Refused(_("Nobody holds this place now."))
    _end(row, reason, by=by, at=at)
    if application.handler_id == row.user_id:
        application.handler = None
        application.save(update_fields=["handler"])
    return row


def _restriction(application: Application) -> Restriction:
    found = Restriction.objects.filter(application=application).prefetch_related("people").first()
    if found is None:
        raise Refused(_("This case is not restricted, so nobody is named for it."))
    return found


def _hand_over(application: Application, user: Any, *, by: Any, at: datetime) -> None:
    application.handler = user
    application.save(update_fields=["handler"])
    record("applications.assigned", subject=application, by=by, at=at, data={"handler": user.pk})


def _end(row: NamedPerson, reason: str, *, by: Any, at: datetime) -> None:
    if not reason.strip():
        raise Refused(_("Write why another person takes the place, or nobody does."))
    row.ended_at, row.ended_by, row.reason = at, by, reason.strip()[:200]
    row.save(update_fields=["ended_at", "ended_by", "reason"])
    data = {"user": row.user_id, "place": row.place}
    record("applications.person_released", subject=row.restriction.application, by=by, at=at, data=data)


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotAllowed(answer.reason)
