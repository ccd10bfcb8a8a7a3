"""Why aid that nobody asked for is not followed up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models.unclaimed import dismissal_choices
from web.forms import PortalFormHelper


class DismissForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is this not followed up?"),
        choices=dismissal_choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    note = forms.CharField(
        label=_("Words for colleagues"),
        help_text=_("Needed for another reason."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
