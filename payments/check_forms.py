"""The shape of what people send about a check; its meaning is checked by payments.checking."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funds.money import fen
from payments.models import PaymentCheck
from web.forms import PortalFormHelper
from web.money_field import YuanField

LONGEST = 2000


class CheckForm(forms.Form):
    """Filled in on a phone beside the payee: few fields, large boxes, the number pad where a number is asked."""

    helper = PortalFormHelper()
    way = forms.ChoiceField(
        label=_("How did you ask?"),
        choices=PaymentCheck.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you asked.")},
    )
    result = forms.ChoiceField(
        label=_("What did the payee say?"),
        choices=PaymentCheck.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a result.")},
    )
    received = YuanField(
        label=_("Amount that arrived (yuan)"), help_text=_("Only when it is another amount."), required=False
    )
    attempts = forms.IntegerField(
        label=_("How many times did you try?"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("What was said, and on which days you tried. No account or ID numbers."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def values(self) -> dict[str, Any]:
        """For checking.record_check; the amount in 分."""
        values = dict(self.cleaned_data)
        received = values.pop("received")
        return {**values, "received_fen": None if received is None else fen(received)}


class TelephoneForm(forms.Form):
    helper = PortalFormHelper()
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person can see that you looked, and why."),
        min_length=4,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FindingForm(forms.Form):
    helper = PortalFormHelper()
    outcome = forms.ChoiceField(
        label=pgettext_lazy("finding", "What was the cause?"),
        choices=PaymentCheck.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the cause.")},
    )
    answer = forms.CharField(
        label=pgettext_lazy("finding", "What was found out and done"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what was found out and what was done.")},
    )

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
