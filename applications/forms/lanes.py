"""The forms of the emergency and in-kind lanes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.fast_guards import file_of
from applications.forms.actions import ActionForm, AmountForm, WordsForm, words
from applications.models import EmergencyFile, Handover, PhoneCall
from applications.selectors import largest_amount_fen
from applications.services.emergency import FORMALITIES, Call, fast_limit_fen
from applications.services.recovery import MOST_PARTS
from funds.money import yuan
from web.days import validate_plausible_day


def moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        validators=[validate_plausible_day],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class CallForm(ActionForm):
    """One telephone call."""

    note = None
    whom = forms.ChoiceField(label=_("Called"), choices=PhoneCall.Whom, widget=forms.RadioSelect)
    reached = forms.BooleanField(label=_("Somebody answered"), required=False, initial=True)
    spoken_to = forms.CharField(label=_("Spoken to"), help_text=_("Name and function."), required=False, max_length=80)
    called_at = moment(_("Time of the call"))
    said = words(_("What was said"))

    def adapt(self) -> None:
        self.fields["called_at"].initial = self.at

    @property
    def call(self) -> Call:
        names = ("whom", "reached", "spoken_to", "called_at", "said")
        return Call(**{name: self.cleaned_data[name] for name in names})


class FastReviewForm(ActionForm):
    """The incident, and the call in which the community confirmed it."""

    note = None
    incident = forms.ChoiceField(label=_("Incident"), choices=EmergencyFile.Incident, widget=forms.RadioSelect)
    happened_on = forms.DateField(
        label=_("Day of the incident"),
        validators=[validate_plausible_day],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    spoken_to = forms.CharField(
        label=_("Confirmed by telephone by"),
        help_text=_("Name and function of the person at the community or village committee."),
        max_length=80,
    )
    called_at = moment(_("Time of the call"))
    said = words(_("What the community said"))

    def adapt(self) -> None:
        self.fields["called_at"].initial = self.at

    @property
    def call(self) -> Call:
        names = ("spoken_to", "called_at", "said")
        return Call(PhoneCall.Whom.COMMUNITY, **{name: self.cleaned_data[name] for name in names})


class FastAmountForm(AmountForm):
    """The amount that was checked, else what the terms allow at once."""

    def adapt(self) -> None:
        file = file_of(self.application)
        limits = (largest_amount_fen(self.application), fast_limit_fen(self.application))
        amount = (file and file.checked_amount_fen) or min((limit for limit in limits if limit), default=None)
        self.fields["amount"].initial = yuan(amount) if amount else None


class PaperworkForm(WordsForm):
    text = words(_("Note for the file"), required=False, help_text=_("Seen by staff only."))
    formalities = forms.MultipleChoiceField(
        label=_("In the file"), choices=FORMALITIES, widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ("formalities", "text")


class ConfirmForm(WordsForm):
    text = words(_("Note for the file"), required=False, help_text=_("Seen by staff only."))


class GoodsForm(WordsForm):
    text = words(_("Opinion"), required=False)


class HandoverForm(ActionForm):
    note = None
    item = forms.CharField(
        label=_("What was handed over"), help_text=_("With its number, if it has one."), max_length=120
    )
    handed_at = moment(_("Handed over at"))
    receiver = forms.ChoiceField(label=_("Received by"), choices=Handover.Receiver, widget=forms.RadioSelect)
    receiver_name = forms.CharField(label=_("Name of the receiver"), max_length=60)
    is_signed = forms.BooleanField(label=_("The receiver signed"), required=False)
    signature_note = forms.CharField(label=_("If nobody signed: why"), required=False, max_length=200)

    def adapt(self) -> None:
        self.fields["handed_at"].initial = self.at

    @property
    def handover(self) -> dict[str, Any]:
        names = ("item", "handed_at", "receiver", "receiver_name", "is_signed")
        return {**{name: self.cleaned_data[name] for name in names}, "note": self.cleaned_data["signature_note"]}


class InstalmentsForm(ActionForm):
    """Equal monthly parts of what is outstanding."""

    note = None
    parts = forms.IntegerField(label=_("Number of monthly parts"), min_value=1, max_value=MOST_PARTS)
    first_due = forms.DateField(
        label=_("First part due on"),
        validators=[validate_plausible_day],
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class ObjectionAnswerForm(WordsForm):
    text = words(_("Finding"), help_text=_("What you found out; the objector gets this answer."))
    is_upheld = forms.TypedChoiceField(
        label=_("The objection is"),
        choices=(("no", _("unfounded")), ("yes", _("founded"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ("is_upheld", "text")
