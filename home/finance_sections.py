"""Finance on "my day": donations and entries that somebody else wrote and that wait for this accountant to book them.

Nothing is shown while nothing waits. The finance desk has everything else.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from disclosure.timed_gifts import nearly_over
from donations.models import Donation
from donations.states import REGISTERED
from funds.models import Slip
from funds.money import yuan
from home.day import Row, Rows, Section, shown_while

MOST = 8


def _gifts(user: Any, _now: datetime) -> Rows:
    waiting = Donation.objects.filter(state=REGISTERED).exclude(registered_by=user)
    return [waiting] if has_role(user, roles.ACCOUNTANT) else []


@shown_while(_gifts)
def gifts_to_book(_now: datetime, gifts: Any) -> Section:
    rows = [
        Row(
            gift.reference,
            reverse("donations:detail", args=[gift.reference]),
            sub=f"{gift.get_channel_display()} · {yuan(gift.amount_fen)}",
            when=f"{timezone.localtime(gift.received_at):%m-%d}",
        )
        for gift in gifts.order_by("received_at", "pk")[:MOST]
    ]
    return Section(_("Donations to be booked"), "balloon-heart", "", reverse("donations:list"), rows)


def _entries(user: Any, _now: datetime) -> Rows:
    return [Slip.objects.waiting().exclude(prepared_by=user)] if has_role(user, roles.ACCOUNTANT) else []


@shown_while(_entries)
def entries_to_book(_now: datetime, entries: Any) -> Section:
    rows = [
        Row(
            f"{entry.reference} · {entry.get_kind_display()}",
            entry.get_absolute_url(),
            sub=f"{yuan(entry.amount_fen)}",
            when=f"{timezone.localtime(entry.prepared_at):%m-%d}",
        )
        for entry in entries.order_by("prepared_at", "pk")[:MOST]
    ]
    return Section(_("Entries to be booked"), "cash-coin", "", reverse("payments:desk"), rows)


def _timed(user: Any, now: datetime) -> Rows:
    return [nearly_over(timezone.localdate(now))] if has_role(user, roles.ACCOUNTANT) else []


@shown_while(_timed)
def gifts_to_use(_now: datetime, gifts: Any) -> Section:
    """Gifts whose time ends soon or has ended, with what of each is not spent."""
    rows = [
        Row(
            gift.reference,
            reverse("disclosure:gift_trace", args=[gift.reference]),
            sub=_("%(left)s yuan not spent") % {"left": f"{yuan(gift.left_fen):,}"},
            when=gift.use_by.isoformat(),
        )
        for gift in gifts[:MOST]
    ]
    return Section(_("Donations to be used soon"), "hourglass-split", "", reverse("disclosure:timed_gifts"), rows)


FINANCE_SECTIONS = (gifts_to_book, entries_to_book, gifts_to_use)
