"""What the family, the duty officer and volunteers type while somebody may be lost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.wristbands.choices import AlertOutcome, Answer, CaseOutcome
from web.days import validate_plausible_day
from web.forms import PortalFormHelper

MINUTE = "%Y-%m-%dT%H:%M"


class BandForm(forms.Form):
    """With the portal's layout."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()


def moment(label: Any, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE)
    formats = [MINUTE, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
    return forms.DateTimeField(
        label=label, widget=widget, input_formats=formats, validators=[validate_plausible_day], **kwargs
    )


def area_of_text(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class NothingForm(BandForm):
    """A press without words."""


class MissingForm(BandForm):
    last_seen_place = forms.CharField(label=_("Last seen where"), max_length=200)
    last_seen_at = moment(_("Last seen when"), required=False)
    clothes = forms.CharField(
        label=_("Clothes and looks"),
        help_text=_("Height, hair, coat, shoes, a stick or a bag. No illness, no name."),
        max_length=300,
        widget=area_of_text(2),
    )
    police_number = forms.CharField(
        label=_("Police report number, if there is one"),
        help_text=_("Call 110 at once; nobody has to wait 24 hours."),
        required=False,
        max_length=60,
    )
    tells_volunteers = forms.BooleanField(
        label=_("Volunteers nearby may be told clothes, place and age, without the name"), required=False
    )


class PoliceForm(BandForm):
    number = forms.CharField(label=_("Police report number"), max_length=60)


class NoteForm(BandForm):
    text = forms.CharField(label=_("What is known"), max_length=300, widget=area_of_text(2))


class EndForm(BandForm):
    outcome = forms.ChoiceField(label=_("How it ended"), choices=CaseOutcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("A few words"), required=False, max_length=300)


class SettleForm(BandForm):
    outcome = forms.ChoiceField(label=_("How it ended"), choices=AlertOutcome.choices, widget=forms.RadioSelect)


class WideForm(BandForm):
    wide = forms.BooleanField(label=_("In the whole sub-district"), required=False)


class AnswerForm(BandForm):
    answer = forms.ChoiceField(label=_("Your answer"), choices=Answer.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Where and when did you see somebody?"), required=False, max_length=300, widget=area_of_text(2)
    )
