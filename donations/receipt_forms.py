"""Entering an official receipt, voiding it, and opening a gift with number and code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from donations.forms import day_field, money_field, text_field
from donations.models.receipts import TITLE
from donations.services import OfficialFacts, ReceiptLine
from funds.money import fen
from protection import validators
from web.forms import PortalFormHelper


class OfficialReceiptForm(forms.Form):
    """The fields of 财综〔2024〕1号 art. 6; one line, as receipts for donations have."""

    helper = PortalFormHelper()
    title = text_field(_("Name of the receipt"), 60)
    seal_mark = text_field(_("Supervision seal"), 60, required=False, help_text=_("The words of the seal, as printed."))
    code = text_field(_("Receipt code"), 20)
    number = text_field(_("Receipt number"), 20)
    check_code = text_field(_("Check code"), 20)
    issued_on = day_field(_("Issued on"))
    qr_text = text_field(
        _("Content of the QR code"), 500, required=False, help_text=_("What a phone reads from the printed code.")
    )
    payer = text_field(_("Payer"), 100)
    payer_code = forms.CharField(
        label=_("Credit code of the payer"),
        required=False,
        max_length=30,
        validators=[validators.validate_credit_code],
        help_text=_("Of an organisation."),
    )
    project_code = text_field(_("Project code"), 40, required=False)
    project = text_field(_("Project on the receipt"), 60)
    unit = text_field(_("Unit"), 20, required=False)
    quantity = text_field(_("Quantity"), 20, required=False)
    standard = text_field(_("Standard"), 40, required=False)
    amount = money_field(_("Amount (yuan)"))
    remark = text_field(_("Remark"), 200, required=False)
    other = text_field(_("Other information"), 200, required=False)
    issuer = text_field(_("Issuing organisation"), 100)
    checker = text_field(_("Checked by"), 60, required=False)
    payee = text_field(_("Received by"), 60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = TITLE

    def facts(self) -> OfficialFacts:
        said = {name: value.strip() if isinstance(value, str) else value for name, value in self.cleaned_data.items()}
        parts = {name: said.pop(name) for name in ("project_code", "project", "unit", "quantity", "standard")}
        line = ReceiptLine(**parts, amount_fen=fen(said.pop("amount")))
        if said["payer_code"]:
            said["payer_code"] = validators.normalise_credit_code(said["payer_code"])
        return OfficialFacts(lines=(line,), **said)


class OpenForm(forms.Form):
    helper = PortalFormHelper()
    number = forms.CharField(
        label=_("Number of the acknowledgement"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=_("Code of the acknowledgement"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
