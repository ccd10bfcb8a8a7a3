"""Parts of the back office around volunteers, teams and activities, and the pages of the lists that staff keep."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.admin_access import RoleTabularInline
from areas.deadlines import due_or_default
from volunteers.models import (
    Activity,
    FreeTime,
    InsurancePolicy,
    Qualification,
    RiskNotice,
    TeamMembership,
    VolunteerSkill,
)
from volunteers.models.people import ADULT_AGE
from volunteers.services.activities import risk_problems
from volunteers.services.registration import insure_volunteer
from web.templatetags.ui import chip
from workflow.machine import WorkflowError

PLANNERS = (roles.SYSTEM_ADMIN, roles.FEDERATION_REVIEWER)


def each(page, request, queryset, service):
    """One result per row: a refusal of one does not stop the others."""
    done = 0
    for row in queryset:
        try:
            service(row, timezone.now())
            done += 1
        except WorkflowError as refused:
            page.message_user(request, f"{row}: {refused}", messages.WARNING)
    page.message_user(request, _("Done for %(count)d rows.") % {"count": done}, messages.SUCCESS)


# --- Volunteers -------------------------------------------------------------------------------------------------------


def identity_chip(profile):
    if profile.verified_at:
        return chip("approved", _("Identity checked"))
    return (
        chip("submitted", _("Identity not checked yet")) if profile.id_number_mask else chip("need", _("No ID number"))
    )


def insure_under_newest(page, request, queryset):
    policy = InsurancePolicy.objects.order_by("-valid_until", "-pk").first()
    if policy is None:
        page.message_user(request, _("There is no insurance policy yet. Please add it first."), messages.WARNING)
        return
    each(
        page, request, queryset, lambda row, at: insure_volunteer(volunteer=row, policy=policy, by=request.user, at=at)
    )


class IdentityFilter(admin.SimpleListFilter):
    title = gettext_lazy("identity")
    parameter_name = "identity"

    def lookups(self, request, model_admin):
        return [("checked", gettext_lazy("checked")), ("open", gettext_lazy("to be checked"))]

    def queryset(self, request, queryset):
        if self.value() == "checked":
            return queryset.filter(verified_at__isnull=False)
        return queryset.filter(verified_at__isnull=True) if self.value() == "open" else queryset


class InsuranceFilter(admin.SimpleListFilter):
    title = gettext_lazy("accident insurance")
    parameter_name = "insurance"

    def lookups(self, request, model_admin):
        return [
            ("none", gettext_lazy("none or over")),
            ("soon", gettext_lazy("ends soon")),
            ("valid", gettext_lazy("valid")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        soon = timezone.localdate(due_or_default("volunteering", "insurance_notice", timezone.now()))
        if self.value() == "none":
            return queryset.filter(Q(insurance_until__isnull=True) | Q(insurance_until__lt=today))
        if self.value() == "soon":
            return queryset.filter(insurance_until__gte=today, insurance_until__lte=soon)
        return queryset.filter(insurance_until__gte=today) if self.value() == "valid" else queryset


class GuardianFilter(admin.SimpleListFilter):
    """Minors whose guardian has not agreed yet."""

    title = gettext_lazy("guardian's consent")
    parameter_name = "guardian"

    def lookups(self, request, model_admin):
        return [("missing", gettext_lazy("under 18, consent missing"))]

    def queryset(self, request, queryset):
        if self.value() != "missing":
            return queryset
        today = timezone.localdate()
        year = today.year - ADULT_AGE
        of_age = today.replace(year=year, day=28) if (today.month, today.day) == (2, 29) else today.replace(year=year)
        return queryset.filter(birth_date__gt=of_age, guardian_consent_on__isnull=True)


class QualificationInline(RoleTabularInline):
    model = Qualification
    administrators_change = False
    view_roles = PLANNERS
    fields = ("kind", "issued_by", "issued_on", "valid_until", "verdict", "checked_at")
    verbose_name_plural = gettext_lazy("qualifications")
    show_change_link = True


class OfVolunteerInline(RoleTabularInline):
    """The volunteer's own to change."""

    administrators_change = False
    view_roles = PLANNERS


class SkillInline(OfVolunteerInline):
    model = VolunteerSkill
    fields = ("skill",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("skill")


class FreeTimeInline(OfVolunteerInline):
    model = FreeTime
    fields = ("weekday", "part")


# --- Teams and activities ---------------------------------------------------------------------------------------------


class MembershipInline(RoleTabularInline):
    """The history of the team. It changes on the leader's page, through the services."""

    model = TeamMembership
    administrators_change = False
    view_roles = PLANNERS
    fields = ("person", "role", "since", "until", "end_reason")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


class ActivityRulesForm(forms.ModelForm):
    """Says in words what the database would refuse."""

    class Meta:
        model = Activity
        fields = "__all__"

    def clean(self):
        cleaned = super().clean() or {}
        given = (cleaned.get("risk_level", ""), cleaned.get("risk_note_zh", ""), cleaned.get("insurance_required"))
        for field, sentence in risk_problems(*given).items():
            self.add_error(field, sentence)
        return cleaned

    def validate_constraints(self):
        """The two constraints are the sentences of `clean`."""


class RiskNoticeInline(RoleTabularInline):
    model = RiskNotice
    administrators_change = False
    view_roles = PLANNERS
    fields = ("number", "level", "text_zh", "published_at", "accepted")
    readonly_fields = ("accepted",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(accepted_count=Count("acceptances"))

    @admin.display(description=gettext_lazy("accepted by"))
    def accepted(self, notice):
        return notice.accepted_count


# --- What depends on the day ------------------------------------------------------------------------------------------

SOON = timedelta(days=60)


class WhenFilter(admin.SimpleListFilter):
    """Shifts to come, those that are over, and those whose roster somebody has to confirm."""

    title = gettext_lazy("when")
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [
            ("coming", gettext_lazy("to come")),
            ("over", gettext_lazy("over")),
            ("to_confirm", gettext_lazy("over, roster to confirm")),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "coming":
            return queryset.filter(ends_at__gt=now)
        over = queryset.filter(ends_at__lte=now)
        if self.value() == "to_confirm":
            return over.filter(roster_confirmed_at__isnull=True, state__in=("open", "closed"))
        return over if self.value() == "over" else queryset


class ValidFilter(admin.SimpleListFilter):
    """Of rows with a last day."""

    title = gettext_lazy("validity")
    parameter_name = "validity"

    def lookups(self, request, model_admin):
        return [("soon", gettext_lazy("ends within 60 days")), ("over", gettext_lazy("over"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "soon":
            return queryset.filter(valid_until__gte=today, valid_until__lte=today + SOON)
        return queryset.filter(valid_until__lt=today) if self.value() == "over" else queryset


class RunningFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "running"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("still running")), ("no", gettext_lazy("ended"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "yes":
            return queryset.running(today)
        return queryset.filter(stopped_from__lte=today) if self.value() == "no" else queryset


class OverdueFilter(admin.SimpleListFilter):
    """Requests that were due and wait still."""

    title = gettext_lazy("due")
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [("late", gettext_lazy("overdue"))]

    def queryset(self, request, queryset):
        return queryset.open().filter(due_at__lt=timezone.now()) if self.value() == "late" else queryset


def validity_chip(until):
    if until is None:
        return chip("approved", _("Without end"))
    today = timezone.localdate()
    if until < today:
        return chip("rejected", _("Over since %(day)s") % {"day": until})
    return chip("need" if until <= today + SOON else "approved", _("Until %(day)s") % {"day": until})
