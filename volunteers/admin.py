"""The back office of the volunteer service. States are read-only; actions call the services; nothing is deleted."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from volunteers import services
from volunteers.models import (
    Activity,
    HoursEntry,
    Shift,
    ShiftRole,
    Signup,
    VolunteerProfile,
    VolunteerTeam,
    VolunteerTraining,
)
from volunteers.workflow import SHIFT_WORKFLOW, SIGNUP_WORKFLOW
from web.admin_filters import state_filter
from web.names import masked
from web.templatetags.ui import state_chip
from workflow.machine import WorkflowError

PLANNERS = (roles.SYSTEM_ADMIN, roles.FEDERATION_REVIEWER)


@admin.register(VolunteerTeam)
class VolunteerTeamAdmin(RoleAdmin):
    view_roles = change_roles = add_roles = PLANNERS
    list_display = ("name_zh", "name_en", "leader", "field", "area")
    list_select_related = ("leader", "area")
    list_filter = ("field",)
    search_fields = ("name_zh", "name_en")
    raw_id_fields = ("leader",)
    show_full_result_count = False
    list_per_page = 50


@admin.register(Activity)
class ActivityAdmin(RoleAdmin):
    view_roles = change_roles = add_roles = PLANNERS
    list_display = ("title_zh", "field", "team", "risk_level", "min_age", "insurance_required", "training_required")
    list_select_related = ("team",)
    list_filter = ("field", "risk_level")
    search_fields = ("title_zh", "title_en")
    autocomplete_fields = ("team",)
    show_full_result_count = False
    list_per_page = 50


class CoverFilter(admin.SimpleListFilter):
    """Shifts in which some task has fewer people than it needs."""

    title = gettext_lazy("cover")
    parameter_name = "cover"

    def lookups(self, request, model_admin):
        return [("short", gettext_lazy("short of people"))]

    def queryset(self, request, queryset):
        if self.value() != "short":
            return queryset
        short = ShiftRole.objects.filter(shift=OuterRef("pk"), taken__lt=F("minimum"))
        return queryset.filter(Exists(short), state__in=("open", "closed"))


class ShiftRoleInline(RoleTabularInline):
    """Tasks are planned here once; places are changed by the leader's page, which moves the waiting list up."""

    model = ShiftRole
    view_roles = PLANNERS
    add_roles = (roles.SYSTEM_ADMIN,)
    fields = ("name_zh", "name_en", "minimum", "capacity", "min_age", "training_required", "taken", "overfill")
    readonly_fields = ("taken", "overfill")

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Shift)
class ShiftAdmin(RoleAdmin):
    view_roles = PLANNERS
    add_roles = (roles.SYSTEM_ADMIN,)
    list_display = ("starts_at", "ends_at", "activity", "place_zh", "places", "state_shown")
    list_select_related = ("activity__team",)
    list_filter = (state_filter(SHIFT_WORKFLOW), CoverFilter, "activity__field")
    search_fields = ("activity__title_zh", "place_zh")
    autocomplete_fields = ("activity",)
    inlines = (ShiftRoleInline,)
    actions = ("open_shifts", "close_shifts", "cancel_shifts")
    readonly_fields = ("state_shown", "revision", "roster_confirmed_at", "roster_confirmed_by")
    ordering = ("-starts_at", "-pk")
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("roles")

    def has_change_permission(self, request, obj=None):
        """A planned shift is changed by services: moving tells people, closing keeps the waiting list."""
        return False

    def save_model(self, request, obj, form, change):
        services.plan_shift(shift=obj, by=request.user, at=timezone.now())

    @admin.display(description=gettext_lazy("places"))
    def places(self, shift):
        return " ".join(f"{role.taken}/{role.capacity}" for role in shift.roles.all())

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, shift):
        return state_chip(SHIFT_WORKFLOW.states[shift.state]) if shift.state else ""

    @admin.action(description=gettext_lazy("Open sign-up"), permissions=["act"])
    def open_shifts(self, request, queryset):
        self._each(request, queryset, services.open_shift)

    @admin.action(description=gettext_lazy("Close sign-up"), permissions=["act"])
    def close_shifts(self, request, queryset):
        self._each(request, queryset, services.close_shift)

    @admin.action(description=gettext_lazy("Cancel the shift and tell everybody"), permissions=["act"])
    def cancel_shifts(self, request, queryset):
        self._each(request, queryset, services.cancel_shift)

    def has_act_permission(self, request):
        return self.has_add_permission(request)

    def _each(self, request, queryset, service):
        """One result per row: a refusal of one does not stop the others."""
        done = 0
        for shift in queryset:
            try:
                service(shift=shift, by=request.user, at=timezone.now())
                done += 1
            except WorkflowError as refused:
                self.message_user(request, f"{shift}: {refused}", messages.WARNING)
        self.message_user(request, _("Done for %(count)d shifts.") % {"count": done}, messages.SUCCESS)


