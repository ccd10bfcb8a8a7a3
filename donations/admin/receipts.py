"""Receipts of the finance bureau, the portal's own acknowledgements, their numbers and keys."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from donations.admin.reading import ReadGifts
from donations.models import Acknowledgement, OfficialReceipt, ReceiptKey, ReceiptSeries
from web.templatetags.ui import yuan


@admin.register(OfficialReceipt)
class OfficialReceiptAdmin(ReadGifts):
    list_display = ("code", "number", "gift", "total", "issued_on", "voided_at")
    list_select_related = ("gift",)
    search_fields = ("=number", "=gift__reference")

    @admin.display(description=_("Total (yuan)"), ordering="total_fen")
    def total(self, receipt):
        return yuan(receipt.total_fen)

    @admin.display(description=_("items of the receipt"))
    def lines_shown(self, receipt):
        """Code and name of the item, quantity with its unit, yuan: one under the other."""
        rows = (
            (code, item, f"{quantity} {unit}", yuan(fen)) for code, item, unit, quantity, _each, fen in receipt.lines
        )
        return format_html_join("", "<div>{} {} · {} · {}</div>", rows)


@admin.register(Acknowledgement)
class AcknowledgementAdmin(ReadGifts):
    list_display = ("number", "gift", "issued_at", "issued_by", "revoked_at")
    list_select_related = ("gift", "issued_by")
    search_fields = ("=number", "=gift__reference")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("private")

    @admin.display(description=_("what is acknowledged"))
    def snapshot_shown(self, paper):
        """Donor as the public reads him, sum or thing, day and fund."""
        said = paper.content
        parts = (said["donor"], f"{yuan(said['amount_fen'])} {_('yuan')}", said["description"], said["received_on"])
        return " · ".join(part for part in (*parts, said["fund"], said["campaign"]) if part)


@admin.register(ReceiptSeries)
class ReceiptSeriesAdmin(ReadGifts):
    list_display = ("year", "last")


@admin.register(ReceiptKey)
class ReceiptKeyAdmin(ReadGifts):
    list_display = ("kid", "public_key", "first_used_at")
