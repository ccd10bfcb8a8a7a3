"""The access log can be read in the admin by supervisors, never written."""

from django.apps import apps
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from protection.models import PersonalDataAccess
from protection.purposes import PURPOSES
from protection.registry import label_of
from web.lists import listed


class PurposeFilter(admin.SimpleListFilter):
    title = _("purpose")
    parameter_name = "purpose"

    def lookups(self, request, model_admin):
        return [(code, purpose.label) for code, purpose in PURPOSES.items()]

    def queryset(self, request, queryset):
        return queryset.filter(purpose=self.value()) if self.value() else queryset


def model_of(row):
    """The model whose row was opened, or None when it is gone."""
    app, _dot, name = row.subject_type.partition(".")
    return apps.all_models.get(app, {}).get(name)


@admin.register(PersonalDataAccess)
class PersonalDataAccessAdmin(admin.ModelAdmin):
    list_display = ("at", "actor", "kind", "row_number", "opened", "why", "reason")
    list_filter = (PurposeFilter,)
    list_select_related = ("actor",)
    show_full_result_count = False
    list_per_page = 50
    search_fields = ("actor__username",)

    @admin.display(description=_("subject"), ordering="subject_type")
    def kind(self, row):
        model = model_of(row)
        return model._meta.verbose_name if model else row.subject_type

    @admin.display(description=_("number of the row"), ordering="subject_id")
    def row_number(self, row):
        return row.subject_id

    @admin.display(description=_("fields"))
    def opened(self, row):
        """The fields by their names of the model, never their values."""
        model = model_of(row)
        known = {field.name: label_of(model, field.name) for field in model._meta.fields} if model else {}
        return listed(known.get(name, name) for name in row.fields)

    @admin.display(description=_("purpose"), ordering="purpose")
    def why(self, row):
        return PURPOSES[row.purpose].label if row.purpose in PURPOSES else row.purpose

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
