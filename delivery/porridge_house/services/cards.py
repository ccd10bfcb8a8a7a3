"""Cards: from an approved application to the hand, and what happens to them afterwards."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states as case_states
from applications.models import Application
from applications.services.in_kind import record_delivery
from audit.recording import record
from beneficiaries.models import Person
from delivery.porridge_house import states
from delivery.porridge_house.codes import new_card_number
from delivery.porridge_house.models import MealCard, Partner, RosterEntry
from delivery.porridge_house.permissions import may_keep_office
from delivery.porridge_house.workflow import CARD
from web.references import insert_drawn
from workflow.machine import NotAllowed, Refused

SCHEME = "porridge_house"


@transaction.atomic
def make_card(*, application: Application, gift_of: Partner | None = None, by: Any, at: datetime) -> MealCard:
    """The card of an approved application, under the terms that it was judged by. Locks the person.

    Raises NotAllowed, and Refused: not approved, on no employer's list (P01-2), a live card that it does not replace
    (P01-3), or no more replacements this year.
    """
    _demand_office(by)
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=application.applicant_id)
    application = Application.objects.select_related("program", "terms", "applicant").get(pk=application.pk)
    if application.program.scheme_code != SCHEME or application.state != case_states.APPROVED:
        raise Refused(_("Only an approved application for breakfast becomes a card."))
    entry = _roster_entry(application.applicant_id)
    before = MealCard.objects.live().select_for_update(of=("self",)).filter(person=application.applicant_id).first()
    if before is not None and not application.answers.get("lost_card"):
        raise Refused(_("This person has a card already: %(card)s.") % {"card": before.number})
    if before is not None:
        return _replace(before, application, entry, gift_of, _("asked for with a new application"), by, at)
    return _insert(application, entry, gift_of, None, by, at)


@transaction.atomic
def replace_card(*, card: MealCard, note: str, by: Any, at: datetime) -> MealCard:
    """A lost or broken card: the old one stops at once, a new one waits to be handed over. Raises Refused."""
    card = locked_card(card)
    CARD.check("replace", card, by=by, at=at)
    entry = _roster_entry(card.person_id)
    application = Application.objects.select_related("program", "terms").get(pk=card.application_id)
    return _replace(card, application, entry, card.gift_of, note, by, at)


@transaction.atomic
def hand_over_card(
    *, card: MealCard, receiver_name: str, is_signed: bool, note: str, by: Any, at: datetime
) -> MealCard:
    """Into the holder's hand, against a signature or a note why there is none; the case follows. Raises Refused."""
    card = locked_card(card)
    CARD.check("hand-over", card, by=by, at=at)
    if not is_signed and not note.strip():
        raise Refused(_("The receiver signs the list; if nobody did, write why."))
    card.handed_at, card.handed_by = at, by
    card.save(update_fields=["handed_at", "handed_by"])
    CARD.fire("hand-over", card, by=by, at=at, data={"signed": is_signed})
    application = Application.objects.get(pk=card.application_id)
    if application.state == case_states.APPROVED:
        record_delivery(
            application=application,
            item="meal_card",
            receiver="applicant",
            receiver_name=receiver_name,
            is_signed=is_signed,
            note=note,
            handed_at=at,
            by=by,
            at=at,
        )
    return card


@transaction.atomic
def freeze_card(*, card: MealCard, note: str, by: Any, at: datetime) -> MealCard:
    """Lost, or something is to be looked at: no meal until somebody lets it be used again."""
    return _move("freeze", card, note, by, at)


@transaction.atomic
def unfreeze_card(*, card: MealCard, note: str, by: Any, at: datetime) -> MealCard:
    """Found again. A holder who is on no list any more gets no meal: the list comes first. Raises Refused."""
    _roster_entry(card.person_id)
    return _move("unfreeze", card, note, by, at)


@transaction.atomic
def end_card(*, card: MealCard, note: str, by: Any, at: datetime) -> MealCard:
    if not note.strip():
        raise Refused(_("Write why the card ends."))
    return _move("end", card, note, by, at)


def freeze_cards_of(people: Sequence[int], *, note: str, by: Any, at: datetime) -> int:
    """Cards in use of people who left their employer; the caller holds the transaction. Returns how many."""
    cards = MealCard.objects.select_for_update(of=("self",)).filter(person__in=people, state=states.ACTIVE)
    found = list(cards.select_related("person").order_by("pk"))
    for card in found:
        _fire("freeze", card, note, by, at)
    return len(found)


def locked_card(card: MealCard) -> MealCard:
    return MealCard.objects.select_for_update(of=("self",)).select_related("person", "program").get(pk=card.pk)


def _move(name: str, card: MealCard, note: str, by: Any, at: datetime) -> MealCard:
    card = locked_card(card)
    CARD.check(name, card, by=by, at=at)
    return _fire(name, card, note, by, at)


def _fire(name: str, card: MealCard, note: str, by: Any, at: datetime) -> MealCard:
    card.note = str(note).strip()[:200]
    card.save(update_fields=["note"])
    CARD.fire(name, card, by=by, at=at)
    return card


def _replace(
    card: MealCard,
    application: Application,
    entry: RosterEntry,
    gift_of: Partner | None,
    note: Any,
    by: Any,
    at: datetime,
) -> MealCard:
    limit = int(application.terms.parameters["replacements"])
    if replaced_in_year(card.person_id, timezone.localdate(at)) >= limit:
        raise Refused(_("%(times)d cards were replaced this year already, which is the most.") % {"times": limit})
    _fire("replace", card, note, by, at)
    return _insert(application, entry, gift_of, card, by, at)


def replaced_in_year(person_id: int, on: date) -> int:
    """Cards of this person that took the place of another in the calendar year."""
    new = MealCard.objects.filter(person=person_id, replaces__isnull=False)
    first = timezone.make_aware(datetime.combine(on.replace(month=1, day=1), time.min))
    return new.filter(made_at__gte=first).count()


def _insert(
    application: Application,
    entry: RosterEntry,
    gift_of: Partner | None,
    replaces: MealCard | None,
    by: Any,
    at: datetime,
) -> MealCard:
    terms, today = application.terms.parameters, timezone.localdate(at)
    ends = today + relativedelta(months=int(terms["card_months"])) - relativedelta(days=1)
    card = MealCard(
        number=new_card_number(),
        person_id=application.applicant_id,
        application=application,
        program=application.program,
        employer_id=entry.employer_id,
        gift_of=gift_of,
        daily_limit=int(terms["meals_per_day"]),
        valid_from=today,
        valid_until=replaces.valid_until if replaces and replaces.valid_until >= today else ends,
        replaces=replaces,
        made_at=at,
        state=CARD.initial,
        state_since=at,
    )
    try:
        insert_drawn(card, new_card_number, field="number")
    except IntegrityError as error:  # another desk was faster
        raise Refused(_("This person has a card already. Load the page again.")) from error
    data = {"replaces": replaces.number if replaces else "", "donated": gift_of is not None}
    record("porridge_house.card_made", subject=card, by=by, at=at, data=data)
    return card


def _roster_entry(person_id: int) -> RosterEntry:
    entry = RosterEntry.objects.active().filter(person=person_id).first()
    if entry is None:
        raise Refused(_("No employer's list shows this person as active. Take over the employer's list first."))
    if not entry.hardship:
        raise Refused(
            _("The employer's list does not confirm the hardship. The employer or the community confirms it.")
        )
    return entry


def _demand_office(by: Any) -> None:
    if not (answer := may_keep_office(by)):
        raise NotAllowed(answer.reason)
