"""Whose application is it? A worker who fills in for a family is shown whoever may be registered already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.models import ApplicationDraft
from applications.services.drafts import answers_of, save_step
from applications.services.intake import CannotSubmit
from applications.steps import DOOR, PERSON
from applications.unclaimed import prefilled
from beneficiaries.doorstep import Doorstep, Newcomer, who_is_it
from beneficiaries.models import Person
from beneficiaries.services import knock, recognise
from beneficiaries.services.door import LooksLike as SomebodyAlike
from beneficiaries.services.door import note_other_people, refuse_unasked


class WhoIsIt(CannotSubmit):
    """People like this one are registered, and nobody said yet which of them it is."""


def newcomer_of(draft: ApplicationDraft, who: Mapping[str, Any]) -> Newcomer:
    """The account of a minor's page is the guardian's, and says nothing about the child."""
    has_guardian = draft.program.scheme.is_for_minors or who.get("guardian_id_number")
    own = {} if has_guardian else {"phone": who.get("phone", ""), "bank_account": who.get("bank_account", "")}
    return Newcomer(name=who.get("name", ""), id_number=who.get("id_number", ""), address=who.get("address", ""), **own)


def knock_for(draft: ApplicationDraft, who: Mapping[str, Any], *, by: Any, at: datetime) -> Doorstep:
    """Who the person of this page may be; nobody is looked for when a family fills in for itself."""
    if not draft.for_client or not who.get("name"):
        return Doorstep()
    return knock(newcomer=newcomer_of(draft, who), by=by, at=at)


def is_answered(doorstep: Doorstep, answers: Mapping[str, Any]) -> bool:
    """Everybody shown now was shown before, and was somebody else."""
    told = answers.get(DOOR, {})
    try:
        refuse_unasked(doorstep, seen=told.get("seen", ()), because=told.get("because", ""))
    except (SomebodyAlike, ValidationError):
        return False
    return True


@transaction.atomic
def say_somebody_else(
    *, draft: ApplicationDraft, seen: list[str], because: str, by: Any, at: datetime
) -> ApplicationDraft:
    """Kept with the draft; the register notes it once the person is registered. Raises LooksLike, ValidationError."""
    who = answers_of(draft, by=by, at=at).get(PERSON, {})
    refuse_unasked(knock_for(draft, who, by=by, at=at), seen=seen, because=because)
    return save_step(draft=draft, step=DOOR, answers={"seen": seen, "because": because}, is_done=False, by=by, at=at)


@transaction.atomic
def use_registered_person(*, draft: ApplicationDraft, person: Person, by: Any, at: datetime) -> ApplicationDraft:
    """The page of the person takes what the register knows; what it does not know stays as typed.

    Raises NotAllowed, PersonExists, ValidationError.
    """
    who = answers_of(draft, by=by, at=at).get(PERSON, {})
    person = recognise(person=person, newcomer=newcomer_of(draft, who), by=by, at=at)
    known = prefilled(person, draft.program.scheme, by=by, at=at)
    answers = {**who, **{name: value for name, value in known.items() if name in who and value}}
    is_done = PERSON in draft.done_steps
    return save_step(draft=draft, step=PERSON, answers=answers, is_done=is_done, by=by, at=at)


def refuse_unanswered(draft: ApplicationDraft, answers: Mapping[str, Any], *, by: Any) -> Doorstep:
    """Raises WhoIsIt. Returns the people who are somebody else, for `note_decision`."""
    if not draft.for_client:
        return Doorstep()
    found = who_is_it(newcomer_of(draft, answers[PERSON]), user=by)
    if not is_answered(found, answers):
        raise WhoIsIt(_("Somebody like this is registered already. Say first who it is."))
    return found


def note_decision(found: Doorstep, person: Person, answers: Mapping[str, Any], *, by: Any, at: datetime) -> None:
    because = answers.get(DOOR, {}).get("because", "")
    note_other_people(person=person, alike=found.alike, because=because, by=by, at=at)
