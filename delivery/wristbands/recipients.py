"""Addresses of emergency contacts: the resolver for keys like "band_contact:34"."""

from collections.abc import Collection
from datetime import datetime

from delivery.wristbands.models import EmergencyContact
from notifications.models import IN_APP
from notifications.recipients import Address, Recipient
from protection.access import AccessContext
from protection.sealing import unseal
from protection.validators import is_mobile

SMS = "sms"


def contact_recipient(contact: EmergencyContact) -> Recipient:
    return Recipient(f"band_contact:{contact.pk}")


class ContactResolver:
    """SMS to the telephone on the band's list; in the portal too for a registered guardian with an account.

    No consent is asked for: whoever is on the list agreed to be called, and it is about somebody's safety.
    """

    def reachable(self, ids: Collection[int], channel: str) -> set[int]:
        rows = EmergencyContact.objects.filter(pk__in=ids).order_by()
        if channel == SMS:
            rows = rows.exclude(phone="")
        elif channel == IN_APP:
            rows = rows.filter(person__user__is_active=True)
        else:
            return set()
        return set(rows.values_list("pk", flat=True))

    def address(self, id: int, channel: str, at: datetime) -> Address | None:
        rows = EmergencyContact.objects.select_related("person__user")
        contact = rows.filter(pk=id).first() if id in self.reachable([id], channel) else None
        if contact is None:
            return None
        user = contact.person.user if contact.person else None
        language = user.language if user else "zh-hans"
        if channel == IN_APP:
            return Address(str(user.pk), language, user.pk) if user else None
        number = unseal(contact, "phone", AccessContext(by=None, purpose="message_delivery", at=at))
        return Address(number, language, token=contact.phone_index or "") if is_mobile(number) else None

    def tokens(self, ids: Collection[int], channel: str) -> dict[int, str]:
        rows = EmergencyContact.objects.filter(pk__in=ids).order_by().values_list("pk", "phone_index")
        return {pk: (index or "") if channel == SMS else "" for pk, index in rows}

    def user_ids(self, ids: Collection[int]) -> dict[int, int]:
        rows = EmergencyContact.objects.filter(pk__in=ids, person__user__isnull=False).order_by()
        return dict(rows.values_list("pk", "person__user"))
