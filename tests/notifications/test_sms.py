import pytest

from notifications import sms
from notifications.channels.base import Handover, Parcel
from notifications.channels.sms import channel, sms_text
from notifications.models import RecordedSms
from notifications.recipients import Address

PARCEL = Parcel("abc123", Address("19900000001"), "您有新消息", "", "")


@pytest.fixture(autouse=True)
def _provider_is_read_again():
    sms.provider.cache_clear()
    yield
    sms.provider.cache_clear()


def test_the_recording_provider_keeps_what_it_took_under_a_mask(db):
    channel.deliver(PARCEL, timeout=5)

    assert list(RecordedSms.objects.values_list("reference", "number_mask", "text")) == [
        ("abc123", "199****0001", "您有新消息")
    ]


def test_the_recording_provider_can_be_asked(db):
    assert channel.status("abc123") is Handover.NOT_ACCEPTED
    channel.deliver(PARCEL, timeout=5)
    assert channel.status("abc123") is Handover.ACCEPTED


def test_a_double_send_would_show(db):
    channel.deliver(PARCEL, timeout=5)
    channel.deliver(PARCEL, timeout=5)

    assert RecordedSms.objects.count() == 2


def test_without_a_provider_there_are_no_sms(settings):
    settings.SMS_PROVIDER = ""

    assert channel.is_configured() is False


def test_a_text_is_one_line():
    assert sms_text("您有新消息。", "请登录\n  查看。 ") == "您有新消息。 请登录 查看。"
