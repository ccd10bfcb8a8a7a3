"""The report of a danger, short enough to be filled in at the door."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.actions import ActionForm, WordsForm, words
from applications.models import DangerSignal


class DangerForm(ActionForm):
    note = None
    sign = forms.ChoiceField(label=_("Sign of danger"), choices=DangerSignal.Sign, widget=forms.RadioSelect)
    seen = words(_("What you saw or heard"), help_text=_("Who, when, where. Only staff read this."))
    told_police = forms.BooleanField(
        label=_("I called the police (110)"), help_text=_("In immediate danger call first, then write."), required=False
    )


class DangerOutcomeForm(WordsForm):
    text = words(_("What was done"), help_text=_("Who was told, and who looks after the child now."))