@admin.register(Signup)
class SignupAdmin(RoleAdmin):
    view_roles = PLANNERS
    administrators_change = False
    list_display = ("pk", "shift", "role", "volunteer_shown", "state_shown", "sequence", "source", "signed_up_at")
    list_select_related = ("shift", "role", "volunteer")
    list_filter = (state_filter(SIGNUP_WORKFLOW), "source")
    search_fields = ("=shift__pk",)
    ordering = ("-pk",)
    show_full_result_count = False
    list_per_page = 50
    exclude = ("volunteer",)
    readonly_fields = ("volunteer_shown",)

    @admin.display(description=gettext_lazy("volunteer"))
    def volunteer_shown(self, signup):
        return f"V{signup.volunteer_id} {masked(signup.volunteer.name)}"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, signup):
        return state_chip(SIGNUP_WORKFLOW.states[signup.state])


class TrainingInline(RoleTabularInline):
    model = VolunteerTraining
    view_roles = add_roles = PLANNERS
    fields = ("kind", "held_by", "held_on", "minutes", "valid_until")

    def has_change_permission(self, request, obj=None):
        return False


class CoverForm(forms.ModelForm):
    """What the office keeps for a volunteer; the rest is the volunteer's own to change."""

    class Meta:
        model = VolunteerProfile
        fields = ("guardian_consent_on", "insurance_until", "external_no")


@admin.register(VolunteerProfile)
class VolunteerProfileAdmin(RoleAdmin):
    view_roles = change_roles = PLANNERS
    form = CoverForm
    fields = (
        "number", "name_shown", "id_number_mask", "emergency_contact_mask", "area", "registered_at",
        "guardian_consent_on", "insurance_until", "external_no",
    )  # fmt: skip
    readonly_fields = ("number", "name_shown", "id_number_mask", "emergency_contact_mask", "area", "registered_at")
    list_display = ("number", "name_shown", "id_number_mask", "area", "insurance_until", "registered_at")
    list_select_related = ("area",)
    search_fields = ("=pk",)
    inlines = (TrainingInline,)
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=gettext_lazy("volunteer number"), ordering="pk")
    def number(self, profile):
        return str(profile)

    @admin.display(description=gettext_lazy("name"))
    def name_shown(self, profile):
        return masked(profile.name)

    def save_model(self, request, obj, form, change):
        kept = {name: form.cleaned_data[name] for name in form.changed_data}
        services.update_profile(
            volunteer=VolunteerProfile.objects.get(pk=obj.pk), changes=kept, by=request.user, at=timezone.now()
        )

    def save_formset(self, request, form, formset, change):
        for row in formset.save(commit=False):
            services.record_training(
                volunteer=form.instance,
                kind=row.kind,
                held_on=row.held_on,
                valid_until=row.valid_until,
                minutes=row.minutes,
                held_by=row.held_by,
                by=request.user,
                at=timezone.now(),
            )
        formset.save_m2m()


@admin.register(HoursEntry)
class HoursEntryAdmin(RoleAdmin):
    view_roles = PLANNERS
    administrators_change = False
    list_display = ("pk", "volunteer", "day", "minutes", "kind", "reversal_of", "recorded_at", "recorded_by")
    list_select_related = ("volunteer", "reversal_of", "recorded_by")
    list_filter = ("kind",)
    ordering = ("-pk",)
    show_full_result_count = False
    list_per_page = 50
