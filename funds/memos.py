"""The words behind the codes in vouchers: memos, and the schemes that money was spent on."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEMOS: dict[str, str | Promise] = {
    "": "",
    "donation": _("Donation"),
    "demo_opening": _("Opening balance of the demonstration"),
    "aid_repaid": _("Aid paid back"),
    "bank_return": _("Returned by the bank"),
    "error": _("Correction of a mistake"),
    "refund": _("Given back to the donor"),
    "donor_consent": _("Another use, with the consent of the donor"),
    "change_of_use_filed": _("Another use, decided by the council and filed"),
    "leftover_as_planned": _("What was left over, as the plan says"),
}
_naming: list[Callable[[str], str | Promise]] = []
_listing: list[Callable[[], Sequence[tuple[str, Any]]]] = []
_campaigns: list[Callable[[], Sequence[tuple[str, Any]]]] = []


def name_schemes(name: Callable[[str], str | Promise], choices: Callable[[], Sequence[tuple[str, Any]]]) -> None:
    """From the app above that knows the schemes; funds keep their codes only."""
    _naming[:], _listing[:] = [name], [choices]


def scheme_choices() -> Sequence[tuple[str, Any]]:
    """For a form: (code, title)."""
    return _listing[0]() if _listing else []


def scheme_name(code: str) -> str | Promise:
    return _naming[0](code) if code and _naming else code


def list_campaigns(choices: Callable[[], Sequence[tuple[str, Any]]]) -> None:
    """From the app above that knows the campaigns; funds keep their codes only."""
    _campaigns[:] = [choices]


def campaign_choices() -> Sequence[tuple[str, Any]]:
    """For a form: (code, title)."""
    return _campaigns[0]() if _campaigns else []


def campaign_name(code: str) -> str:
    return str(dict(campaign_choices()).get(code, code)) if code else ""
