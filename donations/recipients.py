"""Addresses of donors, who have no account: the resolver for keys like "donor:34"."""

from collections.abc import Collection
from datetime import datetime

from donations.models import Donor
from notifications.recipients import Address
from protection.access import AccessContext
from protection.sealing import unseal
from protection.validators import is_mobile

FIELD_OF_CHANNEL = {"sms": "phone", "email": "email"}


class DonorResolver:
    """E-mail and telephone as the donor gave them for this purpose."""

    def reachable(self, ids: Collection[int], channel: str) -> set[int]:
        field = FIELD_OF_CHANNEL.get(channel)
        if field is None:
            return set()
        return set(Donor.objects.filter(pk__in=ids).exclude(**{field: ""}).order_by().values_list("pk", flat=True))

    def address(self, id: int, channel: str, at: datetime) -> Address | None:
        if id not in self.reachable([id], channel):
            return None
        donor = Donor.objects.get(pk=id)
        value = unseal(donor, FIELD_OF_CHANNEL[channel], AccessContext(by=None, purpose="message_delivery", at=at))
        if channel == "sms" and not is_mobile(value):
            return None
        return Address(value, token=(donor.phone_index if channel == "sms" else donor.email_index) or "")

    def tokens(self, ids: Collection[int], channel: str) -> dict[int, str]:
        column = {"sms": "phone_index", "email": "email_index"}.get(channel)
        if column is None:
            return dict.fromkeys(ids, "")
        rows = Donor.objects.filter(pk__in=ids).order_by().values_list("pk", column)
        return {pk: token or "" for pk, token in rows}

    def user_ids(self, ids: Collection[int]) -> dict[int, int]:
        return {}
