"""Forms of the back office. The parameters themselves are the form of the scheme."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import PolicyParameter


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
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the newest version that was compared


class FigureForm(forms.ModelForm):
    """The next value of a policy figure. The database refuses the same again; this says it beside the field."""

    class Meta:
        model = PolicyParameter
        fields = ("code", "area", "value", "effective_from", "effective_to", "source", "mark", "confirmed_by")
        widgets = {"source": forms.Textarea({"rows": 3})}

    def clean_value(self):
        value = self.cleaned_data["value"]
        if value <= 0:
            raise forms.ValidationError(_("The value must be above zero."))
        return value

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("effective_from"), cleaned.get("effective_to")
        if first and last and last < first:
            self.add_error("effective_to", _("The last day in force cannot be earlier than the first."))
        return cleaned
