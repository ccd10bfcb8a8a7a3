"""Addresses of people who may have no account: the resolver for keys like "person:34"."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from beneficiaries.models import Consent, Person
from notifications.models import IN_APP
from notifications.recipients import Address, email_token
from protection.access import AccessContext
from protection.sealing import unseal
from protection.validators import is_mobile

SMS, EMAIL = "sms", "email"
SMS_CONSENT = "SMS_WECHAT"


class PersonResolver:
    """In-app and e-mail through the person's account; SMS to whoever gave a telephone and did not say no.

    News of one's own case needs no consent (PIPL 13); a withdrawn consent is a no all the same.
    """

    def reachable(self, ids: Collection[int], channel: str) -> set[int]:
        people = Person.objects.filter(pk__in=ids).order_by()
        if channel == SMS:
            people = self._without_refusal(people.exclude(phone=""))
        elif channel == IN_APP:
            people = people.filter(user__is_active=True)
        elif channel == EMAIL:
            people = people.filter(user__is_active=True).exclude(user__email="")
        else:
            return set()
        return set(people.values_list("pk", flat=True))

    def address(self, id: int, channel: str, at: datetime) -> Address | None:
        if id not in self.reachable([id], channel):
            return None
        person = Person.objects.select_related("user").get(pk=id)
        value = self._value(person, channel, at)
        if not value:
            return None
        language, email = (person.user.language, person.user.email) if person.user else ("zh-hans", "")
        return Address(value, language, person.user_id, self._token(email, person.phone_index, channel))

    def tokens(self, ids: Collection[int], channel: str) -> dict[int, str]:
        people = Person.objects.filter(pk__in=ids).order_by().values_list("pk", "user__email", "phone_index")
        return {pk: self._token(email or "", phone, channel) for pk, email, phone in people}

    def user_ids(self, ids: Collection[int]) -> dict[int, int]:
        return dict(Person.objects.filter(pk__in=ids, user__isnull=False).order_by().values_list("pk", "user_id"))

    def _without_refusal(self, people: QuerySet[Person]) -> QuerySet[Person]:
        about_sms = Consent.objects.filter(purpose=SMS_CONSENT)
        refused = about_sms.filter(withdrawal__isnull=False).exclude(person__in=about_sms.in_force().values("person"))
        return people.exclude(pk__in=refused.values("person"))

    def _value(self, person: Person, channel: str, at: datetime) -> str:
        if channel == SMS:
            number = unseal(person, "phone", AccessContext(by=None, purpose="message_delivery", at=at))
            return number if is_mobile(number) else ""
        return str(person.user_id) if channel == IN_APP else person.user.email

    @staticmethod
    def _token(email: str, phone_index: str | None, channel: str) -> str:
        return {EMAIL: email_token(email), SMS: phone_index or ""}.get(channel, "")
