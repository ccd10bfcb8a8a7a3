"""Gifts, what was told of them and what they are used for."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from donations.admin.reading import BelowGifts, ReadGifts, SchemeInWords, StateInWords
from donations.models import Acknowledgement, Donation, Feedback, MatchEntry, OfficialReceipt, SecuritiesSale, UseChange
from donations.workflow import CHANGE, GIFT
from web.admin_filters import state_filter
from web.templatetags.ui import yuan


class MatchesOfGift(BelowGifts):
    model = MatchEntry
    fk_name = "gift"
    fields = ("pool", "day", "amount_fen", "state", "pledge", "payment")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("pool", "pledge", "payment").order_by("pk")


class ReceiptsOfGift(BelowGifts):
    model = OfficialReceipt
    fields = ("code", "number", "total_fen", "issued_on", "voided_at", "void_reason")


class AcknowledgementsOfGift(BelowGifts):
    model = Acknowledgement
    fields = ("number", "issued_at", "issued_by", "revoked_at", "revoke_reason")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("issued_by").defer("private")


class FeedbackOfGift(BelowGifts):
    model = Feedback
    fields = ("told_at", "told_by", "text")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("told_by")


class UseChangesOfGift(StateInWords, BelowGifts):
    model = UseChange
    fields = ("state", "before", "restriction", "reason", "proposed_at", "decided_at")


class SalesOfGift(BelowGifts):
    model = SecuritiesSale
    fields = ("units", "sold_on", "proceeds_fen", "cost_fen", "paper", "voucher", "undone_at")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("voucher")


@admin.register(Donation)
class DonationAdmin(SchemeInWords, StateInWords, ReadGifts):
    own_page = "donations:detail"
    list_display = ("reference", "state_shown", "kind", "channel", "amount", "fund", "paid_at", "receipt_state")
    list_filter = (state_filter(GIFT), "channel", "kind", "fund")
    list_select_related = ("fund",)
    search_fields = ("=reference", "=bank_reference")
    hidden = ("named_person",)
    inlines = (
        MatchesOfGift,
        ReceiptsOfGift,
        AcknowledgementsOfGift,
        UseChangesOfGift,
        FeedbackOfGift,
        SalesOfGift,
    )


@admin.register(SecuritiesSale)
class SecuritiesSaleAdmin(ReadGifts):
    list_display = ("gift", "units", "proceeds", "sold_on", "paper", "undone_at")
    list_select_related = ("gift",)
    search_fields = ("=gift__reference",)

    @admin.display(description=_("Received after fees (yuan)"), ordering="proceeds_fen")
    def proceeds(self, sale):
        return yuan(sale.proceeds_fen)


@admin.register(UseChange)
class UseChangeAdmin(SchemeInWords, StateInWords, ReadGifts):
    list_display = ("gift", "state_shown", "restriction", "before", "proposed_at", "decided_at")
    list_filter = (state_filter(CHANGE),)
    list_select_related = ("gift",)


@admin.register(Feedback)
class FeedbackAdmin(ReadGifts):
    list_display = ("gift", "told_at", "told_by")
    list_select_related = ("gift", "told_by")
