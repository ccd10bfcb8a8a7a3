"""An objection to a public notice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from protection.validators import validate_phone
from web.forms import PortalFormHelper


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=_("What is not right?"),
        help_text=_("Facts help: what you saw, when, where. Please do not write about other people's illnesses."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write what is not right.")},
    )
    name = forms.CharField(label=_("Your name (optional)"), required=False, max_length=60)
    phone = forms.CharField(
        label=_("Your telephone (optional)"),
        help_text=_("Only for the answer to you."),
        required=False,
        max_length=20,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
