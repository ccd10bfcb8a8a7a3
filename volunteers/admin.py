"""The back office of the volunteer service. States are read-only; actions call the services; nothing is deleted."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from volunteers import (
    admin_of_checkins,  # noqa: F401  registers its pages
    places_admin,  # noqa: F401
    services,
)
from volunteers.admin_columns import shift_text, volunteer_text
from volunteers.admin_of_hours import AwardInline, record_rows
from volunteers.models import (
    Activity,
    Shift,
    ShiftRole,
    Signup,
    VolunteerProfile,
    VolunteerTeam,
    VolunteerTraining,
)
from volunteers.people_admin import (
    ActivityRulesForm,
    FreeTimeInline,
    GuardianFilter,
    IdentityFilter,
    InsuranceFilter,
    MembershipInline,
    QualificationInline,
    RiskNoticeInline,
    SkillInline,
    WhenFilter,
    each,
    identity_chip,
    insure_under_newest,
)
from volunteers.series_admin import SeriesOccurrenceAdmin, ShiftSeriesAdmin
from volunteers.services.activities import create_activity, update_activity
from volunteers.services.registration import verify_volunteer
from volunteers.services.teams import found_team, update_team
from volunteers.workflow import SHIFT_WORKFLOW, SIGNUP_WORKFLOW
from web.admin_filters import state_filter
from web.names import masked
from web.templatetags.ui import chip, state_chip
from workflow.machine import WorkflowError

__all__ = ["SeriesOccurrenceAdmin", "ShiftSeriesAdmin"]  # registered by being imported
PLANNERS = (roles.SYSTEM_ADMIN, roles.FEDERATION_REVIEWER)


@admin.register(VolunteerTeam)
class VolunteerTeamAdmin(RoleAdmin):
    view_roles = change_roles = add_roles = PLANNERS
    list_display = ("name_zh", "name_en", "leader", "field", "area", "members", "takes_members", "is_active")
    list_select_related = ("leader", "area")
    list_filter = ("field", "is_active", "takes_members")
    inlines = (MembershipInline,)
    search_fields = ("name_zh", "name_en")
    raw_id_fields = ("leader",)
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request):
        live = Count("memberships", filter=Q(memberships__until__isnull=True))
        return super().get_queryset(request).annotate(live_members=live)

    @admin.display(description=gettext_lazy("members"), ordering="live_members")
    def members(self, team):
        return team.live_members

    def save_model(self, request, obj, form, change):
        if change:
            kept = {name: form.cleaned_data[name] for name in form.changed_data}
            before = VolunteerTeam.objects.get(pk=obj.pk)
            update_team(team=before, changes=kept, by=request.user, at=timezone.now())
        else:
            made = found_team(by=request.user, at=timezone.now(), **form.cleaned_data)
            obj.pk, obj._state.adding = made.pk, False


@admin.register(Activity)
class ActivityAdmin(RoleAdmin):
    view_roles = change_roles = add_roles = PLANNERS
    form = ActivityRulesForm
    list_display = (
        "title_zh", "field", "team", "project", "risk_level", "min_age", "insurance_required", "training_required",
    )  # fmt: skip
    list_select_related = ("team", "project")
    list_filter = ("field", "risk_level", "insurance_required", "training_required", "project")
    inlines = (RiskNoticeInline,)
    search_fields = ("=pk", "title_zh", "title_en", "team__name_zh")
    search_help_text = gettext_lazy("Number or title of the activity, or name of the team")
    autocomplete_fields = ("team",)
    show_full_result_count = False
    list_per_page = 50

    def save_model(self, request, obj, form, change):
        if change:
            kept = {name: form.cleaned_data[name] for name in form.changed_data}
            before = Activity.objects.get(pk=obj.pk)
            update_activity(activity=before, changes=kept, by=request.user, at=timezone.now())
        else:
            made = create_activity(by=request.user, at=timezone.now(), **form.cleaned_data)
            obj.pk, obj._state.adding = made.pk, False


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


class NewShiftForm(forms.ModelForm):
    class Meta:
        model = Shift
        fields = "__all__"

    def clean_starts_at(self):
        """In words, before the service refuses it."""
        starts_at = self.cleaned_data["starts_at"]
        if starts_at <= timezone.now():
            raise forms.ValidationError(
                _("This time is over. A leader enters a past shift on the page of the activity.")
            )
        return starts_at


@admin.register(Shift)
class ShiftAdmin(RoleAdmin):
    form = NewShiftForm
    view_roles = PLANNERS
    add_roles = (roles.SYSTEM_ADMIN,)
    list_display = ("pk", "starts_at", "ends_at", "activity", "place_zh", "places", "state_shown", "roster")
    list_select_related = ("activity__team",)
    list_filter = (state_filter(SHIFT_WORKFLOW), WhenFilter, CoverFilter, "activity__field")
    search_fields = ("=pk", "activity__title_zh", "activity__team__name_zh", "place_zh")
    search_help_text = gettext_lazy("Number of the shift, activity, team or place")
    autocomplete_fields = ("activity",)
    inlines = (ShiftRoleInline,)
    actions = ("open_shifts", "close_shifts", "cancel_shifts")
    readonly_fields = ("state_shown", "revision", "planned_late_reason", "roster_confirmed_at", "roster_confirmed_by")
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

    @admin.display(description=gettext_lazy("roster"), ordering="roster_confirmed_at")
    def roster(self, shift):
        if shift.roster_confirmed_at:
            return chip("approved", _("Roster confirmed"))
        is_over = shift.pk and shift.state in ("open", "closed") and shift.ends_at <= timezone.now()
        return chip("need", _("Roster to confirm")) if is_over else "—"

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
    list_display = (
        "pk", "shift_shown", "role", "volunteer_shown", "state_shown", "sequence", "party_size", "source",
        "signed_up_at",
    )  # fmt: skip
    list_select_related = ("shift__activity", "role", "volunteer")
    list_filter = (state_filter(SIGNUP_WORKFLOW), "source", "cancel_reason")
    search_fields = ("=pk", "=shift__pk", "=volunteer__pk")
    search_help_text = gettext_lazy("Number of the sign-up, the shift or the volunteer")
    ordering = ("-pk",)
    show_full_result_count = False
    list_per_page = 50
    exclude = ("volunteer",)
    readonly_fields = ("volunteer_shown",)

    @admin.display(description=gettext_lazy("volunteer"))
    def volunteer_shown(self, signup):
        return volunteer_text(signup.volunteer)

    @admin.display(description=gettext_lazy("shift"), ordering="starts_at")
    def shift_shown(self, signup):
        return shift_text(signup.shift)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, signup):
        return state_chip(SIGNUP_WORKFLOW.states[signup.state])


class TrainingInline(RoleTabularInline):
    model = VolunteerTraining
    view_roles = add_roles = PLANNERS
    fields = ("kind", "content", "held_by", "held_on", "minutes", "valid_until")

    def has_change_permission(self, request, obj=None):
        return False


class CoverForm(forms.ModelForm):
    """What the office keeps for a volunteer; the rest is the volunteer's own to change."""

    class Meta:
        model = VolunteerProfile
        fields = ("guardian_consent_on", "insurance_policy", "insurance_until", "external_no")


