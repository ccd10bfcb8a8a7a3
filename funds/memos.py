"""The words behind the codes in vouchers: memos, and the schemes that money was spent on."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEMOS: dict[str, str | Promise] = {
    "": "",
    "donation": _("Donation"),
    "demo_opening": _("Opening balance of the demonstration"),
    "aid_repaid": _("Aid paid back"),
    "bank_return": _("Returned by the bank"),
    "error": _("Correction of a mistake"),
}
_naming: list[Callable[[str], str | Promise]] = []


def name_schemes(name: Callable[[str], str | Promise]) -> None:
    """From the app above that knows the schemes; funds keep their codes only."""
    _naming[:] = [name]


def scheme_name(code: str) -> str | Promise:
    return _naming[0](code) if code and _naming else code
