"""What went wrong with a message, in words, with the code of the provider behind them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EXACT: dict[str, str | Promise] = {
    "": "",
    "too_late": _("it would have come too late"),
    "no_address": _("no address that can be used"),
    "channel_paused": _("the channel was paused"),
    "told_by_provider": _("the provider confirmed it afterwards"),
    "worker_lost": _("interrupted while it was sent"),
}
BY_KIND: dict[str, str | Promise] = {
    "smtp": _("refused by the mail server"),
    "sms": _("refused by the SMS provider"),
    "connect": _("the provider could not be reached"),
    "write": _("the text could not be written"),
    "unknown": _("this kind of message no longer exists"),
    "channel": _("the channel failed"),
}


def problem_in_words(code: str) -> str | Promise:
    """ "smtp:550" → "refused by the mail server (550)"; a code that is not known stays as it is."""
    if code in EXACT:
        return EXACT[code]
    kind, _colon, detail = code.partition(":")
    return f"{BY_KIND[kind]} ({detail})" if kind in BY_KIND and detail else code
