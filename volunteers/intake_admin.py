"""Back office: the lists that the office keeps, and what volunteers and residents sent."""

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_access import RoleAdmin
from volunteers.joining_workflow import JOINING_WORKFLOW
from volunteers.models import (
    BrandProject,
    InsurancePolicy,
    JoinRequest,
    Qualification,
    QualificationKind,
    ServiceRequest,
    Skill,
)
from volunteers.models.skills import Verdict
from volunteers.people_admin import PLANNERS, OverdueFilter, ValidFilter, each
from volunteers.request_workflow import REQUEST_WORKFLOW
from volunteers.services.lists import save_entry
from volunteers.services.projects import save_project
from volunteers.services.qualifications import check_qualification
from web.admin_filters import state_filter
from web.names import masked
from web.templatetags.ui import chip, state_chip

# --- Lists that staff keep --------------------------------------------------------------------------------------------


class ListAdmin(RoleAdmin):
    view_roles = change_roles = add_roles = PLANNERS
    show_full_result_count = False
    list_per_page = 50

    def save_model(self, request, obj, form, change):
        save_entry(entry=obj, by=request.user, at=timezone.now())


@admin.register(Skill)
class SkillAdmin(ListAdmin):
    list_display = ("name_zh", "name_en", "is_offered", "people")
    list_filter = ("is_offered",)
    search_fields = ("name_zh", "name_en")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people_count=Count("volunteers"))

    @admin.display(description=gettext_lazy("volunteers"), ordering="people_count")
    def people(self, skill):
        return skill.people_count


@admin.register(QualificationKind)
class QualificationKindAdmin(ListAdmin):
    list_display = ("name_zh", "name_en", "expires", "is_offered")
    list_filter = ("is_offered", "expires")
    search_fields = ("name_zh", "name_en")


@admin.register(InsurancePolicy)
class InsurancePolicyAdmin(ListAdmin):
    list_display = ("number", "insurer", "valid_from", "valid_until", "people")
    search_fields = ("number", "insurer")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people_count=Count("insured"))

    @admin.display(description=gettext_lazy("insured"), ordering="people_count")
    def people(self, policy):
        return policy.people_count


@admin.register(BrandProject)
class BrandProjectAdmin(RoleAdmin):
    view_roles = change_roles = add_roles = PLANNERS
    list_display = ("name_zh", "slogan_zh", "field", "team", "since", "is_published")
    list_select_related = ("team",)
    list_filter = ("field", "is_published")
    search_fields = ("name_zh", "name_en", "slug")
    autocomplete_fields = ("team",)
    prepopulated_fields = {"slug": ("name_en",)}
    show_full_result_count = False

    def save_model(self, request, obj, form, change):
        save_project(project=obj, by=request.user, at=timezone.now())


# --- What people sent -------------------------------------------------------------------------------------------------


class CheckForm(forms.ModelForm):
    """The check: accepted, or not and why. Done once; a new paper is a new row."""

    class Meta:
        model = Qualification
        fields = ("verdict", "check_note")

    def clean(self):
        cleaned = super().clean() or {}
        if not cleaned.get("verdict"):
            self.add_error("verdict", _("Please choose the result of the check."))
        if cleaned.get("verdict") == Verdict.REFUSED and not (cleaned.get("check_note") or "").strip():
            self.add_error("check_note", _("Write why it is not accepted; the volunteer reads it."))
        return cleaned

    def validate_constraints(self):
        """Who checked and when is added by the service."""


class PaperFilter(admin.SimpleListFilter):
    title = gettext_lazy("paper")
    parameter_name = "paper"

    def lookups(self, request, model_admin):
        return [("open", gettext_lazy("to be checked")), ("over", gettext_lazy("over"))]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.to_check()
        return queryset.filter(valid_until__lt=timezone.localdate()) if self.value() == "over" else queryset


