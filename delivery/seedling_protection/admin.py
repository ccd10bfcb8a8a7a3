"""The programme in the back office: read only. Rows move on their own pages, through the services."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from delivery.seedling_protection.models import (
    BookHolding,
    BookLoan,
    BookMovement,
    BookTitle,
    ClassLine,
    Distribution,
    Facility,
    GradeAttendance,
    HallVisit,
    School,
    SchoolContact,
    StockMovement,
    SupplyItem,
    SupplyLot,
    TrainingSession,
    VisitSlot,
)

VIEWERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)


class ReadOnly(RoleAdmin):
    administrators_change = False
    view_roles = VIEWERS
    show_full_result_count = False


class ReadOnlyInline(RoleTabularInline):
    administrators_change = False
    view_roles = VIEWERS

    def get_readonly_fields(self, request, obj=None):
        return self.fields


class ClassLineInline(ReadOnlyInline):
    model = ClassLine
    fields = ("class_name", "planned", "handed_out", "returned", "damaged", "signed_at")


class GradeInline(ReadOnlyInline):
    model = GradeAttendance
    fields = ("grade", "pupils")


class ContactInline(ReadOnlyInline):
    model = SchoolContact
    fields = ("user", "since", "ended_at")


class SlotInline(ReadOnlyInline):
    model = VisitSlot
    fields = ("starts_at", "ends_at", "capacity", "taken")


class BookMovementInline(ReadOnlyInline):
    model = BookMovement
    fields = ("kind", "quantity", "at", "by")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


@admin.register(School)
class SchoolAdmin(ReadOnly):
    list_display = ("name", "stage", "area", "pupils")
    list_filter = ("stage", "area__parent")
    list_select_related = ("area",)
    search_fields = ("name",)
    inlines = (ContactInline,)


@admin.register(Facility)
class FacilityAdmin(ReadOnly):
    list_display = ("name", "kind", "state", "area", "opened_on", "capacity")
    list_filter = ("kind", "state")
    list_select_related = ("area",)
    search_fields = ("name",)
    inlines = (SlotInline,)


@admin.register(HallVisit)
class HallVisitAdmin(ReadOnly):
    list_display = ("reference", "state", "school", "class_name", "headcount", "came", "booked_at")
    list_filter = ("state",)
    list_select_related = ("school",)
    search_fields = ("=reference",)
    ordering = ("-booked_at", "-pk")


@admin.register(SupplyItem)
class SupplyItemAdmin(ReadOnly):
    list_display = ("name", "kind", "standard", "low_at")
    list_filter = ("kind",)
    search_fields = ("name",)


@admin.register(SupplyLot)
class SupplyLotAdmin(ReadOnly):
    list_display = ("item", "number", "received", "in_store", "delivered", "damaged", "lost")
    list_filter = ("item__kind", "origin")
    list_select_related = ("item",)
    search_fields = ("=number",)


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnly):
    list_display = ("pk", "lot", "kind", "quantity", "at", "by")
    list_filter = ("kind",)
    list_select_related = ("lot__item", "by")
    ordering = ("-pk",)


@admin.register(Distribution)
class DistributionAdmin(ReadOnly):
    list_display = ("reference", "state", "school", "item", "day")
    list_filter = ("state", "item__kind")
    list_select_related = ("school", "item")
    search_fields = ("=reference",)
    ordering = ("-day", "-pk")
    inlines = (ClassLineInline,)


@admin.register(BookTitle)
class BookTitleAdmin(ReadOnly):
    list_display = ("title", "isbn", "publisher")
    search_fields = ("title", "=isbn")


@admin.register(BookLoan)
class BookLoanAdmin(ReadOnly):
    list_display = ("title", "facility", "school", "class_name", "lent_at", "due_on", "lent", "returned", "lost")
    list_filter = ("school",)
    list_select_related = ("holding__title", "holding__facility", "school")
    search_fields = ("holding__title__title", "=holding__title__isbn")
    ordering = ("-lent_at", "-pk")

    @admin.display(description=_("title of the book"), ordering="holding__title__title")
    def title(self, loan):
        return loan.holding.title

    @admin.display(description=_("facility"), ordering="holding__facility__name")
    def facility(self, loan):
        return loan.holding.facility


@admin.register(BookHolding)
class BookHoldingAdmin(ReadOnly):
    list_display = ("title", "facility", "copies", "on_shelf", "on_loan", "lost")
    list_filter = ("facility",)
    list_select_related = ("title", "facility")
    search_fields = ("title__title", "=title__isbn")
    inlines = (BookMovementInline,)


@admin.register(TrainingSession)
class TrainingSessionAdmin(ReadOnly):
    list_display = ("reference", "state", "school", "topic", "starts_at", "attended", "quiz_before", "quiz_after")
    list_filter = ("state", "topic")
    list_select_related = ("school",)
    search_fields = ("=reference",)
    ordering = ("-starts_at", "-pk")
    inlines = (GradeInline,)
