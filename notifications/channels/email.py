"""E-mail through Django's mail backends."""

import smtplib
from email.utils import formatdate
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from notifications.channels.base import Channel, Handover, HandoverInDoubt, Parcel, TransportError

PERMANENT = 500  # SMTP replies from here on mean: never
WHO_WE_ARE = frozenset({530, 535, 538})  # about signing in, at whatever command they come
OUR_SENDER = frozenset({550, 551, 553, 554})  # as the answer to MAIL FROM
NO_SUCH_MAILBOX = frozenset({521, 550, 551, 553, 556})  # as the answer to RCPT TO
OTHER_REASONS = (b"5.2.2", b"5.7.")  # a full mailbox, a policy: the address is right (RFC 3463)


class EmailChannel(Channel):
    code = "email"
    title = _("E-mail")

    def is_configured(self) -> bool:
        """Mail written to files reaches nobody, except in demo mode and in tests."""
        to_files = settings.EMAIL_BACKEND == settings.MAIL_FOLDER_BACKEND
        return not to_files or settings.PORTAL_DEMO or settings.PORTAL_TEST

    def deliver(self, parcel: Parcel, *, timeout: float) -> None:
        connection = get_connection(timeout=timeout)
        try:
            _open(connection)
            connection.send_messages([_mail(parcel, connection)])
        except smtplib.SMTPRecipientsRefused as problem:
            code, text = min(problem.recipients.values())
            raise _refused(code, about_address=_is_about_address(code, text)) from problem
        except smtplib.SMTPSenderRefused as problem:
            raise _refused(problem.smtp_code, about_us=OUR_SENDER) from problem
        except smtplib.SMTPResponseException as problem:
            raise _refused(problem.smtp_code) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise HandoverInDoubt(type(problem).__name__) from problem
        finally:
            _close(connection)

    def status(self, reference: str) -> Handover:
        """Only a backend of ours can tell (`has_message`); a relay cannot be asked."""
        connection = get_connection()
        if not hasattr(connection, "has_message"):
            return Handover.CANNOT_TELL
        known = connection.has_message(message_id(reference))
        return Handover.ACCEPTED if known else Handover.NOT_ACCEPTED


def message_id(reference: str) -> str:
    return f"<{reference}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


def _open(connection: Any) -> None:
    """Nothing is on its way yet: whatever goes wrong here may be tried again."""
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as problem:
        raise TransportError(f"smtp:{problem.smtp_code}", whole_channel=True) from problem
    except (OSError, smtplib.SMTPException) as problem:
        raise TransportError(f"connect:{type(problem).__name__}") from problem


def _mail(parcel: Parcel, connection: Any) -> EmailMessage:
    headers = {
        "Message-ID": message_id(parcel.reference),
        "Date": formatdate(localtime=True),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(parcel.subject, parcel.body, to=[parcel.address.value], headers=headers, connection=connection)


def _refused(code: int, *, about_us: frozenset[int] = frozenset(), about_address: bool = False) -> TransportError:
    if code in WHO_WE_ARE | about_us:
        return TransportError(f"smtp:{code}", whole_channel=True)
    return TransportError(f"smtp:{code}", permanent=code >= PERMANENT, bad_address=about_address)


def _is_about_address(code: int, text: bytes | str) -> bool:
    words = text if isinstance(text, bytes) else text.encode()
    return code in NO_SUCH_MAILBOX and not words.startswith(OTHER_REASONS)


def _close(connection: Any) -> None:
    """Says goodbye; the message is accepted whether or not the relay answers."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        return


channel = EmailChannel()
