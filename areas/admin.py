"""Places, calendar and deadlines in the back office. Each change calls a service, so each is an audit event."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas import services
from areas.deadline_names import LANES, STEPS
from areas.models import AdminArea, CalendarDay, DeadlineRule, Level


@admin.register(AdminArea)
class AdminAreaAdmin(admin.ModelAdmin):
    list_display = ("name", "level", "parent", "code", "visiting_order", "phone", "valid_from", "valid_to")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("name", "name_en", "code")
    readonly_fields = ("code", "level", "parent")

    def get_exclude(self, request, obj=None):
        is_point = obj is None or obj.level in (Level.COMMUNITY, Level.VILLAGE)
        return () if is_point else ("latitude", "longitude", "position_source")

    def has_add_permission(self, request):
        return False  # a new place is a line in areas/data/zone.py, so that every installation gets it

    def save_model(self, request, obj, form, change):
        changes = {field: form.cleaned_data[field] for field in form.changed_data}
        area = AdminArea.objects.get(pk=obj.pk)
        services.update_area(area=area, by=request.user, at=timezone.now(), **changes)


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    list_display = ("date", "is_working_day", "note", "source")
    list_filter = ("is_working_day",)
    date_hierarchy = "date"
    actions = ("forget",)

    def get_readonly_fields(self, request, obj=None):
        return ("date",) if obj else ()

    def save_model(self, request, obj, form, change):
        day = services.set_calendar_day(
            date=obj.date,
            is_working_day=obj.is_working_day,
            note=obj.note,
            source=obj.source,
            by=request.user,
            at=timezone.now(),
        )
        obj.pk = day.pk

    @admin.action(description=_("Go back to the holiday calendar"), permissions=["change"])
    def forget(self, request, queryset):
        for day in queryset:
            services.forget_calendar_day(day=day, by=request.user, at=timezone.now())


class LaneFilter(admin.SimpleListFilter):
    title = pgettext_lazy("deadline", "lane")
    parameter_name = "lane"

    def lookups(self, request, model_admin):
        return list(LANES.items())

    def queryset(self, request, queryset):
        return queryset.filter(lane=self.value()) if self.value() else queryset


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(admin.ModelAdmin):
    list_display = ("step", "lane_shown", "amount", "unit", "source")
    list_filter = (LaneFilter, "unit")
    search_fields = ("lane", "key")

    @admin.display(description=pgettext_lazy("deadline", "lane"), ordering="lane")
    def lane_shown(self, rule):
        return LANES.get(rule.lane, rule.lane)

    @admin.display(description=pgettext_lazy("deadline", "step"), ordering="key")
    def step(self, rule):
        return STEPS.get(rule.key, rule.key)

    def get_fields(self, request, obj=None):
        named = ("lane_shown", "step") if obj else ("lane", "key")
        return (*named, "amount", "unit", "source")

    def get_readonly_fields(self, request, obj=None):
        return ("lane_shown", "step") if obj else ()

    def save_model(self, request, obj, form, change):
        rule = services.change_deadline(
            lane=obj.lane,
            key=obj.key,
            amount=obj.amount,
            unit=obj.unit,
            source=obj.source,
            by=request.user,
            at=timezone.now(),
        )
        obj.pk = rule.pk
