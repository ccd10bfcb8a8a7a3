"""What changes messages from outside: the sweep, reading, wishes, sending again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from audit.recording import record
from notifications import delivery, outcomes, planning
from notifications.channels import channel
from notifications.contacts import trust_again
from notifications.models import Delivery, Preference, Wish, provider_reference
from notifications.planning import plan_pending
from notifications.selectors import wishes_of
from notifications.states import ENDED, DeliveryState

__all__ = [
    "mark_all_read",
    "mark_read",
    "plan_pending",
    "send_again",
    "set_wishes",
    "sweep",
]

USEFUL_AGAIN = timedelta(hours=24)


class NotEnded(ValueError):
    """The message is still on its way; it will be sent without help."""


class CannotSwitchOff(ValueError):
    """The channel always works: the inbox."""


def sweep(*, at: datetime) -> dict[str, int]:
    """Plans new events, settles what dead workers left, delivers what is due. Safe to run at any time, any number."""
    clock = delivery.running_from(at)
    planned = planning.plan_pending(at=at)
    settled = outcomes.settle_expired_leases(at=clock())
    return {"planned": planned, "settled": settled, "delivered": delivery.deliver_due(at=clock())}


@transaction.atomic
def send_again(*, delivery: Delivery, by: AbstractBaseUser, at: datetime) -> Delivery:
    """Makes an ended message due once more, under a new provider reference, for a day. Locks the row.

    Still not sent when it no longer applies. An address that was marked as bad is trusted again.
    Raises NotEnded while the first sending is under way.
    """
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state not in ENDED:
        raise NotEnded(row.pk)
    before = row.state
    row.state, row.due_at, row.expires_at = DeliveryState.DUE, at, max(row.expires_at, at + USEFUL_AGAIN)
    row.resends, row.problem = row.resends + 1, ""
    row.ended_at = row.read_at = None
    row.provider_ref = provider_reference(row.occasion, row.recipient_key, row.channel, row.resends)
    row.save()
    trust_again(row.recipient_key, row.channel)
    record("notifications.sent_again", subject=row, by=by, at=at, data={"channel": row.channel, "was": before})
    return row


@transaction.atomic
def mark_read(*, delivery: Delivery, by: AbstractBaseUser, at: datetime) -> Delivery:
    """Reading one's own message is no event of the federation's work: nothing is recorded."""
    Delivery.objects.visible_to(by).unread().filter(pk=delivery.pk).update(read_at=at)
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def mark_all_read(*, by: AbstractBaseUser, at: datetime) -> int:
    return Delivery.objects.visible_to(by).unread().update(read_at=at)


@transaction.atomic
def set_wishes(*, wishes: Mapping[tuple[str, str], str], by: AbstractBaseUser, at: datetime) -> int:
    """Stores what `by` wants for themselves, by (category, channel); "when needed" is stored as nothing.

    Returns how many differ from before. Raises CannotSwitchOff for a channel that always works.
    """
    before = wishes_of(by)
    changed = {key: wish for key, wish in wishes.items() if before.get(key, Wish.WHEN_NEEDED) != wish}
    for (category, code), wish in changed.items():
        _store_wish(by, category, code, wish)
        data = {"category": category, "channel": code, "wish": wish}
        record("notifications.wish_changed", subject=by, by=by, at=at, data=data)
    return len(changed)


def _store_wish(user: AbstractBaseUser, category: str, code: str, wish: str) -> None:
    if not channel(code).may_disable:
        raise CannotSwitchOff(code)
    key: dict[str, Any] = {"user_id": user.pk, "category": category, "channel": code}
    if wish == Wish.WHEN_NEEDED:
        Preference.objects.filter(**key).delete()
    else:
        Preference.objects.update_or_create(**key, defaults={"wish": wish})
