"""Messages, requests to help, trainings and accepted risks in the back office: what happened, to read and to find."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from volunteers.admin_columns import shift_text, volunteer_text
from volunteers.admin_of_hours import ReadOnlyAdmin
from volunteers.models import LeaderMessage, RiskAcceptance, ShiftAsk, VolunteerTraining
from volunteers.people_admin import ValidFilter, validity_chip


@admin.register(LeaderMessage)
class LeaderMessageAdmin(ReadOnlyAdmin):
    """How many people were reached, not who: that is nobody's business here."""

    list_display = ("pk", "sent_at", "sent_by", "team", "shift_shown", "audience", "reached")
    list_select_related = ("sent_by", "team", "shift__activity")
    list_filter = ("audience",)
    search_fields = ("=pk", "=shift__pk", "team__name_zh")
    search_help_text = _("Number of the message or of the shift, or name of the team")
    raw_id_fields = ("shift",)

    @admin.display(description=_("shift"), ordering="shift__starts_at")
    def shift_shown(self, message):
        return shift_text(message.shift) if message.shift else "—"


class OfVolunteer(ReadOnlyAdmin):
    search_fields = ("=volunteer__pk",)
    search_help_text = _("Number of the volunteer")
    list_select_related = ("volunteer",)
    exclude = ("volunteer",)
    readonly_fields = ("volunteer_shown",)

    @admin.display(description=_("volunteer"))
    def volunteer_shown(self, row):
        return volunteer_text(row.volunteer)


@admin.register(ShiftAsk)
class ShiftAskAdmin(OfVolunteer):
    list_display = ("pk", "asked_at", "asked_by", "volunteer_shown", "shift_shown")
    list_select_related = ("volunteer", "asked_by", "shift__activity")
    search_fields = ("=shift__pk", "=volunteer__pk")
    search_help_text = _("Number of the shift or of the volunteer")
    raw_id_fields = ("shift",)

    @admin.display(description=_("shift"), ordering="shift__starts_at")
    def shift_shown(self, ask):
        return shift_text(ask.shift)


@admin.register(VolunteerTraining)
class VolunteerTrainingAdmin(OfVolunteer):
    """Entered on the page of the volunteer."""

    list_display = ("pk", "volunteer_shown", "kind", "held_on", "minutes", "validity", "held_by")
    list_filter = (ValidFilter, "kind")
    readonly_fields = ("volunteer_shown", "validity")

    @admin.display(description=_("valid until"), ordering="valid_until")
    def validity(self, training):
        return validity_chip(training.valid_until)


@admin.register(RiskAcceptance)
class RiskAcceptanceAdmin(OfVolunteer):
    list_display = ("pk", "volunteer_shown", "notice", "accepted_at")
    list_select_related = ("volunteer", "notice__activity")
    list_filter = ("notice__level",)
    raw_id_fields = ("notice",)
