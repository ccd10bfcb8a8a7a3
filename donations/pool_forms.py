"""The terms of a sponsor, as staff type them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from donations.forms import day_field, money_field, text_field
from donations.models import Donor, MatchingPool
from donations.services import PoolTerms
from funds.money import fen
from imports.cells import MoneyCell
from programs.registry import scheme_choices
from web.forms import PortalFormHelper

MOST_DAYS = 366
DAY_CAP = re.compile(r"(\d{4}-\d{2}-\d{2})\s*[:：\s]\s*(\S+)")


class PoolForm(forms.Form):
    helper = PortalFormHelper()
    sponsor = forms.ModelChoiceField(label=_("Sponsor"), queryset=Donor.objects.none(), empty_label="—")
    mode = forms.ChoiceField(label=_("Way of matching"), choices=MatchingPool.Mode.choices)
    total = money_field(_("Total (yuan)"))
    ratio_given = forms.IntegerField(label=_("The sponsor gives (yuan)"), min_value=1, max_value=1000, initial=1)
    ratio_for = forms.IntegerField(label=_("for so many yuan of a donor"), min_value=1, max_value=1000, initial=1)
    least_gift = money_field(_("Smallest gift that is matched (yuan)"), least="0")
    per_gift = money_field(_("At most per gift (yuan)"), required=False)
    per_donor_day = money_field(_("At most per donor and day (yuan)"), required=False)
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    opens = forms.TimeField(label=_("Each day from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=_("Each day until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    schemes = forms.MultipleChoiceField(
        label=_("Only for these kinds of aid"), required=False, widget=forms.CheckboxSelectMultiple
    )
    day_caps = text_field(
        _("Caps of single days"), 5000, required=False, rows=3, help_text=_("One per line: 2023-09-07 10000")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sponsor: Any = self.fields["sponsor"]
        sponsor.queryset = Donor.objects.order_by("name", "pk")
        sponsor.label_from_instance = lambda donor: donor.name
        schemes: Any = self.fields["schemes"]
        schemes.choices = scheme_choices()

    def clean_day_caps(self) -> dict[date, int]:
        """Day to its cap in 分."""
        found: dict[date, int] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["day_caps"].splitlines())):
            parts = DAY_CAP.fullmatch(line)
            try:
                if parts is None or len(found) >= MOST_DAYS:
                    raise ValueError
                amount = MoneyCell().clean(MoneyCell().text(parts[2]))
                found[date.fromisoformat(parts[1])] = fen(forms.DecimalField().to_python(amount))
            except (ValueError, ValidationError):
                raise ValidationError(_("Write each cap as a day and an amount: 2023-09-07 10000")) from None
        return found

    def terms(self) -> PoolTerms:
        values = {name: value for name, value in self.cleaned_data.items() if name != "sponsor"}
        amounts = {
            f"{name}_fen": None if (value := values.pop(name)) is None else fen(value)
            for name in ("total", "least_gift", "per_gift", "per_donor_day")
        }
        return PoolTerms(**{**values, **amounts, "schemes": tuple(values["schemes"])})
