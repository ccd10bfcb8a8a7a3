"""An address that is refused for good is marked, left alone, and good again when it is another one."""

import smtplib

import pytest

from accounts.services import change_phone
from audit.models import Event
from notifications import channels
from notifications.channels import email as email_channel
from notifications.channels.base import Parcel, TransportError
from notifications.contacts import bad_contacts
from notifications.delivery import deliver_due
from notifications.models import BadContact, Delivery
from notifications.planning import plan_pending
from notifications.recipients import Address, user_recipient
from notifications.services import send_again
from protection.sealing import seal
from tests.notifications.channel_double import ChannelDouble
from tests.notifications.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def email(monkeypatch):
    double = ChannelDouble()
    monkeypatch.setitem(channels.channels(), "email", double)
    return double


@pytest.fixture
def with_phone(zhang):
    seal(zhang, "phone", "19900000001")
    zhang.save()
    return zhang


def deliver(at=NOON):
    plan_pending(at=at)
    return deliver_due(at=at, clock=lambda: at)


def refuse(email):
    email.problems = [TransportError("smtp:550", bad_address=True)]


def bad(user):
    return [row.channel for row in bad_contacts([user_recipient(user.pk)]).get(user_recipient(user.pk), [])]


def test_a_refused_address_is_marked_with_one_event_and_the_next_channel_takes_over(with_phone, tell, email):
    tell(with_phone)
    refuse(email)

    deliver()
    deliver()

    assert bad(with_phone) == ["email"]
    assert list(Delivery.objects.order_by("channel").values_list("channel", "state", "problem")) == [
        ("email", "failed", "smtp:550"),
        ("in_app", "sent", ""),
        ("sms", "sent", ""),
    ]
    (event,) = Event.objects.filter(code="notifications.contact_refused")
    assert event.data == {"recipient": f"user:{with_phone.pk}", "channel": "email"}


def test_the_next_message_does_not_go_there(with_phone, tell, email):
    tell(with_phone)
    refuse(email)
    deliver()

    second = tell(with_phone, shift="8")
    plan_pending(at=NOON)

    assert sorted(Delivery.objects.filter(event=second).values_list("channel", flat=True)) == ["in_app", "sms"]


def test_another_address_is_good_again(with_phone, tell, email):
    tell(with_phone)
    refuse(email)
    deliver()

    with_phone.email = "zhang.new@example.org"
    with_phone.save()

    assert bad(with_phone) == []


def test_another_refusal_of_the_new_address_is_another_event(with_phone, tell, email):
    for number, address in enumerate(["a@example.org", "b@example.org", "b@example.org"]):
        with_phone.email = address
        with_phone.save()
        BadContact.objects.filter(address_token="").delete()
        tell(with_phone, shift=str(number))
        refuse(email)
        deliver()

    assert Event.objects.filter(code="notifications.contact_refused").count() == 2


def test_an_address_changed_while_the_message_was_on_its_way_is_not_marked(with_phone, tell, email):
    def change(_parcel):
        with_phone.email = "zhang.new@example.org"
        with_phone.save()

    tell(with_phone)
    email.before = change
    refuse(email)

    deliver()

    assert bad(with_phone) == []


def test_a_refusal_of_this_message_says_nothing_about_the_address(with_phone, tell, email):
    tell(with_phone)
    email.problems = [TransportError("smtp:554", permanent=True)]

    deliver()

    assert bad(with_phone) == []
    assert BadContact.objects.count() == 0


def test_a_land_line_takes_no_sms_and_is_marked(zhang, tell):
    zhang.email = ""
    zhang.save()
    change_phone(user=zhang, phone="0371-67980000", by=zhang, at=NOON)
    tell(zhang)

    deliver()

    assert bad(zhang) == ["sms"]


def test_sending_again_trusts_the_address(with_phone, tell, email, cast):
    tell(with_phone)
    refuse(email)
    deliver()

    send_again(delivery=Delivery.objects.get(channel="email"), by=cast["admin"], at=NOON)

    assert bad(with_phone) == []
    deliver()
    assert len(email.accepted) == 1


def test_the_marks_of_many_people_take_as_many_queries_as_of_one(with_phone, tell, email, django_assert_num_queries):
    tell(with_phone)
    refuse(email)
    deliver()

    with django_assert_num_queries(2):
        bad_contacts([user_recipient(with_phone.pk)])
    with django_assert_num_queries(2):
        bad_contacts([user_recipient(pk) for pk in range(with_phone.pk - 2, with_phone.pk + 3)])


@pytest.mark.parametrize(
    ("code", "text", "is_bad"),
    [
        (550, b"5.1.1 no such user", True),
        (553, b"mailbox name not allowed", True),
        (552, b"5.2.2 mailbox full", False),
        (550, b"5.7.1 policy", False),
        (450, b"4.2.1 try later", False),
    ],
)
def test_which_answers_of_a_relay_are_about_the_address(monkeypatch, code, text, is_bad):
    class Relay:
        def open(self):
            return True

        def close(self):
            return None

        def send_messages(self, mails):
            raise smtplib.SMTPRecipientsRefused({"zhang@example.org": (code, text)})

    monkeypatch.setattr(email_channel, "get_connection", lambda **_: Relay())
    parcel = Parcel("0" * 32, Address("zhang@example.org"), "您有新消息", "请登录查看。", "/")

    with pytest.raises(TransportError) as refusal:
        email_channel.channel.deliver(parcel, timeout=1)

    assert (refusal.value.code, refusal.value.bad_address) == (f"smtp:{code}", is_bad)
