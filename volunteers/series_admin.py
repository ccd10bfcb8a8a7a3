"""Series in the back office: read only. Changes are made on the leader's pages, which show their consequences first."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from volunteers.models import SeriesOccurrence, SeriesTask, ShiftSeries
from volunteers.people_admin import RunningFilter
from volunteers.series_pages import sentence_of

PLANNERS = (roles.SYSTEM_ADMIN, roles.FEDERATION_REVIEWER)


class ReadOnlyInline(RoleTabularInline):
    view_roles = PLANNERS
    administrators_change = False
    can_delete = False


class SeriesTaskInline(ReadOnlyInline):
    model = SeriesTask
    fields = ("name_zh", "name_en", "minimum", "capacity", "min_age", "training_required")


@admin.register(ShiftSeries)
class ShiftSeriesAdmin(RoleAdmin):
    view_roles = PLANNERS
    administrators_change = False
    list_display = (
        "pk",
        "activity",
        "sentence",
        "start_time",
        "end_time",
        "place_zh",
        "planned_until",
        "planned_at",
        "stopped_from",
    )
    list_select_related = ("activity__team",)
    list_filter = (RunningFilter, "activity__field", "day_policy")
    search_fields = ("=pk", "activity__title_zh", "activity__team__name_zh", "place_zh")
    search_help_text = _("Number of the series, activity, team or place")
    inlines = (SeriesTaskInline,)
    readonly_fields = ("leader_page",)
    ordering = ("-pk",)
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=_("repeats"))
    def sentence(self, series):
        return sentence_of(series)

    @admin.display(description=_("change and dates"))
    def leader_page(self, series):
        return format_html(
            '<a href="{}">{}</a>', reverse("volunteers:series", args=[series.pk]), _("Page of the series")
        )


@admin.register(SeriesOccurrence)
class SeriesOccurrenceAdmin(RoleAdmin):
    view_roles = PLANNERS
    administrators_change = False
    list_display = ("original_start", "series", "kind", "shift")
    list_select_related = ("series", "shift")
    list_filter = ("kind",)
    search_fields = ("=series__pk", "=shift__pk")
    search_help_text = _("Number of the series or of the shift")
    ordering = ("-original_start", "-pk")
    show_full_result_count = False
    list_per_page = 50
