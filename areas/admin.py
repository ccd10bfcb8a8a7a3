"""Places, calendar and deadlines in the back office. Each change calls a service, so each is an audit event."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas import services
from areas.models import AdminArea, CalendarDay, DeadlineRule


@admin.register(AdminArea)
class AdminAreaAdmin(admin.ModelAdmin):
    list_display = ("name", "level", "parent", "code", "visiting_order", "phone", "valid_from", "valid_to")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("name", "name_en", "code")
    readonly_fields = ("code", "level", "parent")

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


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(admin.ModelAdmin):
    list_display = ("lane", "key", "amount", "unit", "source")
    list_filter = ("lane", "unit")
    search_fields = ("lane", "key")

    def get_readonly_fields(self, request, obj=None):
        return ("lane", "key") if obj else ()

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
