"""The rows that staff keep, in the back office. Every save goes through the service, with its event."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin_reading import ReadAdmin, ReadInline
from disclosure import services
from disclosure.freezing import thawed
from disclosure.models import (
    DisclosurePolicy,
    ExpenseRule,
    Occasion,
    Officer,
    Organisation,
    Pack,
    PackTable,
    StatutoryRule,
)
from disclosure.permissions import KEEPERS, READERS
from web.templatetags.ui import yuan


class KeptAdmin(ReadAdmin):
    """A row about the past is not rewritten: what changed gets a row of its own, from the day on which it holds."""

    view_roles = READERS
    add_roles = KEEPERS

    def save_model(self, request, obj, form, change):
        services.keep_row(row=obj, by=request.user, at=timezone.now())


@admin.register(Organisation)
class OrganisationAdmin(KeptAdmin):
    list_display = ("valid_from", "name_zh", "kind", "registration_no", "certificate_no")


@admin.register(Officer)
class OfficerAdmin(KeptAdmin):
    """Changed to say until when somebody serves."""

    change_roles = KEEPERS
    list_display = ("name", "body", "post_zh", "serves_from", "serves_to")
    list_filter = ("body",)


@admin.register(DisclosurePolicy)
class DisclosurePolicyAdmin(KeptAdmin):
    list_display = ("valid_from", "smallest_group", "source")


@admin.register(StatutoryRule)
class StatutoryRuleAdmin(KeptAdmin):
    """Changed to say until when it holds, or when somebody is reminded."""

    change_roles = KEEPERS
    list_display = ("code", "title", "subject", "rhythm", "months", "days", "bound", "valid_from", "valid_to")
    list_filter = ("subject", "bound")


@admin.register(Occasion)
class OccasionAdmin(KeptAdmin):
    change_roles = KEEPERS
    list_display = ("title_zh", "kind", "started_on", "ended_on")
    list_filter = ("kind",)


class TableInline(ReadInline):
    """Which tables a report has; their rows are read on its own page."""

    model = PackTable
    view_roles = READERS
    fields = ("position", "heading", "part", "digest")

    @admin.display(description=_("table"))
    def heading(self, table):
        return thawed(table.code, table.content).form.title


@admin.register(Pack)
class PackAdmin(ReadAdmin):
    """Read only: reports are prepared and published on their own pages."""

    view_roles = READERS
    list_display = ("slug", "version", "prepared_by", "prepared_at", "published_by", "published_at")
    list_select_related = ("prepared_by", "published_by")
    inlines = (TableInline,)

    def view_on_site(self, pack):
        return reverse("disclosure:report", args=[pack.slug, pack.version])


@admin.register(ExpenseRule)
class ExpenseRuleAdmin(KeptAdmin):
    """Changed to say until when it holds."""

    change_roles = KEEPERS
    list_display = (
        "kind",
        "net_assets_from",
        "net_assets_below",
        "least_spending",
        "most_management",
        "source",
    )
    list_filter = ("kind",)

    @admin.display(description=_("net assets from (yuan)"), ordering="net_assets_from_fen")
    def net_assets_from(self, rule):
        return yuan(rule.net_assets_from_fen)

    @admin.display(description=_("net assets below (yuan)"), ordering="net_assets_below_fen")
    def net_assets_below(self, rule):
        return yuan(rule.net_assets_below_fen)
