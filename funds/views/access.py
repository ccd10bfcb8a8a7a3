"""What all pages of the books share: who reads them, and the tabs between them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funds.permissions import may_see_funds
from workflow.answers import Answer

TABS = (
    ("list", _("Funds")),
    ("statements", _("Statement of funds")),
    ("balances", _("Trial balance")),
    ("vouchers", _("Vouchers")),
    ("slips", _("Entries to be booked")),
    ("months", _("Months")),
    ("bank", _("Bank statements")),
    ("reconciliation", _("Reconciliation")),
)


def demand(answer: Answer) -> None:
    if not answer:
        raise PermissionDenied(str(answer.reason))


def demand_reader(request: HttpRequest) -> None:
    demand(may_see_funds(request.user))


def tabs(current: str) -> list[dict[str, Any]]:
    """For the tabs component."""
    return [
        {
            "label": label,
            "url": reverse(f"funds:{name}"),
            "count": None,
            "is_current": name == current,
            "is_hot": False,
        }
        for name, label in TABS
    ]
