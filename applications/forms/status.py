"""Receipt number and code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import PortalFormHelper


class StatusForm(forms.Form):
    reference = forms.CharField(
        label=_("Receipt number"),
        help_text=_("For example SQ-7K2M9X"),
        max_length=20,
        error_messages={"required": _("Please enter the receipt number.")},
    )
    code = forms.CharField(
        label=_("Status code"),
        help_text=_("Twelve characters, below the receipt number"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Please enter the code.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
