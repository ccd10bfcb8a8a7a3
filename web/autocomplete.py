"""The admin's search-as-you-type choice, for values that anybody may have typed into an address or a form."""

import re
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey
from django.http import HttpRequest

ROW_NUMBER = re.compile(r"[0-9]{1,18}")


class AutocompleteOfRows(AutocompleteSelect):
    """Django's widget asks the database for whatever it is given and breaks on `?user=x`; here that chooses nothing."""

    def optgroups(self, name: str, value: list[Any], attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if ROW_NUMBER.fullmatch(str(one))], attr)


class AutocompleteMixin:
    """For a ModelAdmin with `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            widget = AutocompleteOfRows(db_field, self.admin_site, using=kwargs.get("using"))  # type: ignore[attr-defined]
            kwargs.setdefault("widget", widget)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
