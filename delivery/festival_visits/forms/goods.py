"""Goods that come in, go along and come back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.festival_visits.forms.fields import PlainForm, YuanField, count, day, words
from delivery.festival_visits.models import Good, Lot, RouteLoad
from delivery.festival_visits.services.goods import Delivery


class LotForm(PlainForm):
    good = forms.ModelChoiceField(label=_("Goods"), queryset=Good.objects.all(), empty_label=_("Please choose"))
    number = forms.CharField(label=_("Lot number"), max_length=40, help_text=_("As printed on the packing."))
    origin = forms.ChoiceField(label=_("Bought or a gift"), choices=Lot.Origin.choices)
    supplier = forms.CharField(label=_("Supplier or donor"), max_length=120)
    quantity = count(_("How many came"), least=1)
    price_fen = YuanField(label=_("Price per unit (yuan)"), help_text=_("Of a gift: its fair value."))
    market_fen = YuanField(label=_("Market price per unit (yuan)"))
    market_source = forms.CharField(
        label=_("Where the market price is from"), max_length=200, help_text=_("Shop and day, or the offers compared.")
    )
    expires_on = day(_("Use by"), required=False, help_text=_("Empty for things that do not expire."))

    @property
    def delivery(self) -> Delivery:
        return Delivery(**self.cleaned_data)


class SpoilForm(PlainForm):
    quantity = count(_("How many"), least=1)
    note = words(_("What happened to them"), max_length=200)


class LoadForm(PlainForm):
    """One number per lot in store."""

    def __init__(self, *args: Any, lots: Iterable[Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = list(lots)
        for lot in self.lots:
            hint = _("%(count)d in store") % {"count": lot.in_store}
            expiry = f" · {lot.expires_on:%Y-%m-%d}" if lot.expires_on else ""
            self.fields[f"lot_{lot.pk}"] = count(f"{lot}{expiry}", required=False, help_text=hint)

    @property
    def quantities(self) -> Mapping[int, int]:
        answers = {lot.pk: self.cleaned_data.get(f"lot_{lot.pk}") for lot in self.lots}
        return {pk: number for pk, number in answers.items() if number}


class UnloadForm(PlainForm):
    """What came back and what was spoiled, per load; everything comes back unless something else is typed."""

    note = words(_("What happened to spoiled goods"), required=False, max_length=200, rows=2)

    def __init__(self, *args: Any, loads: Iterable[RouteLoad], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.loads = [load for load in loads if load.left]
        for load in self.loads:
            back = _("Brought back: %(lot)s") % {"lot": load.lot}
            self.fields[f"back_{load.pk}"] = count(back, required=False, initial=load.left)
            bad = _("Spoiled on the way: %(lot)s") % {"lot": load.lot}
            self.fields[f"bad_{load.pk}"] = count(bad, required=False)
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])

    def numbers(self, prefix: str) -> Mapping[int, int]:
        return {load.pk: self.cleaned_data.get(f"{prefix}_{load.pk}") or 0 for load in self.loads}
