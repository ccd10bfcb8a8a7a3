"""The accounts that services book on, by their code in the chart (a table; migration 0003 loads the one of 2005)."""

from datetime import date

from django.db.models import Q

from funds.models import Account, FundKind

BANK = "1002"
DONATIONS_UNRESTRICTED = "410101"
DONATIONS_RESTRICTED = "410102"
CHARITABLE_ACTIVITIES = "5101"

DONATIONS: dict[str, str] = {FundKind.UNRESTRICTED: DONATIONS_UNRESTRICTED, FundKind.RESTRICTED: DONATIONS_RESTRICTED}


class UnknownAccount(Exception):
    """The chart in force on that day has no such account."""


def account(code: str, on: date) -> Account:
    """The account of that code in the chart in force on the day. Raises UnknownAccount."""
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    found = Account.objects.filter(in_force, code=code).order_by("-valid_from").first()
    if found is None:
        raise UnknownAccount(f"{code} on {on}")
    return found
