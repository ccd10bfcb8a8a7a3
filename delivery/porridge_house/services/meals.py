"""Giving a meal for a card. The answer is always one row: the meal, or the refusal with its reason."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.porridge_house import states
from delivery.porridge_house.choices import Reason, Source
from delivery.porridge_house.codes import read_card
from delivery.porridge_house.models import MealCard, MealRedemption, MealSite, RefusedScan
from delivery.porridge_house.models.sites import MealTerms
from delivery.porridge_house.permissions import may_enter_day, may_give_meals, may_keep_office
from delivery.porridge_house.policy import Entering, entering_on, meal_terms_on, serves_at
from volunteers.checkin_clock import Seen
from volunteers.locking import taking_turns
from workflow.machine import NotAllowed, Refused

MOST_OF_A_TALLY = 300
REASON_OF_STATE = {
    states.MADE: Reason.NOT_HANDED_OVER,
    states.FROZEN: Reason.FROZEN,
    states.REPLACED: Reason.REPLACED,
    states.ENDED: Reason.ENDED,
}


@dataclass(frozen=True)
class Scan:
    """One press at the counter. `card_text`: what the camera read or the clerk typed; `nonce` is the press's name."""

    site: MealSite
    card_text: str
    nonce: UUID
    seen: Seen


Outcome = MealRedemption | RefusedScan


@taking_turns
def redeem(*, scan: Scan, by: Any, at: datetime) -> Outcome:
    """A meal, or the reason why there is none. The same press sent again gets the same answer.

    Locks the card, so that of fifty clerks one gives the meal; the database holds the same by itself. Raises
    NotAllowed for somebody who is no clerk of the place, Refused for a press that makes no sense, Busy.
    """
    if not (answer := may_give_meals(by, scan.site)):
        raise NotAllowed(answer.reason)
    return _answer(scan, by, at, is_paper=False)


def enter_tally(*, site: MealSite, day: date, numbers: list[str], by: Any, at: datetime) -> list[Outcome]:
    """A paper tally, each line for itself: what was entered before or is refused does not hold the others up.

    Raises NotAllowed, and Refused for a day that is too long ago, lies ahead, or has no terms.
    """
    if not (answer := may_enter_day(by, site)):
        raise NotAllowed(answer.reason)
    if len(numbers) > MOST_OF_A_TALLY:
        raise Refused(_("Enter at most %(number)d lines at once.") % {"number": MOST_OF_A_TALLY})
    seen = Seen(_tally_time(site, day, at))
    return [_enter_line(Scan(site, text, uuid4(), seen), by, at) for text in numbers]


@taking_turns
def _enter_line(scan: Scan, by: Any, at: datetime) -> Outcome:
    return _answer(scan, by, at, is_paper=True)


@transaction.atomic
def take_back_meal(*, meal: MealRedemption, reason: str, by: Any, at: datetime) -> MealRedemption:
    """A meal that was entered by mistake counts no more. Raises NotAllowed, and Refused once it is on a statement."""
    if not (answer := may_keep_office(by)):
        raise NotAllowed(answer.reason)
    MealCard.objects.select_for_update(of=("self",), no_key=True).get(pk=meal.card_id)
    meal = MealRedemption.objects.select_for_update(of=("self",), no_key=True).get(pk=meal.pk)
    if meal.statement_id is not None:
        raise Refused(_("This meal is on a statement. Take the statement back first."))
    if meal.voided_at is not None:
        return meal
    if not reason.strip():
        raise Refused(_("Write why the meal is taken back."))
    meal.voided_at, meal.voided_by, meal.void_reason = at, by, reason.strip()
    meal.save(update_fields=["voided_at", "voided_by", "void_reason"])
    record("porridge_house.meal_taken_back", subject=meal, by=by, at=at)
    return meal


def _tally_time(site: MealSite, day: date, at: datetime) -> datetime:
    """A tally knows the day only, so its meals stand at the beginning of breakfast."""
    today = timezone.localdate(at)
    if day > today:
        raise Refused(_("This day lies ahead."))
    if (today - day).days >= entering_on(today).paper_days:
        raise Refused(_("This tally is too old to be entered. Tell the federation."))
    moment = timezone.make_aware(datetime.combine(day, _terms(site, day).opens_at))
    if moment > at:
        raise Refused(_("Breakfast of this day has not begun."))
    return moment


