"""A complaint, the question of its code, the answer to it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import holding
from oversight.kinds import kind_choices
from oversight.models import Complaint
from oversight.permissions import DESK
from protection.validators import validate_phone
from web.forms import PortalFormHelper


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()


class ComplaintForm(PlainForm):
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=kind_choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is about.")},
    )
    about_reference = forms.CharField(
        label=_("Receipt number of the application, if it is about one"),
        help_text=_("For example SQ-7K2M9X"),
        required=False,
        max_length=20,
    )
    text = forms.CharField(
        label=_("Tell us what happened"),
        help_text=_("What, when, where, who. Please leave out ID numbers and account numbers."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Please write what happened.")},
    )
    is_sensitive = forms.BooleanField(
        label=_("Only a supervisor may read this"),
        help_text=_("Choose it when you fear consequences. It takes no longer."),
        required=False,
    )
    name = forms.CharField(
        label=_("Your name (optional)"),
        help_text=_("Named complaints are answered one by one. Without a name you read the answer with the code."),
        required=False,
        max_length=60,
    )
    phone = forms.CharField(
        label=_("Your telephone (optional)"),
        help_text=_("Only for questions about this complaint."),
        required=False,
        max_length=20,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class CodeForm(PlainForm):
    reference = forms.CharField(
        label=_("Number of the complaint"),
        help_text=_("For example TS-7K2M9X"),
        max_length=20,
        error_messages={"required": _("Please enter the number of the complaint.")},
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Twelve characters, below the number"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Please enter the code.")},
    )


class AskAgainForm(CodeForm):
    text = forms.CharField(
        label=_("What does the answer leave open?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write what the answer leaves open.")},
    )


class AnswerForm(PlainForm):
    outcome = forms.ChoiceField(
        label=_("What did you find?"), choices=Complaint.Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("The person who complained reads exactly this. Nothing about other people in it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    measures = forms.CharField(
        label=_("What is changed because of it"),
        help_text=_("Needed when the complaint is founded, in full or in part."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandOverForm(PlainForm):
    to = forms.ModelChoiceField(label=_("To whom"), queryset=User.objects.none())

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = holding(*DESK, at=at).order_by("display_name", "pk")
