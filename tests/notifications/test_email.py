import email
import smtplib
import socketserver
import threading
from email import policy
from pathlib import Path

import pytest
from django.core import mail

from notifications.channels.base import Handover, HandoverInDoubt, Parcel, TransportError
from notifications.channels.email import channel, message_id
from notifications.mailbox import FileMailbox
from notifications.recipients import Address

PARCEL = Parcel(
    "abc123", Address("zhang@example.org", "zh-hans", 1), "您的申请有新进展", "请登录查看。", "/applications/"
)


@pytest.fixture
def smtp(settings):
    """A relay that answers as told: `smtp("250 ok", at="RCPT")` → how the connection begins at that command."""
    servers = []

    def smtp(**answers):
        server = socketserver.TCPServer(("127.0.0.1", 0), type("Relay", (Relay,), {"answers": answers, "received": []}))
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        return server.RequestHandlerClass.received

    yield smtp
    for server in servers:
        server.shutdown()
        server.server_close()


class Relay(socketserver.StreamRequestHandler):
    """Just enough SMTP. An answer of None closes the connection without a word."""

    answers = {}
    received = []

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            answer = self.answers.get(word, {"DATA": "354 go", "QUIT": "221 bye"}.get(word, "250 ok"))
            if answer is None:
                return
            self.say(answer)
            if answer.startswith("354"):
                self.received.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                if (end := self.answers.get("END", "250 taken")) is None:
                    return
                self.say(end)
            if word == "QUIT":
                return

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


def test_a_mail_has_its_reference_and_says_that_a_machine_wrote_it(mailoutbox, settings):
    channel.deliver(PARCEL, timeout=5)

    (sent,) = mailoutbox
    assert (sent.subject, sent.body, sent.to) == ("您的申请有新进展", "请登录查看。", ["zhang@example.org"])
    assert sent.extra_headers["Message-ID"] == "<abc123@example.org>"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_relay_gets_the_mail(smtp):
    received = smtp()

    channel.deliver(PARCEL, timeout=5)

    assert email.message_from_bytes(received[0], policy=policy.default)["Subject"] == "您的申请有新进展"


@pytest.mark.parametrize(
    ("answers", "code", "permanent"),
    [
        ({"RCPT": "550 no such person"}, "smtp:550", True),
        ({"RCPT": "451 later"}, "smtp:451", False),
        ({"MAIL": "552 no"}, "smtp:552", True),
        ({"DATA": "421 busy"}, "smtp:421", False),
        ({"END": "554 spam"}, "smtp:554", True),
        ({"END": "452 full"}, "smtp:452", False),
    ],
)
def test_a_refusal_says_whether_trying_again_helps(smtp, answers, code, permanent):
    smtp(**answers)

    with pytest.raises(TransportError) as refused:
        channel.deliver(PARCEL, timeout=5)
    assert (refused.value.code, refused.value.permanent) == (code, permanent)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"EHLO": "250-relay\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 wrong password"}, "smtp:535"),
        ({"MAIL": "530 sign in first"}, "smtp:530"),
        ({"MAIL": "550 5.7.1 you may not send as this"}, "smtp:550"),
        ({"RCPT": "530 sign in first"}, "smtp:530"),
    ],
)
def test_a_refusal_of_the_portal_itself_is_about_the_whole_channel(smtp, settings, answers, code):
    smtp(**answers)
    if "AUTH" in answers:
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "wrong"  # pragma: allowlist secret

    with pytest.raises(TransportError) as refused:
        channel.deliver(PARCEL, timeout=5)
    assert (refused.value.code, refused.value.permanent, refused.value.whole_channel) == (code, False, True)


def test_a_lost_answer_after_the_text_is_in_doubt(smtp):
    received = smtp(END=None)

    with pytest.raises(HandoverInDoubt, match="SMTPServerDisconnected"):
        channel.deliver(PARCEL, timeout=5)
    assert len(received) == 1


def test_a_relay_that_does_not_say_goodbye_has_still_taken_the_mail(smtp):
    received = smtp(QUIT=None)

    channel.deliver(PARCEL, timeout=5)

    assert len(received) == 1


def test_a_relay_that_is_away_is_tried_again(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(TransportError) as refused:
        channel.deliver(PARCEL, timeout=1)
    assert (refused.value.code, refused.value.permanent) == ("connect:ConnectionRefusedError", False)


def test_a_relay_cannot_be_asked_afterwards(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert channel.status("abc123") is Handover.CANNOT_TELL


def test_mail_to_files_can_be_read_and_asked_for(settings, tmp_path):
    settings.DATA_DIR, settings.EMAIL_BACKEND = tmp_path, settings.MAIL_FOLDER_BACKEND
    assert channel.status("abc123") is Handover.NOT_ACCEPTED

    channel.deliver(PARCEL, timeout=5)
    channel.deliver(PARCEL, timeout=5)

    (path,) = Path(tmp_path, "mail").iterdir()
    read = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (read["To"], read["Message-ID"], read.get_content().strip()) == (
        "zhang@example.org",
        message_id("abc123"),
        "请登录查看。",
    )
    assert channel.status("abc123") is Handover.ACCEPTED


def test_mail_of_other_parts_of_the_portal_goes_to_files_too(settings, tmp_path):
    settings.DATA_DIR, settings.EMAIL_BACKEND = tmp_path, settings.MAIL_FOLDER_BACKEND

    assert mail.send_mail("a", "b", None, ["zhang@example.org"]) == 1
    assert len(list(Path(tmp_path, "mail").glob("*.eml"))) == 1


@pytest.mark.parametrize(
    ("demo", "test", "expected"), [(True, False, True), (False, True, True), (False, False, False)]
)
def test_mail_to_files_counts_as_a_channel_in_demo_mode_only(settings, demo, test, expected):
    settings.EMAIL_BACKEND = settings.MAIL_FOLDER_BACKEND
    settings.PORTAL_DEMO, settings.PORTAL_TEST = demo, test

    assert channel.is_configured() is expected


def test_a_line_break_never_becomes_a_header(mailoutbox):
    parcel = Parcel("r", Address("zhang@example.org"), "Hello\nBcc: all@example.org", "text", "")

    with pytest.raises(ValueError, match="newlines"):
        channel.deliver(parcel, timeout=5)
    assert mailoutbox == []


def test_smtp_errors_know_their_reply():
    assert issubclass(smtplib.SMTPDataError, smtplib.SMTPResponseException)
    assert FileMailbox().open() is False
