"""Shapes of what people send about hours: entering them later, reviewing, asking, rating."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from volunteers.choices import QuestionOutcome
from volunteers.crediting import Span
from volunteers.models import Activity, VolunteerProfile
from web.forms import PortalFormHelper, RowsField

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
CLOCK = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
SCORES = [
    (5, _("5 · very good")),
    (4, _("4 · good")),
    (3, _("3 · all right")),
    (2, _("2 · not good")),
    (1, _("1 · bad")),
]
MOST_PEOPLE = 100
EARLIEST = date(2000, 1, 1)  # nobody has lists from before


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper(self)


class VolunteersField(RowsField):
    def label_from_instance(self, obj: VolunteerProfile) -> str:
        return f"{obj.name} ({obj})"


class BackFillForm(PlainForm):
    """Hours that were given and never recorded, for one or more volunteers at once."""

    activity = forms.ModelChoiceField(label=_("Activity"), queryset=Activity.objects.none())
    volunteers = VolunteersField(
        label=_("Who gave this time"),
        queryset=VolunteerProfile.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("People who were never on a shift of yours are not listed."),
    )
    day = forms.DateField(label=_("Day"), widget=DATE, validators=[MinValueValidator(EARLIEST)])
    came = forms.TimeField(label=_("From"), widget=CLOCK)
    left = forms.TimeField(label=_("Until"), widget=CLOCK)
    evidence = forms.CharField(
        label=_("What it rests on"),
        max_length=300,
        help_text=_("For instance: signed list of 12 June, kept at the station."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    file = forms.FileField(label=_("Photo or scan of the list (optional)"), required=False)

    def __init__(self, *args: Any, activities: Any, volunteers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities
        self.fields["volunteers"].queryset = volunteers

    def clean_volunteers(self) -> Any:
        chosen = self.cleaned_data["volunteers"]
        if len(chosen) > MOST_PEOPLE:
            raise forms.ValidationError(_("At most %(number)d people at once.") % {"number": MOST_PEOPLE})
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        came, left = cleaned.get("came"), cleaned.get("left")
        if came and left and left <= came:
            self.add_error("left", _("The end must be after the start."))
        return cleaned

    def span(self) -> Span:
        data = self.cleaned_data
        return Span(*(make_aware(datetime.combine(data["day"], data[name])) for name in ("came", "left")))


class NoteForm(PlainForm):
    note = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Please say why the time is not credited.")}
    )


class ReasonForm(PlainForm):
    reason = forms.CharField(label=_("Reason of the correction"), max_length=200)


class QuestionForm(PlainForm):
    text = forms.CharField(
        label=_("What is wrong or missing?"),
        max_length=500,
        help_text=_("For a missing record: which activity, which day, from when until when."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write what is wrong or missing.")},
    )


class AnswerForm(PlainForm):
    outcome = forms.ChoiceField(
        label=_("What did you find?"), choices=QuestionOutcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=500,
        help_text=_("The volunteer reads exactly this."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RateActivityForm(PlainForm):
    score = forms.TypedChoiceField(label=_("How was it?"), choices=SCORES, coerce=int, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("For the leader and the federation (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RateVolunteerForm(RateActivityForm):
    note = forms.CharField(
        label=_("Private note (optional)"),
        max_length=300,
        required=False,
        help_text=_("Leaders and the federation read it, the volunteer does not."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_serious = forms.BooleanField(
        label=_("Serious misconduct"),
        required=False,
        help_text=_("No star for some months. Needs a score of 1 or 2 and a note that says what happened."),
    )
