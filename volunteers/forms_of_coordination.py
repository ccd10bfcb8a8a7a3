"""Forms of coordinators: which expiries, and a message to volunteers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.expiries import ExpiryKind
from volunteers.models.messages import LONGEST, Audience
from web.forms import FilterFormHelper, PortalFormHelper

SPANS = [("30", _("the next 30 days")), ("60", _("the next 60 days")), ("90", _("the next 90 days"))]
SPANS += [("365", _("the next year")), ("over", _("already over"))]


class ExpiryFilter(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=[("", _("everything")), *ExpiryKind.choices], required=False)
    days = forms.ChoiceField(label=_("Runs out in"), choices=SPANS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FilterFormHelper(self)


class MessageForm(forms.Form):
    """To the team; MessageToShiftForm asks besides whom of the shift."""

    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At most 300 characters. Each person gets it alone and does not see who else does."),
        error_messages={"required": _("Please write the message.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper(self)


class MessageToShiftForm(MessageForm):
    audience = forms.ChoiceField(
        label=_("Who gets it?"),
        choices=[(Audience.CONFIRMED, Audience.CONFIRMED.label), (Audience.WAITING, Audience.WAITING.label),
                 (Audience.ALL, Audience.ALL.label)],
        widget=forms.RadioSelect,
        initial=Audience.CONFIRMED,
        error_messages={"required": _("Please choose who gets the message.")},
    )  # fmt: skip
    field_order = ("audience", "text")
