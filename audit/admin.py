"""Events can be read in the admin, never written."""

from django.apps import apps
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from audit.labels import event_label, registered_apps, state_label
from audit.models import Event
from audit.named_subjects import NamesSubjects


class AppFilter(admin.SimpleListFilter):
    title = _("part of the portal")
    parameter_name = "app"

    def lookups(self, request, model_admin):
        named = registered_apps()
        return [(app.label, app.verbose_name) for app in apps.get_app_configs() if app.label in named]

    def queryset(self, request, queryset):
        return queryset.filter(code__startswith=f"{self.value()}.") if self.value() else queryset


@admin.register(Event)
class EventAdmin(NamesSubjects, admin.ModelAdmin):
    list_display = ("at", "what", "subject", "who", "from_shown", "to_shown")
    list_filter = (AppFilter,)
    list_select_related = ("actor",)
    show_full_result_count = False
    list_per_page = 50
    search_fields = ("=stream", "=code")
    search_help_text = _("Subject or event exactly as stored, for instance applications.application:12")
    ordering = ("-pk",)  # the order of time, by the index that every table has

    def subject_key(self, row):
        return row.stream

    @admin.display(description=_("event"), ordering="code")
    def what(self, event):
        return event_label(event.code)

    @admin.display(description=_("who acted"), ordering="actor")
    def who(self, event):
        return event.actor

    @admin.display(description=_("state before"))
    def from_shown(self, event):
        return state_label(event.subject_type, event.from_state)

    @admin.display(description=_("state afterwards"))
    def to_shown(self, event):
        return state_label(event.subject_type, event.to_state)

    def get_fields(self, request, obj=None):
        return ("at", "what", "subject", "who", "from_shown", "to_shown", "data", "code", "stream", "seq", "hash")

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
