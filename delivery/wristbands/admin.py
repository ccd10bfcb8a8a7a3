"""Wristbands in the back office: read only. They move on their own pages, through the services."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from delivery.wristbands.models import (
    Alert,
    Band,
    Batch,
    CodeSheet,
    EmergencyContact,
    Issue,
    MissingCase,
    Movement,
    PublicityEvent,
    ScanMonth,
)

STAFF = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)


class BandAdmin(RoleAdmin):
    """Read by the project staff, too; nobody changes anything here."""

    administrators_change = False
    view_roles = STAFF
    show_full_result_count = False


class SheetInline(RoleTabularInline):
    model = CodeSheet
    administrators_change = False
    view_roles = STAFF
    fields = readonly_fields = ("first_number", "count", "times_made", "made_at", "made_by", "confirmed_at")
    show_change_link = False


@admin.register(Batch)
class BatchAdmin(BandAdmin):
    list_display = ("number", "supplier", "ordered", "received", "in_store", "allocated", "issued", "damaged", "lost")
    search_fields = ("=number", "supplier")
    inlines = (SheetInline,)


@admin.register(Movement)
class MovementAdmin(BandAdmin):
    list_display = ("at", "batch", "kind", "source", "target", "count", "event", "station", "by")
    list_filter = ("kind", "batch")
    list_select_related = ("batch", "event", "station", "by")


@admin.register(Band)
class SingleBandAdmin(BandAdmin):
    list_display = ("serial", "batch", "place", "event", "station")
    list_filter = ("place", "batch")
    list_select_related = ("batch", "event", "station")
    search_fields = ("=number",)
    fields = readonly_fields = ("number", "batch", "place", "movement", "event", "station", "sheet")


@admin.register(PublicityEvent)
class EventAdmin(BandAdmin):
    list_display = ("number", "title", "state", "area", "starts_at", "allocated", "issued", "returned", "attendance")
    list_filter = ("state", "area__parent")
    list_select_related = ("area",)
    search_fields = ("=number", "title")
    date_hierarchy = "starts_at"


class ContactInline(RoleTabularInline):
    """In the order in which they are called; the number is opened on the page of the wearer, with a reason."""

    model = EmergencyContact
    administrators_change = False
    view_roles = STAFF
    fields = readonly_fields = ("position", "relation", "phone_mask")
    show_change_link = False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("phone", "name")


@admin.register(Issue)
class IssueAdmin(BandAdmin):
    list_display = ("reference", "band", "state", "category", "area", "issued_at", "tested_at", "end_reason")
    list_filter = ("state", "category", "end_reason")
    list_select_related = ("band", "area")
    search_fields = ("=reference", "=band__number")
    fields = readonly_fields = (
        "reference",
        "band",
        "state",
        "wearer",
        "category",
        "area",
        "event",
        "application",
        "replaces",
        "issued_at",
        "issued_by",
        "signing",
        "bound_at",
        "tested_at",
        "ended_at",
        "end_reason",
        "link_deleted_at",
    )

    inlines = (ContactInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("signature")


@admin.register(Alert)
class AlertAdmin(BandAdmin):
    """Times only; what finders left is read on the desk by the duty officer."""

    list_display = ("reference", "issue", "state", "opened_at", "answered_at", "closed_at", "outcome")
    list_filter = ("state", "outcome")
    list_select_related = ("issue",)
    search_fields = ("=reference",)
    date_hierarchy = "opened_at"


@admin.register(MissingCase)
class MissingCaseAdmin(BandAdmin):
    """Without the descriptions, and without rows outside of the duty officer's areas: the times and the outcome."""

    view_roles = ()
    list_display = ("reference", "state", "opened_at", "closed_at", "outcome", "called")
    list_filter = ("state", "outcome")
    search_fields = ("=reference",)
    fields = readonly_fields = ("reference", "state", "opened_at", "closed_at", "outcome", "emptied_at")

    def get_queryset(self, request):
        return admin.ModelAdmin.get_queryset(self, request).prefetch_related("calls")

    @admin.display(description=_("volunteers called"))
    def called(self, case):
        return len(case.calls.all())


@admin.register(ScanMonth)
class ScanMonthAdmin(BandAdmin):
    list_display = ("month", "scans", "tests")
