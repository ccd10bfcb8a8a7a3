"""People and households in the back office: masked, read only, never deleted. Changes go through the register."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from beneficiaries import services
from beneficiaries.models import (
    Consent,
    ConsentText,
    DeclaredRelative,
    GuardianLink,
    Household,
    HouseholdMember,
    PaperValidity,
    Person,
)
from beneficiaries.roles import VALIDITY_SETTERS

READERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)


class ReadOnly:
    """Everybody reads, nobody writes here."""

    administrators_change = False
    view_roles = READERS


class MemberInline(ReadOnly, RoleTabularInline):
    model = HouseholdMember
    fields = readonly_fields = ("person", "relation", "valid_from", "valid_to")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


class GuardianInline(ReadOnly, RoleTabularInline):
    model = GuardianLink
    fk_name = "ward"
    fields = readonly_fields = ("guardian", "relation", "valid_from", "valid_to")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("guardian")


@admin.register(Person)
class PersonAdmin(ReadOnly, RoleAdmin):
    """Searched by reference only: a name or number would rest in the address (see docs/security.md)."""

    list_display = ("reference", "name", "sex", "id_number_mask", "phone_mask", "area", "registered_at")
    list_filter = ("id_type", "sex")
    list_select_related = ("area",)
    search_fields = ("=reference",)
    ordering = ("-pk",)
    show_full_result_count = False
    list_per_page = 50
    fields = readonly_fields = (
        "reference",
        "name",
        "sex",
        "birth_date",
        "id_type",
        "id_number_mask",
        "phone_mask",
        "bank_name",
        "bank_account_mask",
        "address_mask",
        "area",
        "registered_at",
    )
    inlines = (GuardianInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("id_number", "phone", "bank_account", "address")


@admin.register(Household)
class HouseholdAdmin(ReadOnly, RoleAdmin):
    list_display = ("reference", "head", "area", "opened_at")
    list_select_related = ("head", "area")
    search_fields = ("=reference",)
    ordering = ("-pk",)
    show_full_result_count = False
    list_per_page = 50
    fields = readonly_fields = ("reference", "head", "area", "opened_at")
    inlines = (MemberInline,)


@admin.register(ConsentText)
class ConsentTextAdmin(ReadOnly, RoleAdmin):
    list_display = ("purpose", "version", "first_shown_at")
    list_filter = ("purpose",)
    fields = readonly_fields = ("purpose", "version", "body", "first_shown_at")


@admin.register(Consent)
class ConsentAdmin(ReadOnly, RoleAdmin):
    list_display = ("person", "purpose", "given_at", "ended", "relation", "channel")
    list_filter = ("purpose", "channel")
    list_select_related = ("person", "withdrawal")
    search_fields = ("=person__reference",)
    show_full_result_count = False
    list_per_page = 50
    fields = readonly_fields = (
        "person",
        "purpose",
        "text",
        "signer",
        "relation",
        "channel",
        "given_at",
        "ended",
    )

    @admin.display(description=_("withdrawn at"))
    def ended(self, consent):
        return consent.withdrawn_at


@admin.register(DeclaredRelative)
class DeclaredRelativeAdmin(ReadOnly, RoleAdmin):
    view_roles = ()
    list_display = ("user", "relation", "id_number_mask", "declared_at", "ended_at")
    list_select_related = ("user",)
    fields = readonly_fields = ("user", "relation", "id_number_mask", "phone_mask", "declared_at", "ended_at")


class ValidityForm(forms.ModelForm):
    class Meta:
        model = PaperValidity
        fields = ("kind", "days", "effective_from", "source")
        widgets = {"source": forms.Textarea({"rows": 3})}


@admin.register(PaperValidity)
class PaperValidityAdmin(RoleAdmin):
    """Published and read, never changed: the next row replaces it from its day on."""

    view_roles = (*READERS, roles.SYSTEM_ADMIN)
    add_roles = VALIDITY_SETTERS
    administrators_change = False
    form = ValidityForm
    list_display = ("kind", "days", "effective_from", "source", "published_by", "published_at")
    list_filter = ("kind",)
    list_select_related = ("published_by",)
    fields = ("kind", "days", "effective_from", "source")

    def save_model(self, request, obj, form, change):
        row = services.publish_paper_validity(**form.cleaned_data, by=request.user, at=timezone.now())
        obj.__dict__.update(row.__dict__)
