"""Batches in the back office: read only. They move on their own pages, through the services."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_reading import NONE, ReadAdmin, ReadInline
from payments.bank_files import bank_formats
from payments.models import BankFile, Payment, PaymentBatch, PaymentCheck, ResultFile, SampleDraw
from payments.workflow import BATCH, CHECK, PAYMENT
from web.admin_filters import state_filter
from web.templatetags.ui import state_chip, yuan

FINANCE = (roles.ACCOUNTANT, roles.FEDERATION_APPROVER)


class PaymentInline(ReadInline):
    model = Payment
    view_roles = FINANCE
    fields = ("position", "source_reference", "title", "payee_name", "account_mask", "amount_fen", "state", "voucher")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("voucher").defer("account", "account_holder")

    @admin.display(description=_("state"))
    def state_shown(self, payment):
        return state_chip(PAYMENT.states[payment.state])


class BankFileInline(ReadInline):
    model = BankFile
    view_roles = FINANCE
    fields = ("made_at", "made_by", "rows", "total_fen")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("made_by").order_by("pk")


class ResultFileInline(ReadInline):
    model = ResultFile
    view_roles = FINANCE
    fields = ("imported_at", "imported_by", "paid", "failed", "known")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("imported_by").order_by("pk")


@admin.register(PaymentBatch)
class PaymentBatchAdmin(ReadAdmin):
    view_roles = FINANCE
    list_display = ("reference", "state_shown", "fund", "maker", "made_at", "checker", "cashier", "released_at")
    list_filter = (state_filter(BATCH), "fund")
    list_select_related = ("fund", "maker", "checker", "cashier")
    search_fields = ("reference",)
    inlines = (PaymentInline, BankFileInline, ResultFileInline)

    def view_on_site(self, batch):
        return reverse("payments:detail", args=[batch.reference])

    @admin.display(description=_("bank file"))
    def bank_format_shown(self, batch):
        known = bank_formats().get(batch.bank_format)
        return known.label if known else batch.bank_format

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, batch):
        return state_chip(BATCH.states[batch.state])


class FileAdmin(ReadAdmin):
    view_roles = FINANCE

    @admin.display(description=_("fingerprint"))
    def fingerprint(self, file):
        """Enough of SHA-256 to tell files apart; the whole of it is in the event."""
        return file.sha256[:12]


@admin.register(BankFile)
class BankFileAdmin(FileAdmin):
    list_display = ("batch", "rows", "total", "made_by", "made_at", "fingerprint")
    list_select_related = ("batch", "made_by")
    also = ("fingerprint",)

    @admin.display(description=_("total (yuan)"), ordering="total_fen")
    def total(self, file):
        return yuan(file.total_fen)


@admin.register(ResultFile)
class ResultFileAdmin(FileAdmin):
    list_display = ("batch", "paid", "failed", "known", "imported_by", "imported_at", "fingerprint")
    list_select_related = ("batch", "imported_by")
    also = ("fingerprint",)

    @admin.display(description=_("missing"))
    def missing_shown(self, file):
        """The positions of the batch that the bank said nothing about."""
        return ", ".join(str(position) for position in file.missing) or NONE


class CheckInline(ReadInline):
    model = PaymentCheck
    view_roles = (roles.FEDERATION_APPROVER,)
    fields = ("reference", "state", "result", "checker", "due_at", "done_at")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("checker").defer("note", "answer").order_by("pk")

    @admin.display(description=_("state"))
    def state_shown(self, check):
        return state_chip(CHECK.states[check.state])


@admin.register(SampleDraw)
class SampleDrawAdmin(ReadAdmin):
    view_roles = (roles.FEDERATION_APPROVER,)
    list_display = ("batch", "drawn_at", "candidates", "drawn", "share", "minimum", "seed")
    list_select_related = ("batch",)
    search_fields = ("=batch__reference",)
    inlines = (CheckInline,)


@admin.register(PaymentCheck)
class PaymentCheckAdmin(ReadAdmin):
    """Who sees every check on its own pages sees them here; what people said is read there."""

    view_roles = (roles.FEDERATION_APPROVER,)
    list_display = ("reference", "state_shown", "result", "checker", "due_at", "done_at", "answered_by")
    list_filter = (state_filter(CHECK), "result", "way")
    list_select_related = ("checker", "answered_by")
    search_fields = ("=reference",)
    fields = (
        "reference",
        "state",
        "draw",
        "payment",
        "checker",
        "due_at",
        "way",
        "result",
        "received_fen",
        "attempts",
        "done_at",
        "outcome",
        "answered_by",
        "answered_at",
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request).visible_to(request.user).select_related("payment__batch", "draw__batch")
        return rows.defer("note", "answer", "payment__account", "payment__account_holder")

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, check):
        return state_chip(CHECK.states[check.state])
