"""Hours and honours in the back office: read here, moved on their own pages by the services; awards are entered."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from volunteers import services
from volunteers.admin_columns import (
    OpenFilter,
    StandingFilter,
    answer_chip,
    counts_chip,
    shift_text,
    volunteer_text,
)
from volunteers.claim_workflow import CLAIM_WORKFLOW
from volunteers.models import Evaluation, HoursClaim, HoursEntry, HoursQuestion, VolunteerAward, VolunteerTraining
from web.admin_filters import state_filter
from web.templatetags.ui import state_chip

READERS = (roles.SYSTEM_ADMIN, roles.FEDERATION_REVIEWER)


class ReadOnlyAdmin(RoleAdmin):
    view_roles = READERS
    administrators_change = False
    ordering = ("-pk",)
    show_full_result_count = False
    list_per_page = 50


class AwardInline(RoleTabularInline):
    model = VolunteerAward
    view_roles = add_roles = READERS
    fields = ("name", "awarded_on", "awarded_by")

    def has_change_permission(self, request, obj=None):
        return False


def record_rows(formset, volunteer, *, by, at):
    """New rows of the inlines of a volunteer, each through its service."""
    for row in formset.save(commit=False):
        if isinstance(row, VolunteerTraining):
            names = ("kind", "content", "held_on", "valid_until", "minutes", "held_by")
            service = services.record_training
        else:
            names, service = ("name", "awarded_on", "awarded_by"), services.record_award
        service(volunteer=volunteer, **{name: getattr(row, name) for name in names}, by=by, at=at)
    formset.save_m2m()


@admin.register(HoursEntry)
class HoursEntryAdmin(ReadOnlyAdmin):
    list_display = (
        "pk", "volunteer_shown", "day", "scheduled_minutes", "actual_minutes", "minutes", "counts", "source", "kind",
        "recorded_at", "recorded_by",
    )  # fmt: skip
    list_select_related = ("volunteer", "recorded_by")
    list_filter = (StandingFilter, "source", "kind")
    search_fields = ("=pk", "=volunteer__pk")
    search_help_text = _("Number of the entry or of the volunteer")
    exclude = ("volunteer", "attendance", "claim")
    readonly_fields = ("volunteer_shown", "counts")

    def get_queryset(self, request):
        taken_back = HoursEntry.objects.filter(reversal_of=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_reversed=Exists(taken_back))

    @admin.display(description=_("volunteer"))
    def volunteer_shown(self, entry):
        return volunteer_text(entry.volunteer)

    @admin.display(description=_("counts"))
    def counts(self, entry):
        return counts_chip(entry)


@admin.register(HoursClaim)
class HoursClaimAdmin(ReadOnlyAdmin):
    list_display = (
        "pk",
        "volunteer_shown",
        "day",
        "state_shown",
        "source",
        "reviews_needed",
        "entered_by",
        "decided_by",
    )
    list_select_related = ("volunteer", "entered_by", "decided_by")
    list_filter = (state_filter(CLAIM_WORKFLOW), "source")
    search_fields = ("=pk", "=volunteer__pk")
    search_help_text = _("Number of the entry or of the volunteer")
    exclude = ("volunteer", "attendance", "evidence_file")
    readonly_fields = ("volunteer_shown", "state_shown")

    @admin.display(description=_("volunteer"))
    def volunteer_shown(self, claim):
        return volunteer_text(claim.volunteer)

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, claim):
        return state_chip(CLAIM_WORKFLOW.states[claim.state])


@admin.register(HoursQuestion)
class HoursQuestionAdmin(ReadOnlyAdmin):
    list_display = ("pk", "volunteer_shown", "asked_at", "answer_shown", "answered_at", "answered_by")
    list_select_related = ("volunteer", "answered_by")
    list_filter = (OpenFilter, "outcome")
    search_fields = ("=pk", "=volunteer__pk")
    search_help_text = _("Number of the question or of the volunteer")
    raw_id_fields = ("entry",)
    exclude = ("volunteer",)
    readonly_fields = ("volunteer_shown", "answer_shown")

    @admin.display(description=_("volunteer"))
    def volunteer_shown(self, question):
        return volunteer_text(question.volunteer)

    @admin.display(description=_("answer"))
    def answer_shown(self, question):
        return answer_chip(question)


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    list_display = ("pk", "shift_shown", "volunteer_shown", "side", "score", "is_serious", "given_on", "by")
    list_select_related = ("signup__volunteer", "signup__shift__activity", "by")
    list_filter = ("side", "score", "is_serious")
    search_fields = ("=signup__shift__pk", "=signup__volunteer__pk")
    search_help_text = _("Number of the shift or of the volunteer")
    raw_id_fields = ("signup",)

    @admin.display(description=_("shift"))
    def shift_shown(self, evaluation):
        return shift_text(evaluation.signup.shift)

    @admin.display(description=_("volunteer"))
    def volunteer_shown(self, evaluation):
        return volunteer_text(evaluation.signup.volunteer)
