"""The books in the back office: read, never written. Money moves through services with their events."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from funds.models import Account, Fund, Line, Period, Reservation, Voucher
from web.templatetags.ui import yuan

FINANCE = (roles.ACCOUNTANT,)


class ReadOnly(RoleAdmin):
    administrators_change = False
    view_roles = FINANCE


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ("code", "name_zh", "name_en", "kind", "is_money", "valid_from", "valid_to")
    list_filter = ("kind",)


@admin.register(Fund)
class FundAdmin(ReadOnly):
    list_display = ("code", "name_zh", "custodian", "kind", "balance", "reserved", "available")
    search_fields = ("code", "name_zh", "name_en")

    @admin.display(description=_("Balance (yuan)"))
    def balance(self, fund):
        return yuan(fund.balance_fen)

    @admin.display(description=_("Reserved (yuan)"))
    def reserved(self, fund):
        return yuan(fund.reserved_fen)

    @admin.display(description=_("Available (yuan)"))
    def available(self, fund):
        return yuan(fund.available_fen)


@admin.register(Period)
class PeriodAdmin(ReadOnly):
    list_display = ("month", "last_number", "closed_at", "closed_by")
    list_select_related = ("closed_by",)


class LineInline(RoleTabularInline):
    model = Line
    administrators_change = False
    view_roles = FINANCE
    fields = ("account", "fund", "scheme", "amount_fen")


@admin.register(Voucher)
class VoucherAdmin(ReadOnly):
    list_display = ("reference", "booked_on", "kind", "source", "memo_code", "made_by", "posted_at")
    list_filter = ("kind", "period")
    list_select_related = ("made_by",)
    search_fields = ("source",)
    show_full_result_count = False
    inlines = (LineInline,)


@admin.register(Reservation)
class ReservationAdmin(ReadOnly):
    list_display = ("source", "fund", "amount", "state", "reserved_at", "ended_at", "voucher")
    list_filter = ("state", "fund")
    list_select_related = ("fund", "voucher")
    search_fields = ("source",)
    show_full_result_count = False

    @admin.display(description=_("Amount (yuan)"))
    def amount(self, reservation):
        return yuan(reservation.amount_fen)
