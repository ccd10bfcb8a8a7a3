"""Addresses of people who sign in: the resolver for keys like "user:12"."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from notifications.models import IN_APP
from notifications.recipients import Address, email_token
from protection.access import AccessContext
from protection.sealing import unseal
from protection.validators import is_mobile

COLUMNS = {"email": "email", "sms": "phone"}


class UserResolver:
    """In-app for every active user; e-mail and SMS for those who gave an address."""

    def reachable(self, ids: Collection[int], channel: str) -> set[int]:
        users = get_user_model().objects.filter(pk__in=ids, is_active=True).order_by()
        if channel in COLUMNS:
            users = users.exclude(**{COLUMNS[channel]: ""})
        elif channel != IN_APP:
            return set()
        return set(users.values_list("pk", flat=True))

    def address(self, id: int, channel: str, at: datetime) -> Address | None:
        user = get_user_model().objects.filter(pk=id, is_active=True).first()
        if user is None or not (value := self._value(user, channel, at)):
            return None
        return Address(value, user.language, user.pk, self._token(user.email, user.phone_index, channel))

    def tokens(self, ids: Collection[int], channel: str) -> dict[int, str]:
        users = get_user_model().objects.filter(pk__in=ids).order_by().values_list("pk", "email", "phone_index")
        return {pk: self._token(email, phone, channel) for pk, email, phone in users}

    def user_ids(self, ids: Collection[int]) -> dict[int, int]:
        return {id: id for id in ids}

    def _value(self, user: Any, channel: str, at: datetime) -> str:
        """Opening the phone number leaves a line in the access log."""
        if channel == "sms":
            access = AccessContext(by=None, purpose="message_delivery", at=at)
            number = unseal(user, "phone", access) if user.phone else ""
            return number if is_mobile(number) else ""
        return {IN_APP: str(user.pk), "email": user.email}.get(channel, "")

    @staticmethod
    def _token(email: str, phone_index: str | None, channel: str) -> str:
        return {"email": email_token(email), "sms": phone_index or ""}.get(channel, "")
