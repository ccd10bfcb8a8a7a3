"""Shapes of appeals and their answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.choices import AppealOutcome
from volunteers.forms_of_hours import PlainForm


class AppealForm(PlainForm):
    text = forms.CharField(
        label=_("What happened?"),
        max_length=500,
        help_text=_("For instance: I was there from 8 to 10, ask Mr Zhang; or: I was ill and could not call."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write in a few words what happened.")},
    )


class AppealAnswerForm(PlainForm):
    outcome = forms.ChoiceField(label=_("What did you find?"), choices=AppealOutcome.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Answer"),
        max_length=300,
        help_text=_("The volunteer reads exactly this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
