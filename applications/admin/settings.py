"""Who may approve how much (changed by system administrators, with its source), and the counters."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_access import RoleAdmin
from applications.admin.access import READERS
from applications.models import ApprovalLevel, NumberSeries, StateTally, WorkWeight
from applications.services.approval_levels import DECIDING_ROLES, set_approval_level
from applications.services.work_weights import set_work_weight
from funds.money import fen, yuan
from web.money_field import YuanField
from web.templatetags.ui import yuan as yuan_text


class ApprovalLevelForm(forms.ModelForm):
    """In yuan; a change says who decided it."""

    role = forms.ChoiceField(label=_("role"), choices=[(code, roles.BY_CODE[code].label) for code in DECIDING_ROLES])
    up_to_yuan = YuanField(label=_("up to (yuan)"), min_value=1, max_digits=10)
    source = forms.CharField(
        label=_("source"), max_length=200, help_text=_("The decision or document that sets the level, with its date")
    )

    class Meta:
        model = ApprovalLevel
        fields = ("role", "source")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["up_to_yuan"].initial = yuan(self.instance.up_to_fen)
            self.fields["role"].disabled = True


@admin.register(ApprovalLevel)
class ApprovalLevelAdmin(RoleAdmin):
    view_roles = READERS
    add_roles = (roles.SYSTEM_ADMIN,)
    form = ApprovalLevelForm
    fields = ("role", "up_to_yuan", "source")
    list_display = ("role_shown", "up_to", "source")

    def get_fields(self, request, obj=None):
        return self.fields if self._may_write(request, obj) else ("role_shown", "up_to", "source")

    def get_readonly_fields(self, request, obj=None):
        return () if self._may_write(request, obj) else ("role_shown", "up_to", "source")

    def _may_write(self, request, obj) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    @admin.display(description=_("role"))
    def role_shown(self, level):
        return roles.BY_CODE[level.role].label

    @admin.display(description=_("up to (yuan)"), ordering="up_to_fen")
    def up_to(self, level):
        return yuan_text(level.up_to_fen)

    def save_model(self, request, obj, form, change):
        """Through the service, so that the change has its event with the old and the new amount."""
        level = set_approval_level(
            role=obj.role,
            up_to_fen=fen(form.cleaned_data["up_to_yuan"]),
            source=form.cleaned_data["source"],
            by=request.user,
            at=timezone.now(),
        )
        obj.pk = level.pk


class CounterAdmin(RoleAdmin):
    """For whoever looks into the machine room."""

    administrators_change = False
    show_full_result_count = False
    list_per_page = 50


@admin.register(NumberSeries)
class NumberSeriesAdmin(CounterAdmin):
    list_display = ("code", "year", "last")
    ordering = ("-year", "code")


@admin.register(StateTally)
class StateTallyAdmin(CounterAdmin):
    """Rows that are added up for the tabs of the worklist; a task folds them."""

    list_display = ("area", "state", "is_confidential", "amount")
    list_filter = ("is_confidential",)
    list_select_related = ("area",)
    ordering = ("area", "state", "pk")


@admin.register(WorkWeight)
class WorkWeightAdmin(RoleAdmin):
    """What a suggestion of a handler counts with; a kind without a row has its usual weight."""

    view_roles = READERS
    add_roles = (roles.SYSTEM_ADMIN,)
    list_display = fields = ("kind", "weight", "source")

    def get_readonly_fields(self, request, obj=None):
        return ("kind",) if obj else ()

    def save_model(self, request, obj, form, change):
        row = set_work_weight(kind=obj.kind, weight=obj.weight, source=obj.source, by=request.user, at=timezone.now())
        obj.pk = row.pk
