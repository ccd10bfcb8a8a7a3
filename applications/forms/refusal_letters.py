"""How and when the family got the letter of refusal."""

from django import forms
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from applications.forms.actions import ActionForm
from applications.models import RefusalLetter
from web.days import validate_plausible_day

Way = RefusalLetter.Way
BY_STAFF = [(way.value, way.label) for way in (Way.BY_HAND, Way.BY_POST, Way.READ_OUT)]


class LetterForm(ActionForm):
    note = None
    way = forms.ChoiceField(label=pgettext_lazy("letter", "How"), choices=BY_STAFF, widget=forms.RadioSelect)
    given_on = forms.DateField(
        label=pgettext_lazy("letter", "On"),
        validators=[validate_plausible_day],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def adapt(self) -> None:
        self.fields["given_on"].initial = timezone.localdate(self.at)
