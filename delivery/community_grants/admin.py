"""Community grants in the back office: read only. They move on their own pages, through the services."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from delivery.community_grants.models import (
    Acceptance,
    Acceptor,
    BudgetLine,
    Criterion,
    ForbiddenUse,
    Grant,
    GrantNotice,
    GrantObjection,
    GrantRound,
    Milestone,
    Organisation,
    Repayment,
    Representative,
    ScoreLine,
    ScoreSheet,
    SiteVisit,
    Tranche,
)
from delivery.community_grants.workflow import GRANT
from funds.money import yuan
from programs.rules import plain
from web.admin_filters import state_filter

READERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER, roles.ACCOUNTANT)


class ReadAdmin(RoleAdmin):
    administrators_change = False
    view_roles = READERS
    show_full_result_count = False


class ReadInline(RoleTabularInline):
    administrators_change = False
    view_roles = READERS
    show_change_link = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields


class CriterionInline(ReadInline):
    model = Criterion
    fields = ("position", "label_zh", "label_en", "question", "weight")


class ForbiddenUseInline(ReadInline):
    model = ForbiddenUse
    fields = ("position", "text_zh", "text_en")


@admin.register(GrantRound)
class GrantRoundAdmin(ReadAdmin):
    """Prepared and published on the desk, where the figures are checked together."""

    list_display = ("title_zh", "code", "fund", "budget", "opens_on", "closes_on", "published_at")
    list_filter = ("published_at",)
    list_select_related = ("fund",)
    search_fields = ("code", "title_zh", "title_en")
    inlines = (CriterionInline, ForbiddenUseInline)

    @admin.display(description=_("money of the round"), ordering="budget_fen")
    def budget(self, one):
        return plain(yuan(one.budget_fen))


class RepresentativeInline(ReadInline):
    model = Representative
    fields = ("user", "added_at", "ended_at")


@admin.register(Organisation)
class OrganisationAdmin(ReadAdmin):
    list_display = ("name", "kind", "credit_code", "area", "registered_at", "account_checked_at")
    list_filter = ("kind", "area__parent")
    list_select_related = ("area",)
    search_fields = ("=reference", "=credit_code", "name")
    fields = readonly_fields = (
        "reference",
        "kind",
        "name",
        "credit_code",
        "area",
        "sponsor",
        "contact_name",
        "phone_mask",
        "contact_at",
        "bank_name",
        "bank_account_mask",
        "account_checked_at",
        "account_checked_by",
        "registered_at",
        "registered_by",
    )
    inlines = (RepresentativeInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("phone", "bank_account")


class LineInline(ReadInline):
    model = BudgetLine
    fields = ("position", "label", "quote", "cost_fen", "own_fen")


class TrancheInline(ReadInline):
    model = Tranche
    fields = ("number", "amount_fen", "paid_at", "voucher", "cancelled_at")


class MilestoneInline(ReadInline):
    model = Milestone
    fields = ("position", "title", "due_on", "is_first_half", "state", "spent_fen", "checked_at")


class RepaymentInline(ReadInline):
    model = Repayment
    fields = ("amount_fen", "due_at", "received_at", "bank_reference")


@admin.register(Grant)
class GrantAdmin(ReadAdmin):
    """What is handed in; drafts belong to their organisations."""

    list_display = ("reference", "title", "organisation", "area", "state_label", "asked", "granted", "score", "due_at")
    list_filter = (state_filter(GRANT), "round", "area__parent")
    list_select_related = ("organisation", "area")
    search_fields = ("=reference", "title", "organisation__name", "=organisation__credit_code")
    ordering = ("-submitted_at", "-pk")
    fields = readonly_fields = (
        "reference",
        "round",
        "organisation",
        "area",
        "state",
        "title",
        "problem",
        "plan",
        "participation",
        "lasting",
        "people",
        "met_on",
        "present",
        "agreed",
        "starts_on",
        "ends_on",
        "asked",
        "granted",
        "score",
        "submitted_at",
        "officer",
        "decided_at",
        "decided_by",
        "signed_on",
        "due_at",
    )
    inlines = (LineInline, TrancheInline, MilestoneInline, RepaymentInline)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    @admin.display(description=_("state"), ordering="state")
    def state_label(self, grant):
        return grant.status.label

    @admin.display(description=_("asked for"), ordering="asked_fen")
    def asked(self, grant):
        return plain(yuan(grant.asked_fen))

    @admin.display(description=_("granted"), ordering="awarded_fen")
    def granted(self, grant):
        return "" if grant.awarded_fen is None else plain(yuan(grant.awarded_fen))


class ScoreLineInline(ReadInline):
    model = ScoreLine
    fields = ("criterion", "weight", "points")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("criterion", "sheet")


@admin.register(ScoreSheet)
class ScoreSheetAdmin(ReadAdmin):
    """Only those that are open: a sealed one would tell the others what was given."""

    list_display = ("grant", "scorer", "total", "submitted_at", "has_conflict")
    list_select_related = ("grant", "scorer")
    search_fields = ("=grant__reference",)
    inlines = (ScoreLineInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(grant__score__isnull=False)


@admin.register(SiteVisit)
class SiteVisitAdmin(ReadAdmin):
    """The photograph is opened on the page of the grant, with its papers."""

    list_display = ("grant", "moment", "visited_on", "visitor", "companion", "recorded_at")
    list_filter = ("moment",)
    list_select_related = ("grant", "visitor", "companion")
    search_fields = ("=grant__reference",)
    ordering = ("-visited_on", "-pk")
    fields = readonly_fields = ("grant", "moment", "visited_on", "visitor", "companion", "text", "recorded_at")


@admin.register(GrantNotice)
class GrantNoticeAdmin(ReadAdmin):
    list_display = ("grant", "posted_at", "ends_at", "closed_at", "posted_by")
    list_select_related = ("grant", "posted_by")
    search_fields = ("=grant__reference",)


@admin.register(GrantObjection)
class GrantObjectionAdmin(ReadAdmin):
    """Who objects, and the words, are read where the objection is answered."""

    list_display = ("grant", "received_at", "due_at", "answered_at", "is_upheld", "answered_by")
    list_filter = ("is_upheld",)
    list_select_related = ("notice__grant", "answered_by")
    search_fields = ("=notice__grant__reference",)
    ordering = ("-received_at", "-pk")
    fields = readonly_fields = ("grant", "received_at", "due_at", "answered_at", "is_upheld", "answered_by")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text", "name", "phone", "finding")

    @admin.display(description=Grant._meta.verbose_name, ordering="notice__grant__reference")
    def grant(self, objection):
        return objection.notice.grant


class AcceptorInline(ReadInline):
    model = Acceptor
    fields = ("name", "part")


@admin.register(Acceptance)
class AcceptanceAdmin(ReadAdmin):
    list_display = ("grant", "held_on", "result", "recorded_by")
    list_filter = ("result",)
    list_select_related = ("grant", "recorded_by")
    search_fields = ("=grant__reference",)
    inlines = (AcceptorInline,)
