"""Addresses of trainers, who need no account: the resolver for keys like "seedling_trainer:34"."""

from collections.abc import Collection
from datetime import datetime

from delivery.seedling_protection.models import TrainerContact
from notifications.recipients import Address, Recipient
from protection.access import AccessContext
from protection.sealing import unseal

SMS, KIND = "sms", "seedling_trainer"


def trainer_recipient(contact: TrainerContact) -> Recipient:
    return Recipient(f"{KIND}:{contact.pk}")


class TrainerResolver:
    """SMS to the mobile number that stands with the training. It is about work that the trainer agreed to."""

    def reachable(self, ids: Collection[int], channel: str) -> set[int]:
        if channel != SMS:
            return set()
        return set(TrainerContact.objects.filter(pk__in=ids).values_list("pk", flat=True))

    def address(self, id: int, channel: str, at: datetime) -> Address | None:
        contact = TrainerContact.objects.filter(pk=id).first() if channel == SMS else None
        if contact is None:
            return None
        return Address(unseal(contact, "phone", AccessContext(by=None, purpose="message_delivery", at=at)))

    def tokens(self, ids: Collection[int], channel: str) -> dict[int, str]:
        return dict.fromkeys(ids, "")

    def user_ids(self, ids: Collection[int]) -> dict[int, int]:
        return {}
