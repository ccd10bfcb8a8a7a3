"""The forms of the porridge house: shapes only, the services judge the meaning."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.porridge_house.choices import Disinfection, FraudOutcome, WelfareOutcome
from delivery.porridge_house.models import Partner
from delivery.porridge_house.services.safety import LogFacts
from programs.models import Program
from web.days import validate_plausible_day
from web.forms import PortalFormHelper

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()


def note(label: Any, *, required: bool = True, most: int = 200) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget)


def day_field(label: Any) -> forms.DateField:
    """A day that can be; far ones would only break the sums that are made with them."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[validate_plausible_day])


class NoteForm(PlainForm):
    note = note(_("Why?"))


class HandOverForm(PlainForm):
    receiver_name = forms.CharField(label=_("Received by"), max_length=60)
    is_signed = forms.BooleanField(label=_("The receiver signed the list"), required=False)
    note = note(_("If nobody signed: why"), required=False)


class MakeCardForm(PlainForm):
    gift_of = forms.ModelChoiceField(
        label=_("Gift of a partner"),
        queryset=Partner.objects.none(),
        required=False,
        help_text=_("The meals of a donated card are settled at zero."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gift_of"].queryset = Partner.objects.order_by("name")


class TallyForm(PlainForm):
    day = day_field(_("Day"))
    numbers = forms.CharField(
        label=_("Card numbers"),
        help_text=_("One per line, as they stand on the tally: the six signs are enough."),
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 10, "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["numbers"].splitlines() if line.strip()]


class CountForm(PlainForm):
    day = day_field(_("Day"))
    own_count = forms.IntegerField(
        label=_("How many meals did you count yourselves?"),
        min_value=0,
        max_value=5_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class FoodLogForm(PlainForm):
    day = day_field(_("Day"))
    items = forms.CharField(label=_("Food of which samples were kept"), max_length=300)
    sample_grams = forms.IntegerField(label=_("Smallest sample (grams)"), min_value=0, max_value=5_000)
    stored_time = forms.TimeField(label=_("Stored in the fridge at"), widget=forms.TimeInput(attrs={"type": "time"}))
    kept_hours = forms.IntegerField(label=_("Kept for (hours)"), min_value=1, max_value=500)
    fridge = forms.DecimalField(
        label=_("Temperature of the fridge (°C)"), min_value=-40, max_value=60, max_digits=4, decimal_places=1
    )
    core = forms.DecimalField(
        label=_("Core temperature of cooked food (°C)"),
        required=False,
        min_value=-40,
        max_value=200,
        max_digits=4,
        decimal_places=1,
    )
    is_clean = forms.BooleanField(label=_("The kitchen is clean"), required=False)
    disinfection = forms.ChoiceField(label=_("Tableware"), choices=Disinfection)
    disinfection_minutes = forms.IntegerField(
        label=_("Disinfected for (minutes)"), min_value=0, max_value=600, required=False
    )
    staff_healthy = forms.BooleanField(label=_("Everybody is healthy: no fever, no cuts"), required=False)
    ingredients = forms.CharField(label=_("Where the ingredients come from, and best before"), max_length=300)
    note = note(_("What was found and done"), required=False, most=300)

    def facts(self) -> LogFacts:
        value = self.cleaned_data
        stored = timezone.make_aware(datetime.combine(value["day"], value["stored_time"]))
        return LogFacts(
            items=value["items"],
            sample_grams=value["sample_grams"],
            stored_at=stored,
            discard_at=stored + timedelta(hours=value["kept_hours"]),
            fridge_tenths=int(value["fridge"] * 10),
            core_tenths=None if value["core"] is None else int(value["core"] * 10),
            is_clean=value["is_clean"],
            disinfection=value["disinfection"],
            disinfection_minutes=value["disinfection_minutes"] or 0,
            staff_healthy=value["staff_healthy"],
            ingredients=value["ingredients"],
            note=value["note"],
        )


class CertificateForm(PlainForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    number = forms.CharField(label=pgettext_lazy("meals", "Number of the certificate"), max_length=40, required=False)
    valid_until = day_field(_("Valid until"))


class ReviewForm(PlainForm):
    note = note(_("Why do the two counts differ, and what was done?"), most=300)


class SignalForm(PlainForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=FraudOutcome, widget=forms.RadioSelect)
    answer = note(_("What was found out?"), most=300)


class WelfareForm(PlainForm):
    outcome = forms.ChoiceField(label=_("How is the person?"), choices=WelfareOutcome, widget=forms.RadioSelect)
    answer = note(_("What was found out?"), most=300)


class StatementForm(PlainForm):
    partner = forms.ModelChoiceField(label=_("Partner"), queryset=Partner.objects.none())
    program = forms.ModelChoiceField(label=_("Program"), queryset=Program.objects.none())
    month = forms.CharField(
        label=pgettext_lazy("statement", "Month"),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.order_by("name")
        self.fields["program"].queryset = Program.objects.filter(scheme_code="porridge_house").order_by("pk")

    def clean_month(self) -> date:
        try:
            month = date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError:
            month = LAST
        if not FIRST <= month < LAST:
            raise forms.ValidationError(_("This is not a month. Write it as 2026-11."))
        return month


class SignForm(PlainForm):
    signer = forms.CharField(
        label=_("Name of whoever signs for the partner"),
        max_length=60,
        help_text=_("With this name the partner confirms meals and amount."),
    )


class BankForm(PlainForm):
    bank_reference = forms.CharField(label=_("Number of the bank's payment"), max_length=60)


class NothingForm(PlainForm):
    """A step that asks for nothing but the press."""
