"""Events can be read in the admin, never written."""

from django.contrib import admin

from audit.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ("at", "code", "stream", "seq", "actor", "from_state", "to_state")
    list_filter = ("code",)
    list_select_related = ("actor",)
    show_full_result_count = False
    list_per_page = 50
    search_fields = ("stream",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
