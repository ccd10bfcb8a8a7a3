"""Why a batch goes back or is given up: codes for the event, sentences for people, no free text about anybody."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "wrong_amount": _("An amount is wrong"),
    "wrong_account": _("An account or payee is wrong"),
    "should_not_be_paid": _("A payment should not be made now"),
    "wrong_bank_format": _("Another bank file is needed"),
    "made_by_mistake": _("The batch was made by mistake"),
    "other": _("Another reason, told in person"),
}


class UnknownReason(ValueError):
    """The code is not in REASONS."""


def checked(code: str) -> str:
    if code not in REASONS:
        raise UnknownReason(code)
    return code
