"""Asking for a long list, masked or with a purpose and a reason in full."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protection.purposes import choices_for_people
from web.forms import PortalFormHelper


class ExportForm(forms.Form):
    """`may_open`: the person may have sealed values in clear, for a purpose and with a reason."""

    full = forms.BooleanField(
        label=_("With whole ID numbers and telephone numbers"),
        help_text=_("Each person in the file gets a line in the access log, with your name and your reason."),
        required=False,
    )
    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    reason = forms.CharField(label=_("Reason in a few words"), required=False, max_length=200)

    def __init__(self, *args: Any, may_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [("", _("Please choose")), *choices_for_people()]
        if not may_open:
            self.fields.clear()
        self.helper = PortalFormHelper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("full"):
            for name in ("purpose", "reason"):
                if not cleaned.get(name, "").strip() and name not in self.errors:
                    self.add_error(name, _("Choose a purpose and write the reason in a few words."))
        return cleaned
