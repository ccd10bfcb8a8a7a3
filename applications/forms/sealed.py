"""The question before the sealed answers are opened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from protection.purposes import choices_for_people
from web.forms import PortalFormHelper


class SealedAnswersForm(forms.Form):
    purpose = forms.ChoiceField(label=_("Purpose"), choices=choices_for_people)
    reason = forms.CharField(
        label=_("Reason"), min_length=4, max_length=200, help_text=_("Recorded. The family can see who looked.")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
