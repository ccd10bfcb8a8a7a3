"""Complaints and re-reviews in the back office: read only. They move on their own pages, through the services."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin_access import RoleAdmin, RoleTabularInline
from oversight.models import BlindReview, Complaint, CriterionJudgement, ReviewRound
from oversight.workflow import WORKFLOW
from web.admin_filters import state_filter


@admin.register(Complaint)
class ComplaintAdmin(RoleAdmin):
    """What a complaint says is read on the desk, where sensitive ones are kept apart."""

    administrators_change = False
    list_display = ("reference", "kind", "state_shown", "is_sensitive", "received_at", "due_at", "handler", "outcome")
    list_filter = (state_filter(WORKFLOW), "kind", "outcome", "is_sensitive")
    list_select_related = ("handler",)
    search_fields = ("=reference",)
    show_full_result_count = False
    ordering = ("-received_at", "-pk")
    fields = readonly_fields = (
        "reference",
        "kind",
        "state_shown",
        "is_sensitive",
        "application",
        "received_at",
        "due_at",
        "handler",
        "outcome",
        "measures",
        "answered_at",
        "answered_by",
        "reopened_at",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).defer("text", "answer", "phone")

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, complaint):
        return complaint.status.label


class CriterionInline(RoleTabularInline):
    model = CriterionJudgement
    administrators_change = False
    fields = ("rule_code", "found", "was_found")
    show_change_link = False


@admin.register(ReviewRound)
class ReviewRoundAdmin(RoleAdmin):
    administrators_change = False
    list_display = ("__str__", "drawn_at", "drawn_by", "candidates", "seed")
    list_select_related = ("drawn_by",)
    show_full_result_count = False


@admin.register(BlindReview)
class BlindReviewAdmin(RoleAdmin):
    """Only those that are done: an open one would tell its reviewer what was decided."""

    administrators_change = False
    list_display = ("application", "was_approved", "verdict", "reviewer", "done_at", "agreement")
    list_filter = ("was_approved", "verdict", "round")
    list_select_related = ("application", "reviewer")
    show_full_result_count = False
    inlines = (CriterionInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(done_at__isnull=False)

    @admin.display(description=_("same as decided"), boolean=True)
    def agreement(self, review):
        return review.agrees