@admin.register(Qualification)
class QualificationAdmin(RoleAdmin):
    view_roles = change_roles = PLANNERS
    form = CheckForm
    list_display = ("pk", "kind", "volunteer_shown", "issued_on", "valid_until", "result", "paper_shown", "checked_by")
    list_select_related = ("kind", "volunteer", "checked_by")
    list_filter = (PaperFilter, ValidFilter, "verdict", "kind")
    search_fields = ("=volunteer__pk",)
    readonly_fields = (
        "kind", "volunteer_shown", "issued_by", "issued_on", "valid_until", "paper_shown", "stated_at", "checked_at",
        "checked_by", "withdrawn_at",
    )  # fmt: skip
    fields = (*readonly_fields, "verdict", "check_note")
    actions = ("accept",)
    ordering = ("-pk",)
    show_full_result_count = False
    list_per_page = 50

    def has_change_permission(self, request, obj=None):
        """What was checked or withdrawn stays as it is."""
        return super().has_change_permission(request, obj) and not (obj and (obj.verdict or obj.withdrawn_at))

    def save_model(self, request, obj, form, change):
        check_qualification(
            qualification=Qualification.objects.get(pk=obj.pk),
            verdict=form.cleaned_data["verdict"],
            note=form.cleaned_data["check_note"],
            by=request.user,
            at=timezone.now(),
        )

    @admin.action(description=gettext_lazy("Accept: the paper was compared"), permissions=["change"])
    def accept(self, request, queryset):
        each(
            self,
            request,
            queryset,
            lambda row, at: check_qualification(
                qualification=row, verdict=Verdict.ACCEPTED, note="", by=request.user, at=at
            ),
        )

    @admin.display(description=gettext_lazy("volunteer"))
    def volunteer_shown(self, row):
        return f"V{row.volunteer_id} {masked(row.volunteer.name)}"

    @admin.display(description=gettext_lazy("state"))
    def result(self, row):
        if row.withdrawn_at:
            return chip("draft", _("Withdrawn by the volunteer"))
        kinds = {"": ("submitted", _("Waits for the check")), "refused": ("rejected", _("Not accepted"))}
        return chip(*kinds.get(row.verdict, ("approved", _("Accepted"))))

    @admin.display(description=gettext_lazy("paper"))
    def paper_shown(self, row):
        if not row.paper:
            return "—"
        return format_html(
            '<a href="{}">{}</a>', reverse("volunteers:qualification_paper", args=[row.pk]), _("Open the paper")
        )


@admin.register(JoinRequest)
class JoinRequestAdmin(RoleAdmin):
    """Read only: the leaders of the team answer on their page."""

    view_roles = PLANNERS
    administrators_change = False
    list_display = ("pk", "team", "volunteer_shown", "state_shown", "asked_at", "decided_by")
    list_select_related = ("team", "volunteer", "decided_by")
    list_filter = (state_filter(JOINING_WORKFLOW), "team")
    search_fields = ("=volunteer__pk", "team__name_zh")
    fields = readonly_fields = (
        "team", "volunteer_shown", "state_shown", "asked_at", "answer", "decided_at", "decided_by",
    )  # fmt: skip
    ordering = ("-pk",)
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=gettext_lazy("volunteer"))
    def volunteer_shown(self, request):
        return f"V{request.volunteer_id} {masked(request.volunteer.name)}"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, request):
        return state_chip(JOINING_WORKFLOW.states[request.state])


@admin.register(ServiceRequest)
class ServiceRequestAdmin(RoleAdmin):
    """Read only: requests move on their desk, where also telephone and address are opened with a reason."""

    view_roles = PLANNERS
    administrators_change = False
    list_display = ("reference", "state_shown", "asker", "field", "area", "received_at", "due_at", "activity")
    list_select_related = ("area", "activity")
    list_filter = (state_filter(REQUEST_WORKFLOW), OverdueFilter, "field", "asker")
    search_fields = ("=reference",)
    fields = readonly_fields = (
        "reference", "state_shown", "asker", "field", "area", "wanted_when", "people_needed", "phone_mask",
        "received_at", "due_at", "verified_at", "verified_by", "activity", "answer", "answered_at", "answered_by",
    )  # fmt: skip
    ordering = ("-received_at", "-pk")
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, request):
        return state_chip(REQUEST_WORKFLOW.states[request.state])
