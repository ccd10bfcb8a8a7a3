"""The access log can be read in the admin by supervisors, never written."""

from django.contrib import admin

from protection.models import PersonalDataAccess


@admin.register(PersonalDataAccess)
class PersonalDataAccessAdmin(admin.ModelAdmin):
    list_display = ("at", "actor", "subject_type", "subject_id", "purpose", "reason")
    list_filter = ("purpose",)
    list_select_related = ("actor",)
    show_full_result_count = False
    list_per_page = 50
    search_fields = ("actor__username",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
