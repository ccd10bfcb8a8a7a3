"""A photograph of the board."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.actions import ActionForm
from applications.forms.lanes import moment as moment_field
from applications.models import BoardPhoto


class BoardPhotoForm(ActionForm):
    note = None
    moment = forms.ChoiceField(label=_("Taken"), choices=BoardPhoto.Moment, widget=forms.RadioSelect)
    seen_at = moment_field(_("Time of the photograph"))
    place = forms.CharField(
        label=_("Where the board hangs"),
        help_text=_("For instance: at the gate of the community office."),
        max_length=120,
    )
    photo = forms.FileField(label=_("Photograph"), widget=forms.FileInput(attrs={"accept": "image/*"}))

    def adapt(self) -> None:
        self.fields["seen_at"].initial = self.at
