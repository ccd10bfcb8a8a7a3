"""The registry of channels: modules listed in settings.NOTIFICATION_CHANNELS, each with one `channel`."""

from functools import cache
from importlib import import_module

from django.conf import settings

from notifications.channels.base import Channel


class UnknownChannel(LookupError):
    """No module in settings.NOTIFICATION_CHANNELS holds this channel."""


@cache
def channels() -> dict[str, Channel]:
    """Every channel by its code, in the order of the setting."""
    found = [import_module(name).channel for name in settings.NOTIFICATION_CHANNELS]
    return {channel.code: channel for channel in found}


def channel(code: str) -> Channel:
    if code not in channels():
        raise UnknownChannel(code)
    return channels()[code]
