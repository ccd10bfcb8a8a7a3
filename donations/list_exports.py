"""The list of gifts as a file: donors as the public reads their name, numbers masked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.filters import GiftFilterForm, narrowed
from donations.permissions import may_see_gifts
from donations.purposes import purpose_in_words
from donations.selectors import gifts_of
from donations.workflow import GIFT
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

COLUMNS = (
    Column(_("reference"), lambda g: g.reference),
    Column(_("state"), lambda g: GIFT.states[g.state].label),
    Column(pgettext_lazy("gift", "donor"), lambda g: g.public_name),
    Column(_("kind"), lambda g: g.get_kind_display()),
    Column(_("channel"), lambda g: g.get_channel_display(), width=20),
    Column(_("amount or value"), lambda g: g.amount_fen, Kind.YUAN, "元"),
    Column(_("fund"), lambda g: g.fund.name, width=28),
    Column(_("use"), purpose_in_words, width=28),
    Column(_("campaign"), lambda g: g.campaign.title if g.campaign else "", width=28),
    Column(_("paid at"), lambda g: g.paid_at, Kind.TIME),
    Column(_("received at"), lambda g: g.received_at, Kind.TIME),
    Column(_("transaction number"), lambda g: g.bank_reference, width=28),
    Column(_("official receipt"), lambda g: g.get_receipt_state_display()),
)


class GiftExport(ListExport):
    code = "donations"
    title = _("Donations")
    event = "donations.exported"

    def may_export(self, user: Any) -> Answer:
        return may_see_gifts(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        return GiftFilterForm(query).chosen

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        return narrowed(gifts_of(user), dict(filters))

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("-id",)

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


GIFTS = GiftExport()
