"""Contacts that are bad: an address that its provider refused for good (reliability.md 3.2).

A mark holds for one address and not for the person: as soon as the person has another telephone or e-mail address,
nothing is bad any more, whoever changed it and wherever. Until then messages take their other channels.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from audit.recording import record
from notifications.models import BadContact
from notifications.recipients import Address, Recipient, reachable, tokens_of


@transaction.atomic
def mark_bad(recipient: Recipient, channel: str, address: Address, problem: str, *, at: datetime) -> BadContact:
    """Records that this address was refused; the same address refused once more is no second event."""
    row, _is_new = BadContact.objects.select_for_update().get_or_create(
        recipient_key=recipient.key, channel=channel, defaults={"problem": problem[:80], "found_at": at}
    )
    if row.address_token == address.token:
        return row
    row.address_token, row.problem, row.found_at = address.token, problem[:80], at
    row.save(update_fields=["address_token", "problem", "found_at"])
    data = {"recipient": recipient.key, "channel": channel}
    record("notifications.contact_refused", subject=row, by=None, at=at, data=data)
    return row


def unusable_address(recipient: Recipient, channel: str) -> Address | None:
    """What somebody gave and nobody can send to, such as a landline for SMS; None when nothing is given at all."""
    if recipient not in reachable([recipient], channel):
        return None
    token = tokens_of([recipient], channel).get(recipient, "")
    return Address("", token=token) if token else None


def trust_again(recipient_key: str, channel: str) -> None:
    """Somebody sends to the address once more: it counts as good until the provider says otherwise."""
    BadContact.objects.filter(recipient_key=recipient_key, channel=channel).delete()


def bad_contacts(recipients: Iterable[Recipient]) -> dict[Recipient, list[BadContact]]:
    """The marks that hold at this moment, for those who have any. A constant number of queries."""
    keys = [recipient.key for recipient in recipients]
    rows = list(BadContact.objects.filter(recipient_key__in=keys).order_by("channel"))
    found: dict[Recipient, list[BadContact]] = defaultdict(list)
    for channel in {row.channel for row in rows}:
        of_channel = [row for row in rows if row.channel == channel]
        present = tokens_of([Recipient(row.recipient_key) for row in of_channel], channel)
        for row in of_channel:
            recipient = Recipient(row.recipient_key)
            if row.address_token and present.get(recipient) == row.address_token:
                found[recipient].append(row)
    return dict(found)
