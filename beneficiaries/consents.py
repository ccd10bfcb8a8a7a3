"""What people agree to, in the words that they are shown. Changing a sentence makes a new version by itself."""

import hashlib
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    """A consent of the personal information law (domain fact book §6.1). `text` is what the person reads."""

    code: str
    label: str | Promise
    text: str | Promise


_PURPOSES = (
    Purpose(
        "PROCESS_BASIC",
        _("Using my data for the application"),
        _(
            "I agree that the federation uses the data in this application to examine and pay the aid that I ask for, "
            "and keeps it as long as the privacy page says."
        ),
    ),
    Purpose(
        "PROCESS_SENSITIVE",
        _("Using sensitive data"),
        _(
            "I agree separately that health, bank account and other sensitive data in this application are used to "
            "examine and pay the aid. Without them the need cannot be examined."
        ),
    ),
    Purpose(
        "ECONOMIC_CHECK",
        _("Checking the family's economic situation"),
        _("I authorise the federation to have the income and property of my family checked by the offices concerned."),
    ),
    Purpose(
        "PUBLICITY_MASKED",
        _("Public notice with masked name"),
        _("I agree that surname, community, scheme and amount are shown in a public notice for seven days."),
    ),
    Purpose(
        "PUBLICITY_FULL_NAME",
        _("Public notice with full name"),
        _("I agree that my full name may be shown where the federation publishes whom it helped."),
    ),
    Purpose(
        "PHOTO",
        _("Photographs"),
        _("I agree that photographs taken of me at a visit or ceremony may be kept and shown by the federation."),
    ),
    Purpose(
        "SHARE_PARTNER",
        _("Giving data to a partner"),
        _("I agree that the partner named in the program receives the data that it needs to deliver the help."),
    ),
    Purpose(
        "SMS_WECHAT",
        _("Messages by SMS or WeChat"),
        _("I agree to receive messages about my application by SMS or WeChat."),
    ),
    Purpose(
        "GUARDIAN_MINOR",
        _("Consent of the guardian of a minor"),
        _("I am the guardian of the child and agree that the child's data are used to examine and pay this aid."),
    ),
    Purpose(
        "LOCATION_FINDER",
        _("Location from a wristband"),
        _("I agree that the place where a finder scans the wristband is sent to the family and kept for 30 days."),
    ),
)
PURPOSES: dict[str, Purpose] = {purpose.code: purpose for purpose in _PURPOSES}


def purpose_choices() -> list[tuple[str, str | Promise]]:
    return [(purpose.code, purpose.label) for purpose in _PURPOSES]


def text_hash(text: str) -> str:
    """The version of a text: SHA-256 of the words that were shown."""
    return hashlib.sha256(text.encode()).hexdigest()
