"""Check-ins, attendance and appeals in the back office: read only; the pages of the leaders change them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from volunteers.admin_columns import OpenFilter, answer_chip, outcome_chip, shift_text, volunteer_text
from volunteers.admin_of_hours import ReadOnlyAdmin
from volunteers.models import AbsenceAppeal, Attendance, CheckinEvent


class OfSignup(ReadOnlyAdmin):
    """Rows of one sign-up: they are found by the shift and the volunteer."""

    search_fields = ("=signup__shift__pk", "=signup__volunteer__pk")
    search_help_text = _("Number of the shift or of the volunteer")
    list_select_related = ("signup__shift__activity", "signup__volunteer")
    raw_id_fields = ("signup",)

    def signup_of(self, row):
        return row.signup

    @admin.display(description=_("shift"), ordering="signup__starts_at")
    def shift_shown(self, row):
        return shift_text(self.signup_of(row).shift)

    @admin.display(description=_("volunteer"))
    def volunteer_shown(self, row):
        return volunteer_text(self.signup_of(row).volunteer)


@admin.register(CheckinEvent)
class CheckinEventAdmin(OfSignup):
    list_display = (
        "pk", "shift_shown", "volunteer_shown", "kind", "method", "seen_at", "skew_seconds", "recorded_at",
        "recorded_by",
    )  # fmt: skip
    list_select_related = (*OfSignup.list_select_related, "recorded_by")
    list_filter = ("kind", "method")


@admin.register(Attendance)
class AttendanceAdmin(OfSignup):
    list_display = (
        "pk", "shift_shown", "volunteer_shown", "outcome_shown", "actual_in", "actual_out", "source", "marked_at",
        "marked_by",
    )  # fmt: skip
    list_select_related = (*OfSignup.list_select_related, "marked_by")
    list_filter = ("outcome", "source", "signup__shift__activity__field")
    exclude = ("outcome",)
    readonly_fields = ("outcome_shown",)

    @admin.display(description=_("attendance"), ordering="outcome")
    def outcome_shown(self, attendance):
        return outcome_chip(attendance.outcome)


@admin.register(AbsenceAppeal)
class AbsenceAppealAdmin(OfSignup):
    list_display = (
        "pk", "shift_shown", "volunteer_shown", "asked_at", "decided_by", "answer_shown", "answered_at", "answered_by",
    )  # fmt: skip
    list_select_related = (
        "attendance__signup__shift__activity", "attendance__signup__volunteer", "decided_by", "answered_by",
    )  # fmt: skip
    list_filter = (OpenFilter, "outcome")
    search_fields = ("=attendance__signup__shift__pk", "=attendance__signup__volunteer__pk")
    raw_id_fields = ("attendance",)
    readonly_fields = ("answer_shown",)

    @admin.display(description=_("shift"), ordering="attendance__signup__starts_at")
    def shift_shown(self, row):
        return super().shift_shown(row)

    def signup_of(self, row):
        return row.attendance.signup

    @admin.display(description=_("answer"))
    def answer_shown(self, appeal):
        return answer_chip(appeal)
