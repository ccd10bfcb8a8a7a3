"""Start-up checks: a message that could not be written when its day comes stops the start instead."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from notifications.categories import Category
from notifications.channels import channels
from notifications.messages import Message, all_messages
from notifications.models import IN_APP

RECORDING = "notifications.sms.recording.RecordingProvider"


@register()
def messages_are_complete(**_options: Any) -> list[CheckMessage]:
    return [problem for message in all_messages() for problem in problems_of(message)]


@register(deploy=True)
def providers_are_real(**_options: Any) -> list[CheckMessage]:
    if settings.PORTAL_DEMO or settings.PORTAL_TEST:
        return []
    problems: list[CheckMessage] = []
    if settings.SMS_PROVIDER == RECORDING:
        problems.append(Warning("SMS_PROVIDER records SMS instead of sending them", id="notifications.W001"))
    if settings.EMAIL_BACKEND == settings.MAIL_FOLDER_BACKEND:
        problems.append(Warning("EMAIL_URL is not set: nobody gets e-mail", id="notifications.W002"))
    return problems


def problems_of(message: Message) -> Iterable[CheckMessage]:
    name = f"{type(message).__module__}.{type(message).__qualname__}"
    if not message.code or not message.event:
        yield Error(f"{name} needs a code and an event", id="notifications.E001")
    if message.category not in Category.values:
        yield Error(f"{name}: unknown category {message.category!r}", id="notifications.E002")
    if IN_APP not in message.channels:
        yield Error(f"{name}: the in-app message always exists", id="notifications.E003")
    for code in message.channels:
        if code not in channels():
            yield Error(f"{name}: unknown channel {code!r}", id="notifications.E004")
        elif not _has_template(message, code):
            yield Error(f"{name} needs templates/{message.template_name(code)}", id="notifications.E005")


def _has_template(message: Message, channel: str) -> bool:
    try:
        get_template(message.template_name(channel))
    except TemplateDoesNotExist:
        return False
    return True
