"""A line of an employer's list: who works there, in hardship, on leave, or left."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from beneficiaries.models import Person
from delivery.porridge_house.models import Employer, EmployerContact, RosterEntry
from delivery.porridge_house.permissions import may_keep_office, may_list_worker, sends_for
from delivery.porridge_house.services.cards import freeze_cards_of
from workflow.answers import Answer
from workflow.machine import NotAllowed, Refused


@dataclass(frozen=True)
class Listed:
    """What the line says. `is_active`: works there now; leave needs both days or none."""

    is_active: bool
    hardship: bool
    leave_from: date | None = None
    leave_until: date | None = None


@transaction.atomic
def list_worker(*, employer: Employer, person: Person, listed: Listed, by: Any, at: datetime) -> RosterEntry:
    """The newest list counts. Who left gets no more meals: his card is frozen. Locks the person.

    Raises NotAllowed, and Refused for half a leave, and while another employer has the person as active.
    """
    _demand(may_list_worker(by, employer))
    _refuse_half_leave(listed)
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    others = RosterEntry.objects.active().filter(person=person).exclude(employer=employer)
    if listed.is_active and (other := others.select_related("employer").first()):
        raise Refused(active_elsewhere(other.employer, by))
    entry = RosterEntry.objects.filter(employer=employer, person=person).first()
    entry = entry or RosterEntry(employer=employer, person=person)
    was_active = entry.pk is not None and entry.left_on is None
    entry.hardship, entry.leave_from, entry.leave_until = listed.hardship, listed.leave_from, listed.leave_until
    if listed.is_active:
        entry.left_on = None
    else:
        entry.left_on = entry.left_on or timezone.localdate(at)
    entry.listed_at, entry.listed_by = at, by
    entry.save()
    data = {"employer": employer.pk, "active": listed.is_active, "hardship": listed.hardship}
    record("porridge_house.worker_listed", subject=entry, by=by, at=at, data=data)
    if was_active and not listed.is_active:
        freeze_cards_of([person.pk], note=_text("No longer on the employer's list"), by=by, at=at)
    return entry


def active_elsewhere(other: Employer, user: Any) -> str:
    """One employer is not told who the other is."""
    if sends_for(user).exists():
        return _text("Another employer has this person as active. Please ask the federation.")
    return _text("Another employer has this person as active: %(name)s.") % {"name": other.name}


@transaction.atomic
def appoint_contact(*, employer: Employer, user: Any, by: Any, at: datetime) -> EmployerContact:
    """From now on this account sends the employer's lists. Raises NotAllowed, Refused."""
    _demand(may_keep_office(by))
    try:
        with transaction.atomic():
            contact = EmployerContact.objects.create(employer=employer, user=user, since=at)
    except IntegrityError as error:
        raise Refused(_("This account sends the lists of this employer already.")) from error
    record("porridge_house.contact_appointed", subject=contact, by=by, at=at, data={"employer": employer.pk})
    return contact


@transaction.atomic
def dismiss_contact(*, contact: EmployerContact, by: Any, at: datetime) -> EmployerContact:
    """The next list is refused. Pressed twice is ended once. Raises NotAllowed."""
    _demand(may_keep_office(by))
    contact = EmployerContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.ended_at is None:
        contact.ended_at = at
        contact.save(update_fields=["ended_at"])
        data = {"employer": contact.employer_id}
        record("porridge_house.contact_dismissed", subject=contact, by=by, at=at, data=data)
    return contact


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotAllowed(answer.reason)


def _refuse_half_leave(listed: Listed) -> None:
    if (listed.leave_from is None) != (listed.leave_until is None):
        raise Refused(_("A leave has a first and a last day."))
    if listed.leave_from and listed.leave_until and listed.leave_until < listed.leave_from:
        raise Refused(_("The leave ends before it begins."))
