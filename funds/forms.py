"""The days of a statement."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StatementForm(forms.Form):
    """Both days included; left empty, from the beginning and until today."""

    first = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            raise forms.ValidationError(_("The last day comes before the first."))
        return cleaned
