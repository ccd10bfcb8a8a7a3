import pytest

from notifications import messages
from notifications.checks import problems_of
from notifications.messages import DuplicateMessage, Message, UnknownMessage, register, write
from tests.notifications.conftest import Alarm, ShiftSoon


def ids(message):
    return [problem.id for problem in problems_of(message)]


def test_the_template_is_named_after_app_message_and_channel():
    assert ShiftSoon.template_name("sms") == "tests/messages/shift_soon.sms.txt"


def test_a_complete_message_has_no_problem():
    assert ids(ShiftSoon()) == []


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"event": ""}, ["notifications.E001"]),
        ({"category": "gossip"}, ["notifications.E002"]),
        ({"channels": ("email",)}, ["notifications.E003"]),
        ({"channels": ("in_app", "pigeon")}, ["notifications.E004"]),
        ({"code": "tests.nothing_written"}, ["notifications.E005", "notifications.E005"]),
    ],
)
def test_an_incomplete_message_stops_the_start(attributes, expected):
    assert ids(type("Incomplete", (Alarm,), {"__module__": Alarm.__module__, **attributes})()) == expected


def test_two_classes_cannot_share_a_code():
    with pytest.raises(DuplicateMessage):
        register(type("Another", (Message,), {"code": "tests.alarm"}))


def test_registering_a_class_again_changes_nothing():
    register(Alarm)

    assert len(messages.all_messages()) == 2


def test_an_unknown_code_is_named():
    with pytest.raises(UnknownMessage, match=r"tests\.gone"):
        messages.message("tests.gone")


@pytest.mark.parametrize(
    "name", ["张\r\nBcc: everyone@example.org", "张\n\nbody", "张\tBcc: x", "张\u2028Bcc: x", "\x0b\x0c张"]
)
def test_a_hostile_name_stays_inside_the_subject_or_the_body(name):
    subject, _body = write(ShiftSoon(), "email", {"shift": f"7 {name}", "name": name})

    assert len(subject.splitlines()) == 1


def test_texts_are_plain_not_html():
    subject, body = write(ShiftSoon(), "email", {"shift": "7 & 8", "name": "<张>"})

    assert subject == "Shift 7 & 8"
    assert body == "Dear <张>, please see"


def test_link_is_absolute_and_comes_from_the_setting(settings):
    settings.PORTAL_BASE_URL = "https://portal.example.org"

    _subject, body = write(ShiftSoon(), "email", {"shift": "7", "name": "张"}, path="/volunteers/")

    assert body == "Dear 张, please see https://portal.example.org/volunteers/"
