"""Certificates in the back office: read only. They are issued and revoked on their own pages, through the services."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin
from certificates.models import Certificate, CertificateSeries, SigningKey
from certificates.workflow import WORKFLOW
from web.admin_filters import state_filter
from web.names import masked
from web.templatetags.ui import state_chip


class ReadOnlyAdmin(RoleAdmin):
    view_roles = (roles.FEDERATION_REVIEWER,)
    administrators_change = False
    show_full_result_count = False
    list_per_page = 50


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ("number", "holder", "hours", "state_shown", "issued_at", "issued_by", "notice_until")
    list_select_related = ("issued_by",)
    list_filter = (state_filter(WORKFLOW),)
    search_fields = ("=number",)
    ordering = ("-pk",)
    fields = readonly_fields = (
        "number", "holder", "hours", "state_shown", "issued_at", "issued_by", "notice_until", "key_id", "revoked_at",
        "revoked_by", "revoke_reason", "page",
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).defer("private")

    @admin.display(description=_("volunteer"))
    def holder(self, certificate):
        return f"V{certificate.volunteer_id} {masked(certificate.content['identity']['name'])}"

    @admin.display(description=_("hours of service"))
    def hours(self, certificate):
        return certificate.hours

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, certificate):
        return state_chip(WORKFLOW.states[certificate.state])

    @admin.display(description=_("page in the register"))
    def page(self, certificate):
        url = reverse("certificates:certificate", args=[certificate.number])
        return format_html('<a href="{}">{}</a>', url, certificate.number)


@admin.register(CertificateSeries)
class CertificateSeriesAdmin(ReadOnlyAdmin):
    list_display = ("year", "last")


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin):
    list_display = ("kid", "public_key", "first_used_at")
