"""The shape of what staff type about donors and gifts; its meaning is checked by the services."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.models import AdminArea, Level
from beneficiaries.selectors import find_person_by_id_number
from donations.choices import Basis, Channel, DonorKind, GiftKind, NameMode, Restriction
from donations.models import Campaign, Donor
from donations.services import Consent, GiftFacts, Purpose
from donations.services.securities import value_fen
from donations.states import PLEDGE_OPEN
from funds.models import Fund
from funds.money import fen
from programs.registry import scheme_choices
from protection import validators
from web.days import validate_plausible_day
from web.forms import PortalFormHelper
from web.money_field import YuanField

NOTHING = [("", "—")]


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(
        label=label, required=required, validators=[validate_plausible_day], widget=widget, help_text=help_text
    )


def money_field(label: Any, *, required: bool = True, help_text: Any = "", least: Any = "0.01") -> YuanField:
    at_least = None if least is None else YuanField().to_python(least)
    return YuanField(label=label, required=required, help_text=help_text, min_value=at_least)


def text_field(label: Any, longest: int, *, required: bool = True, help_text: Any = "", rows: int = 0) -> Any:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class DonorForm(forms.Form):
    helper = PortalFormHelper()
    kind = forms.ChoiceField(
        label=pgettext_lazy("donor", "The donor is"),
        choices=DonorKind.choices,
        widget=forms.RadioSelect,
        initial="person",
    )
    name = text_field(_("Name"), 100)
    id_number = forms.CharField(
        label=_("ID number"),
        required=False,
        max_length=30,
        validators=[validators.validate_resident_id],
        help_text=_("Of a person, for the official receipt. It is stored encrypted."),
    )
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        required=False,
        max_length=30,
        validators=[validators.validate_credit_code],
        help_text=_("Of an organisation."),
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30, validators=[validators.validate_phone])
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=120)
    address = text_field(_("Address"), 200, required=False)
    employer = forms.ModelChoiceField(
        label=_("Works for"),
        queryset=Donor.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("If it is a company that gives too: its staff do not trigger its matching money."),
    )
    public_name_mode = forms.ChoiceField(
        label=_("How the public reads the name"), choices=NameMode.choices, initial=NameMode.MASKED
    )
    consented_on = day_field(
        _("The donor agreed to the public name on"), required=False, help_text=_("Needed for a whole name.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        employer: Any = self.fields["employer"]
        employer.queryset = Donor.objects.filter(kind=DonorKind.COMPANY).order_by("name", "pk")
        employer.label_from_instance = lambda donor: donor.name


class NameForm(forms.Form):
    helper = PortalFormHelper()
    mode = forms.ChoiceField(
        label=_("How the public reads the name"), choices=NameMode.choices, widget=forms.RadioSelect
    )
    consented_on = day_field(
        _("The donor agreed to the public name on"), required=False, help_text=_("Needed for a whole name.")
    )


class PurposeForm(forms.Form):
    """What a gift is for. Only the field that belongs to the restriction is filled in."""

    helper = PortalFormHelper()
    restriction = forms.ChoiceField(
        label=_("What the gift is for"), choices=Restriction.choices, initial=Restriction.UNRESTRICTED
    )
    scheme = forms.ChoiceField(label=_("Kind of aid"), required=False)
    project = text_field(pgettext_lazy("gift", "Project"), 60, required=False)
    area = forms.ModelChoiceField(
        label=_("Community or village"), queryset=AdminArea.objects.none(), required=False, empty_label="—"
    )
    use_by = day_field(_("To be used until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme: Any = self.fields["scheme"]
        scheme.choices = [*NOTHING, *scheme_choices()]
        area: Any = self.fields["area"]
        area.queryset = AdminArea.objects.filter(level__in=(Level.COMMUNITY, Level.VILLAGE)).order_by("code")

    def purpose(self) -> Purpose:
        return Purpose(**{name: self.cleaned_data[name] for name in PurposeForm.base_fields})


class ChangeForm(PurposeForm):
    reason = text_field(_("Why the use changes"), 300, rows=3)


class GiftForm(PurposeForm):
    """A gift, of a donor or of nobody. `donor` decides which agreements and pledges are offered."""

    kind = forms.ChoiceField(label=pgettext_lazy("gift", "Kind"), choices=GiftKind.choices, initial=GiftKind.MONEY)
    channel = forms.ChoiceField(label=_("How it came"), choices=[*NOTHING, *Channel.choices])
    amount = money_field(
        _("Amount or value (yuan)"), required=False, help_text=_("Of securities it follows from units and value.")
    )
    basis = forms.ChoiceField(
        label=_("Where the value comes from"),
        required=False,
        choices=[*NOTHING, *Basis.choices],
        help_text=_("For everything but money."),
    )
    description = text_field(
        _("What was given"), 200, required=False, help_text=_("For everything but money; of securities, their name.")
    )
    quantity = forms.DecimalField(
        label=_("Quantity"), required=False, max_digits=12, decimal_places=2, min_value=0, widget=forms.TextInput
    )
    unit = text_field(_("Unit"), 20, required=False)
    security_code = text_field(_("Code of the security"), 20, required=False, help_text=_("For securities only."))
    unit_price = forms.DecimalField(
        label=_("Value of one unit (yuan)"),
        required=False,
        max_digits=12,
        decimal_places=4,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("For securities only."),
    )
    valued_on = day_field(_("Day of that value"), required=False, help_text=_("For securities only."))
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.all(), empty_label="—")
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.all(), required=False, empty_label="—"
    )
    paid_on = day_field(_("Paid or handed over on"))
    received_on = day_field(_("Received on"))
    bank_reference = text_field(_("Transaction number"), 64, required=False)
    pledge = forms.ModelChoiceField(label=_("For the pledge"), queryset=None, required=False, empty_label="—")
    agreement = forms.ModelChoiceField(label=_("Under the agreement"), queryset=None, required=False, empty_label="—")
    named_id_number = forms.CharField(
        label=_("ID number of the person whom the donor names"),
        required=False,
        max_length=30,
        help_text=_("Only when the donor wants a certain person to have the money. It must be nobody related."),
    )
    wants_receipt = forms.BooleanField(label=_("The donor wants an official receipt"), required=False, initial=True)
    field_order = [
        "kind", "channel", "amount", "basis", "description", "quantity", "unit", "security_code", "unit_price",
        "valued_on", "fund", "campaign", "paid_on", "received_on", "bank_reference", "restriction", "scheme", "project",
        "area", "use_by", "pledge", "agreement", "named_id_number", "wants_receipt",
    ]  # fmt: skip

    def __init__(self, *args: Any, donor: Donor | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if donor is None:
            for name in ("pledge", "agreement", "named_id_number"):
                del self.fields[name]
            return
        pledge: Any = self.fields["pledge"]
        agreement: Any = self.fields["agreement"]
        pledge.queryset = donor.pledges.filter(state=PLEDGE_OPEN).order_by("pk")
        agreement.queryset = donor.agreements.order_by("pk")

    def clean(self) -> dict[str, Any]:
        """Without an amount, that of securities is worked out; everything else needs one."""
        said = super().clean() or self.cleaned_data
        if said.get("amount") is None and "amount" not in self.errors:
            units, price = said.get("quantity"), said.get("unit_price")
            if said.get("kind") == GiftKind.SECURITIES and units and price:
                said["amount"] = Decimal(value_fen(units, price)) / 100
            else:
                self.add_error("amount", _("Please say how much it is."))
        return said

    def clean_named_id_number(self) -> Any:
        """The person of the register, or None. Nobody can be paid whom the register does not know."""
        number = self.cleaned_data["named_id_number"]
        if not number:
            return None
        person = find_person_by_id_number(number)
        if person is None:
            raise forms.ValidationError(_("Nobody in the register of families has this number."))
        return person

    def values(self) -> dict[str, Any]:
        """For services.register_gift."""
        said = self.cleaned_data
        facts = GiftFacts(
            kind=said["kind"],
            channel=said["channel"],
            amount_fen=fen(said["amount"]),
            basis=said["basis"],
            description=said["description"].strip(),
            quantity=said["quantity"],
            unit=said["unit"].strip(),
            security_code=said["security_code"].strip(),
            unit_price=said["unit_price"],
            valued_on=said["valued_on"],
            paid_at=midnight(said["paid_on"]),
            received_at=midnight(said["received_on"]),
            bank_reference=said["bank_reference"].strip(),
            wants_receipt=said["wants_receipt"],
            purpose=self.purpose(),
        )
        papers = {name: said.get(name) for name in ("campaign", "pledge", "agreement")}
        return {"facts": facts, "fund": said["fund"], "named_person": said.get("named_id_number"), **papers}


class SaleForm(forms.Form):
    """A sale of securities."""

    helper = PortalFormHelper()
    units = forms.DecimalField(
        label=_("Units sold"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    proceeds = money_field(
        _("Received after fees (yuan)"), help_text=_("What arrived in the bank, after fees and taxes.")
    )
    sold_on = day_field(_("Sold on"))
    paper = text_field(_("Paper of the sale"), 60, help_text=_("Number of the broker's note or of the bank's line."))

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {"proceeds_fen": fen(values.pop("proceeds")), **values}


class PledgeForm(forms.Form):
    helper = PortalFormHelper()
    amount = money_field(_("Promised amount (yuan)"))
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.all(), empty_label="—")
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.all(), required=False, empty_label="—"
    )
    promised_on = day_field(_("Promised on"))
    due_on = day_field(_("To be paid until"), required=False)
    note = text_field(_("Note"), 200, required=False)

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {"amount_fen": fen(values.pop("amount")), **values}


class AgreementForm(forms.Form):
    helper = PortalFormHelper()
    signed_on = day_field(_("Signed on"))
    property = text_field(_("Property, its quantity and quality"), 300, rows=3)
    use = text_field(pgettext_lazy("agreement", "Use"), 300, rows=2)
    delivery = text_field(_("Time and way of delivery"), 200)


class ReasonForm(forms.Form):
    helper = PortalFormHelper()
    reason = text_field(_("Reason"), 200)


class TellForm(forms.Form):
    helper = PortalFormHelper()
    text = text_field(
        _("What the donor is told"),
        2000,
        rows=5,
        help_text=_("What the money did: for what, how much, how many people. No names of those who were helped."),
    )


class ConsentForm(forms.Form):
    """The donor's consent; for a gift to a campaign the council's decision and its filing do as well."""

    helper = PortalFormHelper()
    consented_on = day_field(_("The donor agreed on"), required=False)
    consent_evidence = text_field(_("How the donor agreed"), 200, required=False, help_text=_("Letter, e-mail, call…"))
    council_decision = text_field(_("Decision of the council"), 100, required=False)
    filing_no = text_field(_("Number of the changed filing"), 60, required=False)

    def values(self) -> dict[str, Any]:
        return {"consent": Consent(**self.cleaned_data)}


class DonorSearchForm(forms.Form):
    q = text_field(_("Name, telephone, ID number or credit code"), 100)


class NoForm(forms.Form):
    """A step that asks for nothing but the button."""

    helper = PortalFormHelper()
