"""Registering at the door: whoever resembles somebody is either that person, or somebody else for a reason."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import AdminArea
from audit.recording import record
from beneficiaries.doorstep import Doorstep, Likeness, Newcomer, who_is_it
from beneficiaries.models import DuplicatePair, Person
from beneficiaries.permissions import may_decide_duplicate, may_edit, may_register
from beneficiaries.selectors import find_person_by_id_number
from beneficiaries.services.duplicates import suspect
from beneficiaries.services.merging import NOTE_AT_LEAST, NOTE_AT_MOST, tell_apart
from beneficiaries.services.people import PersonExists, give_number, register_person
from protection.access import AccessContext
from protection.sealing import record_access
from workflow.machine import NotAllowed


class LooksLike(Exception):
    """There are people like this one: `doorstep`. Say which of them it is, or why it is somebody else."""

    def __init__(self, doorstep: Doorstep) -> None:
        super().__init__(_("Somebody like this is registered already."))
        self.doorstep = doorstep


class RegisteredElsewhere(Exception):
    """The number is known in an area that the user does not see; nothing more is told."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody with this ID number is registered in another area. Ask the administrator of the register.")
        )


def knock(*, newcomer: Newcomer, by: User, at: datetime) -> Doorstep:
    """Who may be at the door. A number that is known leaves its row in the access log of its holder."""
    found = who_is_it(newcomer, user=by)
    holder = find_person_by_id_number(newcomer.id_number) if found.is_elsewhere else found.known
    if holder is not None:
        with transaction.atomic():
            record_access(holder, ["id_number"], AccessContext(by=by, purpose="look_up", at=at))
    return found


def register_newcomer(
    *,
    newcomer: Newcomer,
    area: AdminArea,
    because: str = "",
    seen: Collection[str] = (),
    bank_name: str = "",
    by: User,
    at: datetime,
) -> Person:
    """Registers somebody who is not registered yet.

    `seen` are the references of the people whom `by` was shown and who are somebody else, `because` of this. Raises
    NotAllowed, ValidationError (by field), PersonExists when `by` may see who has the number, RegisteredElsewhere when
    not, and LooksLike while people like this one were not shown or no reason is given. Two at once with one number:
    the unique index lets one of them in, the other gets PersonExists or RegisteredElsewhere.
    """
    if not (answer := may_register(by, area)):
        raise NotAllowed(answer.reason)
    found = knock(newcomer=newcomer, by=by, at=at)  # committed for itself: a refusal does not take the look back
    refuse_known(found)
    refuse_unasked(found, seen=seen, because=because)
    try:
        with transaction.atomic():
            person = register_person(**asdict(newcomer), area=area, bank_name=bank_name, by=by, at=at)
            note_other_people(person=person, alike=found.alike, because=because, by=by, at=at)
    except PersonExists:
        refuse_known(who_is_it(newcomer, user=by))
        raise
    return person


def refuse_known(found: Doorstep) -> None:
    if found.is_elsewhere:
        raise RegisteredElsewhere
    if found.known is not None:
        raise PersonExists(found.known)


def refuse_unasked(found: Doorstep, *, seen: Collection[str], because: str) -> None:
    """Raises LooksLike, or ValidationError when the reason is too short or too long."""
    if not found.alike:
        return
    if not set(found.references) <= set(seen) or not because.strip():
        raise LooksLike(found)
    if not NOTE_AT_LEAST <= len(" ".join(because.split())) <= NOTE_AT_MOST:
        raise ValidationError({"because": _("Say in a few words why.")})


def note_other_people(
    *, person: Person, alike: Collection[Likeness], because: str, by: User, at: datetime
) -> list[DuplicatePair]:
    """Keeps that these are other people: the pair is decided, or waits for somebody who may decide it."""
    pairs = []
    for likeness in alike:
        pair = suspect(first=likeness.person, second=person, match=likeness.match, at=at)
        if may_decide_duplicate(by, pair):
            pair = tell_apart(pair=pair, note=because, by=by, at=at)
        pairs.append(pair)
    return pairs


@transaction.atomic
def recognise(*, person: Person, newcomer: Newcomer, by: User, at: datetime) -> Person:
    """The newcomer is this registered person. A record without a document gets the number that was shown.

    Raises NotAllowed, ValidationError, and PersonExists when the number belongs to another record.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not (answer := may_edit(by, person)):
        raise NotAllowed(answer.reason)
    if person.id_type == "none" and newcomer.id_number.strip():
        give_number(person=person, id_type=newcomer.id_type, id_number=newcomer.id_number, by=by, at=at)
    record("beneficiaries.recognised_at_the_door", subject=person, by=by, at=at)
    return person
