"""Donors, what they promised and what was agreed with them."""

from django.contrib import admin

from donations.admin.reading import BelowGifts, ReadGifts, StateInWords
from donations.models import Agreement, Donation, Donor, Pledge
from donations.selectors import SEALED_OF_DONOR
from donations.workflow import PLEDGE
from web.admin_filters import state_filter


class GiftsOfPledge(StateInWords, BelowGifts):
    model = Donation
    fields = ("reference", "state", "amount_fen", "paid_at", "voucher")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("voucher")


class PledgesOfDonor(StateInWords, BelowGifts):
    model = Pledge
    fields = ("reference", "state", "amount_fen", "reduced_fen", "fund", "promised_on", "due_on")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("fund")


class AgreementsOfDonor(BelowGifts):
    model = Agreement
    fields = ("reference", "signed_on", "property", "use", "delivery")


@admin.register(Donor)
class DonorAdmin(ReadGifts):
    own_page = "donations:donor"
    list_display = ("reference", "name", "kind", "public_name_mode", "phone_mask", "registered_at")
    list_filter = ("kind", "public_name_mode")
    search_fields = ("=reference", "=name", "=credit_code")
    inlines = (PledgesOfDonor, AgreementsOfDonor)

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*SEALED_OF_DONOR)


@admin.register(Pledge)
class PledgeAdmin(StateInWords, ReadGifts):
    own_page = "donations:pledge"
    list_display = ("reference", "state_shown", "amount", "fund", "promised_on", "due_on")
    list_filter = (state_filter(PLEDGE), "fund")
    list_select_related = ("fund",)
    search_fields = ("=reference",)
    inlines = (GiftsOfPledge,)


@admin.register(Agreement)
class AgreementAdmin(ReadGifts):
    list_display = ("reference", "donor", "signed_on", "property", "use")
    list_select_related = ("donor",)
    search_fields = ("=reference",)
