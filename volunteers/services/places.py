"""Giving, offering and taking back places. Every caller holds the lock of the role (volunteers.locking)."""

from collections.abc import Iterable
from datetime import datetime
from secrets import randbelow
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from audit.recording import record
from database.kept import KeptUpdate
from volunteers.checks import TO_MOVE_UP, candidate_for, refusal
from volunteers.choices import CancelReason
from volunteers.fairness import draw_moment, drawn_order, room_for, waits_for_draw
from volunteers.models import ShiftRole, ShiftWatch, Signup
from volunteers.models.signups import HOLDING_STATES, LIVE_STATES
from volunteers.offers import reply_until
from volunteers.policy import place_terms_on
from volunteers.workflow import SIGNUP_WORKFLOW

SEEDS = 1_000_000_000  # nine digits: nothing that an audit event could take for a personal number

_take_one = KeptUpdate(lambda role: ShiftRole.objects.filter(pk=role, taken__lt=F("capacity")), taken=F("taken") + 1)


class NoPlaceLeft(Exception):
    """The role was full although its lock is held: a caller forgot the lock."""


def give_place(signup: Signup, role: ShiftRole, transition: str, *, by: Any, at: datetime) -> None:
    """Reserves the places of the sign-up and moves it on.

    Raises NoPlaceLeft, and IntegrityError when the volunteer is confirmed elsewhere.
    """
    if _take(role, signup.party_size) != 1:
        raise NoPlaceLeft(role.pk)
    SIGNUP_WORKFLOW.fire(transition, signup, by=by, at=at)
    role.taken += signup.party_size
    if role.called_at and not role.free:
        role.called_at = None  # whoever leaves later is a new occasion to call
        role.save(update_fields=["called_at"])


def take_place_back(
    signup: Signup, role: ShiftRole, transition: str, reason: CancelReason, *, by: Any, at: datetime
) -> None:
    """Ends a live sign-up; the people kept above the capacity are used up first."""
    held = signup.state in HOLDING_STATES
    SIGNUP_WORKFLOW.fire(transition, signup, by=by, at=at)
    signup.cancelled_at, signup.cancelled_by, signup.cancel_reason = at, by, reason
    signup.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    if held:
        role.taken -= signup.party_size
        role.overfill = max(0, role.taken - role.capacity)
        role.seeking -= signup.party_size if signup.standin_asked_at else 0
        role.save(update_fields=["taken", "overfill", "seeking"])


def promote_waiting(role: ShiftRole, *, at: datetime) -> list[Signup]:
    """Offers free places in the order of the waiting list; shortly before the start calls everybody on it instead.

    Somebody who may not come now (busy at that time, insurance over, more people than places) keeps his turn for the
    next time. People are not locked here, because that would reverse the order of locks: an offer binds nobody, and
    accepting it locks the person and asks again.
    """
    if role.free == 0 or role.shift.state == "cancelled" or at >= role.shift.starts_at:
        return []
    if waits_for_draw(role):
        return _draw(role, at)
    waiting = list(live_signups([role], "waiting").select_related("volunteer"))
    if not waiting:
        return []
    until = reply_until(role.shift.starts_at, at, place_terms_on(localdate(at)))
    if until is None:
        call_everybody(role, at=at)
        return []
    return [signup for signup in waiting if role.free and _offer(signup, role, until, at)]


def refill(role: ShiftRole, *, at: datetime) -> list[Signup]:
    """After somebody left: the waiting list first; whoever watches the shift hears of what is free then."""
    promoted = promote_waiting(role, at=at)
    if role.free and role.shift.state == "open" and at < role.shift.starts_at:
        tell_watchers(role, at=at)
    return promoted


def tell_watchers(role: ShiftRole, *, at: datetime) -> None:
    if ShiftWatch.objects.filter(shift=role.shift_id).exists():
        record("volunteers.place_free", subject=role.shift, by=None, at=at, data={"role": role.pk})


def call_everybody(role: ShiftRole, *, at: datetime) -> None:
    """Tells all who wait that the first who answers has the place; once, until the role is full again."""
    if role.called_at is None:
        role.called_at = at
        role.save(update_fields=["called_at"])
        record("volunteers.everybody_called", subject=role.shift, by=None, at=at, data={"role": role.pk})


def end_stale_offers(role: ShiftRole, *, at: datetime) -> int:
    """Takes back what was not answered in time; returns how many."""
    stale = live_signups([role], "offered").filter(offer_expires_at__lte=at).select_related("volunteer")
    for signup in stale:
        signup.shift = role.shift
        take_place_back(signup, role, "expire", CancelReason.OFFER_EXPIRED, by=None, at=at)
    return len(stale)


def hand_over(role: ShiftRole, size: int, *, by: Any, at: datetime) -> bool:
    """Frees the place of whoever looks for a stand-in longest, for somebody who takes it in the same transaction."""
    if role.seeking < size or role.overfill:
        return False
    seekers = live_signups([role], "confirmed").filter(standin_asked_at__isnull=False, party_size=size)
    seeker = seekers.order_by("standin_asked_at", "pk").first()
    if seeker is None:
        return False
    take_place_back(seeker, role, "hand_over", CancelReason.REPLACED, by=by, at=at)
    return True


def live_signups(roles: Iterable[ShiftRole], *states: str) -> QuerySet[Signup]:
    live = Signup.objects.filter(role__in=list(roles), state__in=states or LIVE_STATES)
    return live.order_by("role_id", "sequence")


def may_come(signup: Signup, role: ShiftRole, at: datetime) -> bool:
    if room_for(role, signup.volunteer_id, at) < signup.party_size:
        return False
    return not refusal(candidate_for(signup.volunteer, since=at), role, role.shift, at, TO_MOVE_UP)


def _take(role: ShiftRole, size: int) -> int:
    if size == 1:
        return _take_one(role.pk)
    enough = ShiftRole.objects.filter(pk=role.pk, taken__lte=F("capacity") - size)
    return enough.update(taken=F("taken") + size)


def _offer(signup: Signup, role: ShiftRole, until: datetime, at: datetime) -> bool:
    if not may_come(signup, role, at):
        return False
    signup.offered_at, signup.offer_expires_at = at, until
    signup.save(update_fields=["offered_at", "offer_expires_at"])
    give_place(signup, role, "offer", by=None, at=at)
    return True


def _draw(role: ShiftRole, at: datetime) -> list[Signup]:
    """Gives the places that everybody signed up for alike, once, and leaves the others in the drawn order.

    The turns are given out anew, so that from now on the list moves as every other one does.
    """
    due = draw_moment(role.shift)
    if due is None or at < due:
        return []
    seed = randbelow(SEEDS)
    order = drawn_order(live_signups([role], "waiting").select_related("volunteer"), role.shift.activity, seed)
    for signup in order:
        role.last_sequence += 1
        signup.sequence = role.last_sequence
        signup.save(update_fields=["sequence"])
    role.drawn_at = at
    role.save(update_fields=["last_sequence", "drawn_at"])
    record("volunteers.places_drawn", subject=role.shift, by=None, at=at, data={"role": role.pk, "seed": seed})
    return [signup for signup in order if role.free and _drawn(signup, role, at)]


def _drawn(signup: Signup, role: ShiftRole, at: datetime) -> bool:
    if not may_come(signup, role, at):
        return False
    try:
        with transaction.atomic():
            give_place(signup, role, "draw", by=None, at=at)
    except IntegrityError:  # confirmed for another shift at this very moment
        return False
    return True
