"""Why somebody who resembles a registered person is somebody else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import PortalFormHelper


class SomebodyElseForm(forms.Form):
    because = forms.CharField(
        label=_("It is somebody else, because"),
        min_length=2,
        max_length=300,
        help_text=_("For instance: father and son with one telephone; both cards seen at the counter."),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say in a few words why.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
