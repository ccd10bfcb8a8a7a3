"""The books in the back office: read, never written. Money moves through services with their events."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_reading import NONE, ReadAdmin, ReadInline
from audit.named_subjects import NamesSubjects
from funds.chart_forms import AccountForm, BooksPolicyForm
from funds.memos import MEMOS, campaign_name, scheme_name
from funds.models import Account, BankLine, BankStatement, BooksPolicy, Fund, Line, Period, Reservation, Voucher
from web.templatetags.ui import yuan

FINANCE = (roles.ACCOUNTANT,)


class ReadOnly(ReadAdmin):
    view_roles = FINANCE


class NewRowsOnly(ReadOnly):
    """Rows that hold from their day: a change is a further row, made by its service with its event."""

    add_roles = (roles.ACCOUNTANT, roles.SYSTEM_ADMIN)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = self.form_for_new
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.pk = form.make(by=request.user, at=timezone.now()).pk


@admin.register(Account)
class AccountAdmin(NewRowsOnly):
    form_for_new = AccountForm
    list_display = ("code", "name", "kind", "is_money", "valid_from", "valid_to")
    list_filter = ("kind",)


@admin.register(BooksPolicy)
class BooksPolicyAdmin(NewRowsOnly):
    form_for_new = BooksPolicyForm
    list_display = ("valid_from", "books_services", "cash_limit", "carries_forward", "source")

    @admin.display(description=_("Cash limit (yuan)"))
    def cash_limit(self, policy):
        return yuan(policy.cash_limit_fen)


@admin.register(Fund)
class FundAdmin(ReadOnly):
    list_display = ("code", "name", "custodian", "kind", "balance", "reserved", "held", "available")
    search_fields = ("code", "name_zh", "name_en")
    also = ("balance", "reserved", "held", "available", "opened_at")

    def view_on_site(self, fund):
        return reverse("funds:statement", args=[fund.code])

    @admin.display(description=_("Balance (yuan)"))
    def balance(self, fund):
        return yuan(fund.balance_fen)

    @admin.display(description=_("Reserved (yuan)"))
    def reserved(self, fund):
        return yuan(fund.reserved_fen)

    @admin.display(description=_("Owed or held for others (yuan)"))
    def held(self, fund):
        return yuan(fund.held_fen)

    @admin.display(description=_("Available (yuan)"))
    def available(self, fund):
        return yuan(fund.available_fen)


@admin.register(Period)
class PeriodAdmin(ReadOnly):
    list_display = ("month", "last_number", "closed_at", "who_closed")
    list_select_related = ("closed_by",)
    also = ("last_number", "closed_at", "closed_by")

    def view_on_site(self, period):
        return reverse("funds:month", args=[period.month])

    @admin.display(description=_("closed by"), ordering="closed_by")
    def who_closed(self, period):
        return period.closed_by


class LineInline(ReadInline):
    model = Line
    view_roles = FINANCE
    fields = ("account", "fund", "scheme", "campaign", "area", "project", "debit", "credit")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("account", "fund").order_by("pk")

    @admin.display(description=_("scheme"))
    def scheme_shown(self, line):
        return scheme_name(line.scheme) or NONE

    @admin.display(description=_("campaign"))
    def campaign_shown(self, line):
        return campaign_name(line.campaign) or NONE

    @admin.display(description=_("Debit (yuan)"))
    def debit(self, line):
        return yuan(line.in_fen)

    @admin.display(description=_("Credit (yuan)"))
    def credit(self, line):
        return yuan(line.out_fen)


@admin.register(Voucher)
class VoucherAdmin(NamesSubjects, ReadOnly):
    list_display = ("shown_number", "booked_on", "kind", "subject", "memo", "maker", "posted_at")
    list_filter = ("kind", "period")
    list_select_related = ("made_by",)
    search_fields = ("source",)
    hidden = ("source", "memo_code")
    also = ("subject", "memo")
    inlines = (LineInline,)

    def view_on_site(self, voucher):
        return reverse("funds:voucher", args=[voucher.reference])

    def subject_key(self, row):
        return row.source

    @admin.display(description=_("Voucher"))
    def shown_number(self, voucher):
        return voucher.reference

    @admin.display(description=_("booked by"), ordering="made_by")
    def maker(self, voucher):
        return voucher.made_by

    @admin.display(description=_("memo"), ordering="memo_code")
    def memo(self, voucher):
        return MEMOS.get(voucher.memo_code, voucher.memo_code) or NONE


@admin.register(Reservation)
class ReservationAdmin(NamesSubjects, ReadOnly):
    list_display = ("subject", "fund", "amount", "state", "reserved_at", "ended_at", "voucher")
    list_filter = ("state", "fund")
    list_select_related = ("fund", "voucher")
    search_fields = ("source",)
    hidden = ("source",)
    also = ("subject",)

    def subject_key(self, row):
        return row.source

    @admin.display(description=_("Amount (yuan)"))
    def amount(self, reservation):
        return yuan(reservation.amount_fen)


class BankLineInline(ReadInline):
    model = BankLine
    view_roles = FINANCE
    fields = ("number", "booked_on", "amount_fen", "bank_reference", "party", "note", "vouchers", "explanation")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("matches__line__voucher").order_by("number")

    @admin.display(description=_("Vouchers of the books"))
    def vouchers(self, line):
        return ", ".join(str(match.line.voucher) for match in line.matches.all()) or NONE


@admin.register(BankStatement)
class BankStatementAdmin(ReadOnly):
    list_display = ("reference", "account_code", "first_on", "last_on", "imported_at", "who_imported")
    list_select_related = ("imported_by",)
    search_fields = ("reference",)
    inlines = (BankLineInline,)

    @admin.display(description=_("taken in by"), ordering="imported_by")
    def who_imported(self, statement):
        return statement.imported_by
