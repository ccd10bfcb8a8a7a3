"""Spring Festival visits in the back office: read only. They move on their own pages, through the services."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from delivery.festival_visits.models import (
    BoardNotice,
    FestivalVisit,
    Good,
    Lot,
    Nomination,
    NoticeObjection,
    Package,
    PackageLine,
    Quota,
    Route,
    RouteLoad,
    RouteVisitor,
    Season,
    SeasonReport,
    StockMovement,
    VisitPresence,
    Wish,
)


class ReadOnly(RoleAdmin):
    administrators_change = False
    view_roles = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
    show_full_result_count = False


class ReadOnlyInline(RoleTabularInline):
    administrators_change = False
    view_roles = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)


class QuotaInline(ReadOnlyInline):
    model = Quota
    fields = readonly_fields = ("subdistrict", "places", "taken")


class SeasonReportInline(ReadOnlyInline):
    model = SeasonReport
    fields = readonly_fields = ("made_at", "made_by", "remark")


class PackageLineInline(ReadOnlyInline):
    model = PackageLine
    fields = readonly_fields = ("good", "quantity")


@admin.register(Season)
class SeasonAdmin(ReadOnly):
    list_display = ("__str__", "state", "festival_on", "nominate_from", "nominate_until", "visit_by", "fund")
    list_filter = ("state",)
    list_select_related = ("fund",)
    inlines = (QuotaInline, SeasonReportInline)


@admin.register(Good)
class GoodAdmin(ReadOnly):
    list_display = ("code", "name_zh", "unit_zh", "name_en")


@admin.register(Package)
class PackageAdmin(ReadOnly):
    list_display = ("name_zh", "season", "is_default")
    list_filter = ("season",)
    inlines = (PackageLineInline,)


@admin.register(Nomination)
class NominationAdmin(ReadOnly):
    """Names stay on the pages of the portal, where each look is known."""

    list_display = ("reference", "season", "state", "area", "source", "nominated_at", "approved_at")
    list_filter = ("season", "state", "source", "area__parent")
    list_select_related = ("season", "area")
    search_fields = ("=reference",)
    ordering = ("-nominated_at", "-pk")
    fields = readonly_fields = (
        "reference",
        "season",
        "state",
        "area",
        "package",
        "source",
        "overlaps",
        "nominated_at",
        "nominated_by",
        "checked_at",
        "checked_by",
        "approved_at",
        "approved_by",
        "is_listed",
    )


class ObjectionInline(ReadOnlyInline):
    """That somebody objected, and the answer; the words and the name are read where it is answered."""

    model = NoticeObjection
    fields = readonly_fields = ("received_at", "due_at", "answered_at", "is_upheld", "answered_by")

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("answered_by")
        return rows.defer("text", "name", "phone", "finding")


@admin.register(BoardNotice)
class BoardNoticeAdmin(ReadOnly):
    list_display = ("reference", "season", "area", "posted_at", "ends_at", "posted_by")
    list_filter = ("season", "area__parent")
    list_select_related = ("season", "area", "posted_by")
    search_fields = ("=reference",)
    inlines = (ObjectionInline,)


@admin.register(Lot)
class LotAdmin(ReadOnly):
    list_display = (
        "good",
        "number",
        "season",
        "received",
        "in_store",
        "with_visitors",
        "given",
        "spoiled",
        "expires_on",
    )
    list_filter = ("season", "good", "origin")
    list_select_related = ("good", "season")
    search_fields = ("=number",)


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnly):
    list_display = ("pk", "lot", "kind", "quantity", "at", "by")
    list_filter = ("kind", "lot__season")
    list_select_related = ("lot__good", "by")
    ordering = ("-pk",)


class VisitorInline(ReadOnlyInline):
    model = RouteVisitor
    fields = readonly_fields = ("user",)


class LoadInline(ReadOnlyInline):
    model = RouteLoad
    fields = readonly_fields = ("lot", "taken", "given", "returned", "spoiled")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("lot__good")


@admin.register(Route)
class RouteAdmin(ReadOnly):
    list_display = ("reference", "season", "subdistrict", "day", "state", "planned_by")
    list_filter = ("season", "state", "subdistrict")
    list_select_related = ("season", "subdistrict", "planned_by")
    search_fields = ("=reference",)
    ordering = ("-day", "-pk")
    inlines = (VisitorInline, LoadInline)


class PresenceInline(ReadOnlyInline):
    model = VisitPresence
    fields = readonly_fields = ("user",)


@admin.register(FestivalVisit)
class FestivalVisitAdmin(ReadOnly):
    list_display = ("pk", "route", "home", "attempt", "state", "visited_at", "receiver")
    list_filter = ("state", "receiver", "route__season")
    list_select_related = ("route", "nomination")
    search_fields = ("=nomination__reference", "=route__reference")
    fields = readonly_fields = ("route", "attempt", "state", "visited_at", "receiver", "photos_agreed", "recorded_by")
    ordering = ("-pk",)
    inlines = (PresenceInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("note", "receiver_phone")

    @admin.display(description=_("nominated household"))
    def home(self, visit):
        return visit.nomination.reference


@admin.register(Wish)
class WishAdmin(ReadOnly):
    """What families wish for is read where it is followed up."""

    list_display = ("pk", "kind", "heard_at", "handled_at", "handled_by")
    list_filter = ("kind",)
    list_select_related = ("handled_by",)
    fields = readonly_fields = ("kind", "heard_at", "handled_at", "handled_by")
    ordering = ("-heard_at", "-pk")
