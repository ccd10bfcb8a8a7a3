"""What every notification channel and every message of the project must keep; new ones join by being registered."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from notifications.channels import channels
from notifications.channels.base import Channel, Handover, Parcel
from notifications.channels.sms import ONE_SMS, sms_text
from notifications.checks import messages_are_complete
from notifications.messages import all_messages, write
from notifications.models import Delivery
from notifications.recipients import Address

CHANNELS = list(channels().values())
TEXTS = [(message, code) for message in all_messages() for code in message.channels]
HOSTILE = [
    "张\r\nBcc: everyone@example.org",
    "张\nSubject: other",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% now 'Y' %}",
    "张\u2028\u0085Bcc: x",
    "a" * 300,
]
ADDRESSES = {
    "in_app": Address("1", "zh-hans", 1),
    "email": Address("zhang@example.org"),
    "sms": Address("19900000001"),
}
IDENTIFYING = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9}|\d{16,19})(?!\d)")


def name_of(value):
    return getattr(value, "code", value)


def parcel_for(channel, reference="0123456789abcdef0123456789abcdef"):  # pragma: allowlist secret
    address = ADDRESSES.get(channel.code, Address("nobody"))
    return Parcel(reference, address, "您有新消息", "请登录查看。", "/notifications/")


@pytest.mark.parametrize("channel", CHANNELS, ids=name_of)
def test_a_channel_names_itself(channel):
    assert isinstance(channel, Channel)
    assert re.fullmatch("[a-z_]{1,20}", channel.code)
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            assert str(channel.title)


def test_channel_codes_are_unique_and_the_inbox_comes_first():
    assert len(CHANNELS) == len(settings.NOTIFICATION_CHANNELS)
    assert CHANNELS[0].code == "in_app"
    assert [channel.code for channel in CHANNELS if not channel.may_disable] == ["in_app"]


@pytest.mark.parametrize("channel", CHANNELS, ids=name_of)
def test_a_channel_works_in_demo_mode_and_in_tests(db, channel):
    assert channel.is_configured() is True

    assert channel.deliver(parcel_for(channel), timeout=5) is None


@pytest.mark.parametrize("channel", CHANNELS, ids=name_of)
def test_a_channel_never_says_accepted_for_what_it_does_not_know(db, channel):
    assert channel.status("f" * 32) in (Handover.NOT_ACCEPTED, Handover.CANNOT_TELL)


@pytest.mark.parametrize("channel", CHANNELS, ids=name_of)
def test_a_channel_writes_columns_that_a_delivery_has(channel):
    names = {name for field in Delivery._meta.fields for name in (field.name, field.attname)}

    assert set(channel.columns(parcel_for(channel))) <= names - {"state", "attempts", "lease_until", "ended_at"}


def test_every_message_is_complete():
    assert messages_are_complete() == []


@pytest.mark.parametrize(("message", "code"), TEXTS, ids=name_of)
@pytest.mark.parametrize("language", [code for code, _label in settings.LANGUAGES])
def test_a_message_is_written_in_each_language_from_its_sample(message, code, language):
    with translation.override(language):
        subject, body = write(message, code, message.sample, path="/x/")

    assert subject
    assert bool(re.search("[\u4e00-\u9fff]", subject + body)) or language == "en"
    assert not IDENTIFYING.search(subject + body)


@pytest.mark.parametrize(("message", "code"), TEXTS, ids=name_of)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_values_stay_values(message, code, hostile, settings):
    settings.SECRET_KEY = "the-secret"  # pragma: allowlist secret
    sample = {name: hostile if isinstance(value, str) else value for name, value in message.sample.items()}

    subject, body = write(message, code, sample, path="/x/")

    assert len(subject.splitlines()) <= 1
    assert "the-secret" not in subject + body
    links = re.findall(r"https?://[^\s/]+", body)
    assert set(links) <= {settings.PORTAL_BASE_URL}
    assert not re.search("<(img|a|link|iframe)", body)


@pytest.mark.parametrize(("message", "code"), [(m, c) for m, c in TEXTS if c == "sms"], ids=name_of)
def test_an_sms_is_one_sms(message, code):
    with translation.override("zh-hans"):
        subject, body = write(message, code, message.sample, path="/x/")

    assert len(sms_text(subject, body)) <= ONE_SMS
