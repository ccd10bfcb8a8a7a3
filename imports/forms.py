"""Uploading a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import PortalFormHelper

XLSX = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("Filled-in workbook"),
        help_text=_("An .xlsx file. It is read and checked at once; nothing counts before you take it over."),
        widget=forms.FileInput(attrs={"accept": XLSX}),
        error_messages={
            "required": _("Please choose the workbook."),
            "empty": _("The file is empty. Please choose it again."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