@admin.register(VolunteerProfile)
class VolunteerProfileAdmin(RoleAdmin):
    view_roles = change_roles = PLANNERS
    form = CoverForm
    fields = (
        "number", "name_shown", "id_number_mask", "birth_date", "identity", "verified_by", "emergency_contact_mask",
        "health_limits_mask", "guardian_phone_mask", "area", "registered_at", "declared_at",
        "guardian_consent_on", "insurance_policy", "insurance_until", "external_no",
    )  # fmt: skip
    readonly_fields = (
        "number", "name_shown", "id_number_mask", "birth_date", "identity", "verified_by", "emergency_contact_mask",
        "health_limits_mask", "guardian_phone_mask", "area", "registered_at", "declared_at",
    )  # fmt: skip
    list_display = ("number", "name_shown", "id_number_mask", "identity", "area", "insurance_until", "registered_at")
    list_select_related = ("area",)
    list_filter = (IdentityFilter, InsuranceFilter, GuardianFilter)
    search_fields = ("=pk", "=external_no")
    inlines = (QualificationInline, TrainingInline, AwardInline, SkillInline, FreeTimeInline)
    actions = ("verify", "insure")
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=gettext_lazy("volunteer number"), ordering="pk")
    def number(self, profile):
        return str(profile)

    @admin.display(description=gettext_lazy("name"))
    def name_shown(self, profile):
        return masked(profile.name)

    @admin.display(description=gettext_lazy("identity"), ordering="verified_at")
    def identity(self, profile):
        return identity_chip(profile)

    @admin.action(description=gettext_lazy("Note that the identity was checked"), permissions=["change"])
    def verify(self, request, queryset):
        each(self, request, queryset, lambda row, at: verify_volunteer(volunteer=row, by=request.user, at=at))

    @admin.action(description=gettext_lazy("Insure under the policy that lasts longest"), permissions=["change"])
    def insure(self, request, queryset):
        insure_under_newest(self, request, queryset)

    def save_model(self, request, obj, form, change):
        kept = {name: form.cleaned_data[name] for name in form.changed_data}
        services.update_profile(
            volunteer=VolunteerProfile.objects.get(pk=obj.pk), changes=kept, by=request.user, at=timezone.now()
        )

    def save_formset(self, request, form, formset, change):
        record_rows(formset, form.instance, by=request.user, at=timezone.now())


from volunteers import (  # noqa: E402 - their pages are registered by being imported
    coordination_admin,  # noqa: F401
    intake_admin,  # noqa: F401
)
