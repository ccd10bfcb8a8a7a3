"""Forms of the back office. The parameters themselves are the form of the scheme."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PublishTermsForm(forms.Form):
    valid_from = forms.DateField(
        label=_("Valid from"),
        help_text=_("Applications handed in before this day keep the terms they have."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    source = forms.CharField(
        label=_("Decision or source"),
        help_text=_("For example the minutes of the meeting that decided, with its date."),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )
