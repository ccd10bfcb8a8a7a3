"""The books in the back office: read, never written. Money moves through services with their events."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from audit.named_subjects import NamesSubjects
from funds.memos import MEMOS, scheme_name
from funds.models import Account, Fund, Line, Period, Reservation, Voucher
from web.templatetags.ui import yuan

FINANCE = (roles.ACCOUNTANT,)


class ReadOnly(RoleAdmin):
    administrators_change = False
    view_roles = FINANCE


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ("code", "name", "kind", "is_money", "valid_from", "valid_to")
    list_filter = ("kind",)


@admin.register(Fund)
class FundAdmin(ReadOnly):
    list_display = ("code", "name", "custodian", "kind", "balance", "reserved", "available")
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
    list_display = ("month", "last_number", "closed_at", "who_closed")
    list_select_related = ("closed_by",)

    @admin.display(description=_("closed by"), ordering="closed_by")
    def who_closed(self, period):
        return period.closed_by


class LineInline(RoleTabularInline):
    model = Line
    administrators_change = False
    view_roles = FINANCE
    fields = readonly_fields = ("account", "fund", "scheme_shown", "amount")

    @admin.display(description=_("scheme"))
    def scheme_shown(self, line):
        return scheme_name(line.scheme)

    @admin.display(description=_("Amount (yuan)"))
    def amount(self, line):
        return yuan(line.amount_fen)


@admin.register(Voucher)
class VoucherAdmin(NamesSubjects, ReadOnly):
    list_display = ("reference", "booked_on", "kind", "subject", "memo", "maker", "posted_at")
    list_filter = ("kind", "period")
    list_select_related = ("made_by",)
    search_fields = ("source",)
    show_full_result_count = False
    exclude = ("memo_code",)
    readonly_fields = ("subject", "memo")
    inlines = (LineInline,)

    def subject_key(self, row):
        return row.source

    @admin.display(description=_("booked by"), ordering="made_by")
    def maker(self, voucher):
        return voucher.made_by

    @admin.display(description=_("memo"), ordering="memo_code")
    def memo(self, voucher):
        return MEMOS.get(voucher.memo_code, voucher.memo_code)


@admin.register(Reservation)
class ReservationAdmin(NamesSubjects, ReadOnly):
    list_display = ("subject", "fund", "amount", "state", "reserved_at", "ended_at", "voucher")
    list_filter = ("state", "fund")
    list_select_related = ("fund", "voucher")
    search_fields = ("source",)
    show_full_result_count = False
    readonly_fields = ("subject",)

    def subject_key(self, row):
        return row.source

    @admin.display(description=_("Amount (yuan)"))
    def amount(self, reservation):
        return yuan(reservation.amount_fen)
