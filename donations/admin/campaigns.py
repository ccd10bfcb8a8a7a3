"""Campaigns, whom they reached, and the matching money of their sponsors."""

from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.admin_reading import NONE
from donations.admin.reading import BelowGifts, ReadGifts
from donations.models import Campaign, MatchEntry, MatchingPool, PoolDay, Reach
from funds.memos import scheme_name
from web.templatetags.ui import yuan


class PoolsOfCampaign(BelowGifts):
    model = MatchingPool
    fields = ("reference", "mode", "total_fen", "matched_fen", "starts_on", "ends_on", "confirmed_at")


class ReachOfCampaign(BelowGifts):
    model = Reach
    fields = ("reached_on", "unit", "number", "action", "source")


class DaysOfPool(BelowGifts):
    model = PoolDay
    show_change_link = False
    fields = ("day", "cap_fen", "matched_fen")


@admin.register(Campaign)
class CampaignAdmin(ReadGifts):
    list_display = ("code", "title", "filing_no", "holder", "starts_on", "ends_on", "published_at")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    search_fields = ("code", "title_zh", "title_en", "filing_no")
    inlines = (PoolsOfCampaign, ReachOfCampaign)

    def view_on_site(self, campaign):
        return reverse("donations:campaign", args=[campaign.code])


@admin.register(Reach)
class ReachAdmin(ReadGifts):
    list_display = ("campaign", "unit", "number", "reached_on", "action", "source")
    list_filter = ("campaign",)
    list_select_related = ("campaign",)


@admin.register(MatchingPool)
class MatchingPoolAdmin(ReadGifts):
    """Its matches, which may be thousands, are a list of their own with a filter by pool."""

    own_page = "donations:pool"
    list_display = ("reference", "campaign", "mode", "total", "matched", "starts_on", "ends_on", "confirmed_at")
    list_filter = ("mode", "campaign")
    list_select_related = ("campaign",)
    search_fields = ("=reference",)
    inlines = (DaysOfPool,)

    @admin.display(description=_("Total (yuan)"), ordering="total_fen")
    def total(self, pool):
        return yuan(pool.total_fen)

    @admin.display(description=_("Matched (yuan)"), ordering="matched_fen")
    def matched(self, pool):
        return yuan(pool.matched_fen)

    @admin.display(description=_("only for these kinds of aid"))
    def schemes_shown(self, pool):
        return ", ".join(str(scheme_name(code)) for code in pool.schemes) or NONE


@admin.register(MatchEntry)
class MatchEntryAdmin(ReadGifts):
    list_display = ("pool", "gift", "day", "amount", "state")
    list_filter = ("state", "pool")
    list_select_related = ("pool", "gift")
