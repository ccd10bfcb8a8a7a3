"""What an accountant says about a batch."""

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.wristbands.forms.search import BandForm
from delivery.wristbands.models import Batch
from funds.models import Fund


class NoForm(BandForm):
    """A step that asks nothing."""


class FundForm(BandForm):
    fund = forms.ModelChoiceField(
        label=_("Fund"), queryset=Fund.objects.order_by("code"), empty_label=_("Please choose")
    )
    origin = forms.ChoiceField(
        label=_("Bought or a gift"),
        choices=Batch.Origin.choices,
        help_text=_("What was bought is a cost when it arrives; a gift leaves the inventory when it is handed out."),
    )
