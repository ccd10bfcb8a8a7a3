"""Addresses of whoever asked for volunteers without an account: the resolver for keys like "request:12"."""

from collections.abc import Collection
from datetime import datetime

from notifications.recipients import Address
from protection.access import AccessContext
from protection.sealing import unseal
from protection.validators import is_mobile
from volunteers.models import ServiceRequest

SMS = "sms"


class RequestResolver:
    """SMS to the telephone that was given with the request."""

    def reachable(self, ids: Collection[int], channel: str) -> set[int]:
        if channel != SMS:
            return set()
        given = ServiceRequest.objects.filter(pk__in=ids).exclude(phone="").order_by()
        return set(given.values_list("pk", flat=True))

    def address(self, id: int, channel: str, at: datetime) -> Address | None:
        request = ServiceRequest.objects.filter(pk=id).first() if channel == SMS else None
        if request is None or not request.phone:
            return None
        number = unseal(request, "phone", AccessContext(by=None, purpose="message_delivery", at=at))
        return Address(number, token=request.phone_index or "") if is_mobile(number) else None

    def tokens(self, ids: Collection[int], channel: str) -> dict[int, str]:
        rows = ServiceRequest.objects.filter(pk__in=ids).order_by().values_list("pk", "phone_index")
        return {pk: (index or "") if channel == SMS else "" for pk, index in rows}

    def user_ids(self, ids: Collection[int]) -> dict[int, int]:
        return {}
