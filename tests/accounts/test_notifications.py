"""Administrators hear of a channel whose provider refuses the portal."""

import pytest

from accounts.roles import SYSTEM_ADMIN
from audit.models import Event
from notifications import breaker
from notifications.messages import messages_about, write
from tests.factories.accounts import LONG_AGO, UserFactory

pytestmark = pytest.mark.django_db


def test_administrators_are_told_while_the_channel_is_paused(cast):
    other = UserFactory(role=SYSTEM_ADMIN)
    breaker.pause("email", "smtp:535", at=LONG_AGO)
    event = Event.objects.get(code="notifications.channel_paused")
    [message] = messages_about(event.code)

    people = message.recipients(event)

    assert {person.key for person in people} == {f"user:{cast['admin'].pk}", f"user:{other.pk}"}
    assert [message.still_applies(event, person) for person in people] == [True, True]
    assert write(message, "in_app", message.context(event, people[0]))[0] == "服务商拒收我们的消息：电子邮箱"
    assert message.path(event, people[0]) == "/admin/notifications/delivery/"

    breaker.resume("email", at=LONG_AGO)
    assert not message.still_applies(event, people[0])
