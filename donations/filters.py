"""Narrowing the list of gifts: state, channel, fund, campaign, days, and a number that somebody searches.

Donors are searched by name on their own list, by POST: a name does not belong into an address.
"""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.choices import Channel
from donations.models import Campaign, Donation
from donations.workflow import GIFT
from funds.models import Fund
from web.days import validate_plausible_day
from web.forms import FilterFormHelper
from web.references import normalise_reference

ANY = [("", pgettext_lazy("filter", "All"))]


class GiftFilterForm(forms.Form):
    """The query string of the list. What makes no sense narrows nothing."""

    state = forms.ChoiceField(label=_("State"), required=False)
    channel = forms.ChoiceField(label=_("Way"), required=False, choices=[*ANY, *Channel.choices])
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    first = forms.DateField(
        label=_("Paid from"),
        required=False,
        validators=[validate_plausible_day],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=_("Paid until"),
        required=False,
        validators=[validate_plausible_day],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    q = forms.CharField(label=_("Number or transaction"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [*ANY, *((code, state.label) for code, state in GIFT.states.items())]
        self.fields["fund"].choices = [*ANY, *((fund.code, fund.name) for fund in Fund.objects.all())]
        self.fields["campaign"].choices = [*ANY, *((row.code, row.title) for row in Campaign.objects.all())]
        self.helper = FilterFormHelper(self)

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that make sense, as codes and ISO days."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def narrowed(gifts: QuerySet[Donation], chosen: dict[str, Any]) -> QuerySet[Donation]:
    """`chosen` as GiftFilterForm gives it."""
    columns = {"state": "state", "channel": "channel", "fund": "fund__code", "campaign": "campaign__code"}
    columns |= {"first": "paid_at__date__gte", "last": "paid_at__date__lte"}
    gifts = gifts.filter(**{columns[name]: chosen[name] for name in columns if name in chosen})
    if text := chosen.get("q"):
        gifts = gifts.filter(Q(reference=normalise_reference(text)) | Q(bank_reference=text.strip()))
    return gifts
