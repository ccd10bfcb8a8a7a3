"""Choosing a year and narrowing the lists. What makes no sense narrows nothing."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.spans import QUARTERS, Span
from donations.choices import Channel
from donations.models import Campaign
from funds.models import Fund
from web.forms import FilterFormHelper, PortalFormHelper

ANY = [("", pgettext_lazy("filter", "All"))]
DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 1, 1))]
PARTS = (None, *reversed(QUARTERS))
YEARS_BACK = 5


class YearForm(forms.Form):
    year = forms.TypedChoiceField(label=pgettext_lazy("filter", "Year"), coerce=int, required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]
        self.helper = FilterFormHelper(self)
        self.years = years

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def chosen_year(self) -> int:
        return self.chosen.get("year") or self.years[0]


class GiftListForm(YearForm):
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[*ANY, *Channel.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = [*ANY, *((fund.code, fund.name) for fund in Fund.objects.all())]
        campaigns = Campaign.objects.published()
        self.fields["campaign"].choices = [*ANY, *((row.code, row.title) for row in campaigns)]
        self.helper = FilterFormHelper(self)


class NoForm(forms.Form):
    """A step that asks nothing."""

    helper = PortalFormHelper()


class PackForm(forms.Form):
    """A quarter or a year that is over."""

    helper = PortalFormHelper()
    period = forms.ChoiceField(label=_("Period"))
    note = forms.CharField(
        label=_("What is corrected, and why"),
        help_text=_("Only where a report of this period is published already. Everybody reads it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spans = [Span(year, quarter) for year in range(today.year, today.year - YEARS_BACK, -1) for quarter in PARTS]
        over = [span for span in spans if span.last < today]
        self.fields["period"].choices = [(f"{s.year}-{s.quarter or 0}", _period(s)) for s in over]

    def values(self) -> dict[str, Any]:
        """As prepare_pack wants it."""
        year, _dash, quarter = self.cleaned_data["period"].partition("-")
        return {"span": Span(int(year), int(quarter) or None), "note": self.cleaned_data["note"]}


class DoneForm(forms.Form):
    helper = PortalFormHelper()
    published_on = forms.DateField(
        label=_("Published on"), validators=DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )
    where = forms.CharField(
        label=_("Where it was published"),
        max_length=200,
        help_text=_("For instance the address of the page on the national platform, or of a report here."),
    )


def _period(span: Span) -> str:
    if span.quarter is None:
        return _text("The year %(year)s") % {"year": span.year}
    return _text("Quarter %(quarter)s of %(year)s") % {"quarter": span.quarter, "year": span.year}


class GiftUseForm(forms.Form):
    helper = PortalFormHelper()
    reference = forms.CharField(label=_("Number of the donation"), max_length=20)
    code = forms.CharField(
        label=_("Code"), max_length=50, help_text=_("Twelve characters; they stand on the acknowledgement.")
    )
