"""Messages to people without an account: by SMS to the number of the register."""

from collections.abc import Collection
from datetime import datetime

from beneficiaries.models import Person
from notifications.recipients import Address
from protection.access import AccessContext
from protection.sealing import unseal

SMS = "sms"


class PersonResolver:
    """`person:<id>`. Whoever has an account is written to under `user:<id>` instead."""

    def reachable(self, ids: Collection[int], channel: str) -> set[int]:
        if channel != SMS:
            return set()
        return set(Person.objects.filter(pk__in=ids).exclude(phone="").values_list("pk", flat=True))

    def address(self, id: int, channel: str, at: datetime) -> Address | None:
        person = Person.objects.filter(pk=id).exclude(phone="").first()
        if person is None or channel != SMS:
            return None
        return Address(unseal(person, "phone", AccessContext(by=None, purpose="message_delivery", at=at)))

    def user_ids(self, ids: Collection[int]) -> dict[int, int]:
        return dict(Person.objects.filter(pk__in=ids, user__isnull=False).values_list("pk", "user"))
