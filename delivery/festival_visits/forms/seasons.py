"""Seasons, places, packages."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.models import AdminArea, Level
from delivery.festival_visits.forms.fields import PlainForm, YuanField, count, day, words
from delivery.festival_visits.lunar import EARLIEST, LATEST, eve_of, spring_festival
from delivery.festival_visits.models import Good, Season
from delivery.festival_visits.services.seasons import Terms
from funds.models import Fund

PAID_BEFORE, FIRST, LAST = timedelta(days=3), (12, 1), (12, 25)  # first values only; staff write the days of a season

# Printed on every list: also a hotline of five digits or an extension, so wider than the number of a person.
can_be_called = RegexValidator(
    r"\A(?=.*\d{3})[\d\s+\-()（）/、,，转]+\Z",
    _("Enter a number that people can call, such as 0371-67980000 or 12345."),
)


class FundField(forms.ModelChoiceField):
    def label_from_instance(self, fund: Fund) -> str:
        return fund.name


class SeasonForm(PlainForm):
    nominate_from = day(_("Nominating from"))
    nominate_until = day(_("Nominating until"))
    check_by = day(_("Lists checked by"))
    pay_by = day(_("Money paid by"))
    visit_by = day(_("Visits end on"), help_text=_("New Year's Eve at the latest."))
    cash_fen = YuanField(label=_("Money per household (yuan)"), help_text=_("0 where only goods are given."))
    fund = FundField(label=_("Fund"), queryset=Fund.objects.none(), empty_label=_("Please choose"))
    phone = forms.CharField(label=_("Telephone for questions"), max_length=40, validators=[can_be_called])
    basis = words(_("Decision or source"), max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = Fund.objects.order_by("code")

    @property
    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__dataclass_fields__})


class NewSeasonForm(SeasonForm):
    year = forms.IntegerField(label=_("Year of the festival"), min_value=EARLIEST, max_value=LATEST, localize=False)
    field_order = ("year",)


def first_days(year: int) -> dict[str, date]:
    """The usual days, as first values of the form (domain fact book §2.6)."""
    eve = eve_of(spring_festival(year))
    return {
        "nominate_from": date(year - 1, *FIRST),
        "nominate_until": date(year - 1, *LAST),
        "check_by": date(year, 1, 5),
        "pay_by": eve - PAID_BEFORE,
        "visit_by": eve,
    }


class QuotaForm(PlainForm):
    """One number per sub-district; empty: none."""

    def __init__(self, *args: Any, season: Season, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(season.quotas.values_list("subdistrict_id", "places"))
        self.places = list(AdminArea.objects.filter(level=Level.SUBDISTRICT).order_by("code"))
        for place in self.places:
            self.fields[f"place_{place.pk}"] = count(str(place), required=False, initial=known.get(place.pk))

    @property
    def numbers(self) -> Mapping[int, int]:
        answers = {place.pk: self.cleaned_data.get(f"place_{place.pk}") for place in self.places}
        return {pk: number for pk, number in answers.items() if number is not None}


class PackageForm(PlainForm):
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=60)
    name_en = forms.CharField(label=_("Name (English)"), max_length=80, required=False)
    is_default = forms.BooleanField(label=_("Given where nothing else is said"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goods = list(Good.objects.all())
        for good in self.goods:
            self.fields[f"good_{good.pk}"] = count(str(good), required=False)

    @property
    def contents(self) -> Mapping[int, int]:
        answers = {good.pk: self.cleaned_data.get(f"good_{good.pk}") for good in self.goods}
        return {pk: number for pk, number in answers.items() if number}


class GoodForm(PlainForm):
    code = forms.SlugField(
        label=pgettext_lazy("goods", "Code"), max_length=40, help_text=_("Letters and hyphens, for instance rice-10kg.")
    )
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=60)
    name_en = forms.CharField(label=_("Name (English)"), max_length=80, required=False)
    unit_zh = forms.CharField(label=_("Unit (Chinese)"), max_length=20)
    unit_en = forms.CharField(label=_("Unit (English)"), max_length=40, required=False)


class ReportForm(PlainForm):
    remark = words(
        _("Remark"),
        required=False,
        max_length=1000,
        help_text=_("What the numbers do not say, without names of families: the report stays as it is made."),
    )