def _terms(site: MealSite, day: date) -> MealTerms:
    terms = meal_terms_on(site, day)
    if terms is None:
        raise Refused(_("No terms of meals are in force for this place. The federation publishes them."))
    return terms


def _answer(scan: Scan, by: Any, at: datetime, *, is_paper: bool) -> Outcome:
    if scan.seen.at > at:
        raise Refused(_("The time of this meal lies in the future: the clock of the phone was changed."))
    read = read_card(scan.card_text)
    cards = MealCard.objects.select_for_update(of=("self",), no_key=True)
    card = cards.filter(number=read.number).first() if read.number else None
    if (known := _known(scan, card)) is not None:
        return known
    day = timezone.localdate(scan.seen.at)
    terms = _terms(scan.site, day)
    if card is None:
        return _refuse(scan, None, Reason.UNKNOWN, day, by, at)
    number = MealRedemption.objects.standing().filter(card=card, day=day).count() + 1
    late = None if is_paper else entering_on(day)
    if (reason := _reason(scan, card, terms, number, late, at)) is not None:
        return _refuse(scan, card, reason, day, by, at)
    source = Source.SCAN if read.is_scanned and not is_paper else Source.PAPER if is_paper else Source.TYPED
    return _give(scan, card, day, number, source, terms.price_fen, by, at)


def _known(scan: Scan, card: MealCard | None) -> Outcome | None:
    """The same press, sent again."""
    meal = MealRedemption.objects.filter(nonce=scan.nonce).first()
    known: Outcome | None = meal or RefusedScan.objects.filter(nonce=scan.nonce).first()
    if known is None:
        return None
    if (known.card_id, known.site_id) != (card.pk if card else None, scan.site.pk):
        raise Refused(_("This press belongs to another card. Please load the page again."))
    return known


def _reason(
    scan: Scan, card: MealCard, terms: MealTerms, number: int, late: Entering | None, at: datetime
) -> Reason | None:
    """Why there is no meal; None when there is. What concerns the card comes first, it tells the holder most."""
    day = timezone.localdate(scan.seen.at)
    checks = (
        (card.state != states.ACTIVE, REASON_OF_STATE.get(card.state, Reason.UNKNOWN)),
        (card.valid_from > day, Reason.NOT_VALID_YET),
        (card.valid_until < day, Reason.EXPIRED),
        (number > card.daily_limit, Reason.ALREADY),
        (not scan.site.is_open, Reason.SITE_CLOSED),
        (not serves_at(terms, scan.seen.at), Reason.OUTSIDE_WINDOW),
        (late is not None and at - scan.seen.at > late.offline, Reason.TOO_OLD),
    )
    return next((reason for fails, reason in checks if fails), None)


def _give(
    scan: Scan, card: MealCard, day: date, number: int, source: Source, worth_fen: int, by: Any, at: datetime
) -> Outcome:
    try:
        with transaction.atomic():
            meal = MealRedemption.objects.create(
                card=card,
                site=scan.site,
                day=day,
                number=number,
                source=source,
                eaten_at=scan.seen.at,
                device_at=scan.seen.device_at,
                skew_seconds=scan.seen.skew_seconds,
                recorded_at=at,
                operator=by,
                nonce=scan.nonce,
                worth_fen=worth_fen,
                is_donated=card.gift_of_id is not None,
            )
    except IntegrityError:  # only the lock keeps this from happening; the database does not rely on it
        return _refuse(scan, card, Reason.ALREADY, day, by, at)
    data = {"site": scan.site.code, "day": day.isoformat(), "source": str(source)}
    record("porridge_house.meal_given", subject=card, by=by, at=at, data=data)
    return meal


def _refuse(scan: Scan, card: MealCard | None, reason: Reason, day: date, by: Any, at: datetime) -> RefusedScan:
    values = {
        "card": card,
        "site": scan.site,
        "day": day,
        "reason": reason,
        "seen_at": scan.seen.at,
        "recorded_at": at,
        "operator": by,
    }
    refused, is_new = RefusedScan.objects.get_or_create(nonce=scan.nonce, defaults=values)
    if not is_new:  # no lock keeps two presses of a card apart that does not exist
        return refused
    data = {"site": scan.site.code, "day": day.isoformat(), "reason": str(reason)}
    record("porridge_house.meal_refused", subject=card or scan.site, by=by, at=at, data=data)
    return refused
