"""Batches in the back office: read only. They move on their own pages, through the services."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from payments.models import BankFile, Payment, PaymentBatch, PaymentCheck, ResultFile, SampleDraw
from payments.workflow import BATCH, CHECK
from web.admin_filters import state_filter
from web.templatetags.ui import state_chip, yuan

FINANCE = (roles.ACCOUNTANT, roles.FEDERATION_APPROVER)


class PaymentInline(RoleTabularInline):
    model = Payment
    administrators_change = False
    view_roles = FINANCE
    fields = ("position", "source_reference", "title", "payee_name", "account_mask", "amount", "state", "voucher")
    readonly_fields = ("account_mask", "amount", "state")
    show_change_link = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("voucher").defer("account", "account_holder")

    @admin.display(description=_("Amount (yuan)"))
    def amount(self, payment):
        return yuan(payment.amount_fen)


@admin.register(PaymentBatch)
class PaymentBatchAdmin(RoleAdmin):
    administrators_change = False
    view_roles = FINANCE
    list_display = ("reference", "state_shown", "fund", "maker", "made_at", "checker", "cashier", "released_at")
    list_filter = (state_filter(BATCH), "fund")
    list_select_related = ("fund", "maker", "checker", "cashier")
    search_fields = ("reference",)
    show_full_result_count = False
    inlines = (PaymentInline,)

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, batch):
        return state_chip(BATCH.states[batch.state])


class FileAdmin(RoleAdmin):
    administrators_change = False
    view_roles = FINANCE
    show_full_result_count = False


@admin.register(BankFile)
class BankFileAdmin(FileAdmin):
    list_display = ("batch", "rows", "made_by", "made_at", "sha256")
    list_select_related = ("batch", "made_by")


@admin.register(ResultFile)
class ResultFileAdmin(FileAdmin):
    list_display = ("batch", "paid", "failed", "known", "imported_by", "imported_at", "sha256")
    list_select_related = ("batch", "imported_by")


@admin.register(SampleDraw)
class SampleDrawAdmin(RoleAdmin):
    administrators_change = False
    view_roles = (roles.FEDERATION_APPROVER,)
    list_display = ("batch", "drawn_at", "candidates", "drawn", "share", "minimum", "seed")
    list_select_related = ("batch",)
    search_fields = ("=batch__reference",)
    show_full_result_count = False


@admin.register(PaymentCheck)
class PaymentCheckAdmin(RoleAdmin):
    """Who sees every check on its own pages sees them here; what people said is read there."""

    administrators_change = False
    view_roles = (roles.FEDERATION_APPROVER,)
    list_display = ("reference", "state_shown", "result", "checker", "due_at", "done_at", "answered_by")
    list_filter = (state_filter(CHECK), "result", "way")
    list_select_related = ("checker", "answered_by")
    search_fields = ("=reference",)
    show_full_result_count = False
    fields = readonly_fields = (
        "reference",
        "state_shown",
        "draw",
        "payment",
        "checker",
        "due_at",
        "way",
        "result",
        "attempts",
        "done_at",
        "outcome",
        "answered_by",
        "answered_at",
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request).visible_to(request.user).select_related("payment", "draw")
        return rows.defer("note", "answer", "payment__account", "payment__account_holder")

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, check):
        return state_chip(CHECK.states[check.state])
