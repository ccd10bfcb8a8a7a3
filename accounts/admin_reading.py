"""Pages of the back office on which nobody writes: the whole row in words, sums in yuan, links only where they open."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import models
from django.forms.models import _get_foreign_key
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.admin_access import RoleAdmin, RoleTabularInline
from protection.fields import MaskField
from web.money_field import FenField
from web.templatetags.ui import yuan

NONE = "–"
FOR_MACHINES = ("sha256", "version", "seal_id")  # they prove or guard something and tell a reader nothing


@dataclass(frozen=True)
class InYuan:
    """A column that keeps 分, as a callable of the admin."""

    field: models.Field

    def __call__(self, row: Any) -> str:
        return yuan(getattr(row, self.field.name)) or NONE

    @property
    def __name__(self) -> str:
        return self.field.name

    @property
    def short_description(self) -> str:
        return _("%(label)s (yuan)") % {"label": self.field.verbose_name}


@dataclass(frozen=True)
class Linked:
    """A foreign key. Django links it for everybody; here only who may read the other page gets the link."""

    field: models.ForeignKey
    request: Any

    def __call__(self, row: Any) -> str:
        other = getattr(row, self.field.name)
        page = admin.site._registry.get(type(other))
        if other is None:
            return NONE
        if page is None or not page.has_view_permission(self.request, other):
            return str(other)
        path = reverse(f"admin:{other._meta.app_label}_{other._meta.model_name}_change", args=[other.pk])
        return format_html('<a href="{}">{}</a>', path, other)

    @property
    def __name__(self) -> str:
        return self.field.name

    @property
    def short_description(self) -> str:
        return str(self.field.verbose_name)


class InWords:
    """How one column is shown. A method `<column>_shown` of the page speaks for its column."""

    opts: Any

    def in_words(self, request: Any, name: str) -> Any:
        field = next((field for field in self.opts.fields if field.name == name), None)
        if hasattr(self, f"{name}_shown"):
            return f"{name}_shown"
        if field is None:
            return name
        if name.endswith("_fen"):
            return InYuan(field)
        return Linked(field, request) if isinstance(field, models.ForeignKey) else name


class ReadAdmin(InWords, RoleAdmin):
    """For who only reads: all columns of the row but those `hidden`, then what `also` names; or just `fields`.

    Who may add or change such a row gets the ordinary form, with sums in yuan.
    """

    administrators_change = False
    show_full_result_count = False
    hidden: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def get_fields(self, request, obj=None):
        if not self._only_reads(request, obj):
            return super().get_fields(request, obj)
        names = self.fields or (*(field.name for field in self.opts.fields if self._tells(field)), *self.also)
        return [self.in_words(request, name) for name in names]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if self._only_reads(request, obj) else ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name.endswith("_fen"):
            label = InYuan(db_field).short_description
            return FenField(
                min_value=0, max_digits=14, label=label, required=not db_field.blank, initial=db_field.get_default()
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def _only_reads(self, request: Any, obj: Any) -> bool:
        return obj is not None and not self.has_change_permission(request, obj)

    def get_inlines(self, request, obj):
        """A table without a row is left out."""
        return [inline for inline in self.inlines if obj is not None and self._has_rows(inline, obj)]

    def _has_rows(self, inline: Any, obj: Any) -> bool:
        key = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
        return inline.model._base_manager.filter(**{key.name: obj}).exists()

    def _tells(self, field: models.Field) -> bool:
        if hasattr(self, f"{field.name}_shown"):
            return True
        if field.primary_key or field.name in (*FOR_MACHINES, *self.hidden, *(self.exclude or ())):
            return False
        return field.editable or isinstance(field, MaskField)


class ReadInline(InWords, RoleTabularInline):
    """`fields` of the rows below, as a plain table: no form, no script."""

    administrators_change = False
    template = "admin/read_only_inline.html"
    max_num = 0
    can_delete = False

    def get_fields(self, request, obj=None):
        return [self.in_words(request, name) for name in self.fields]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)
