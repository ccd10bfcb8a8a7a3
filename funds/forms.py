"""The shape of what people ask of the books; its meaning is checked by the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from funds.models import Account, Explanation, Fund
from web.days import validate_plausible_day
from web.forms import PortalFormHelper
from web.tables import MAX_BYTES


def day(label, *, required=False):
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[validate_plausible_day],
    )


class StatementForm(forms.Form):
    """Both days included; left empty, from the beginning and until today."""

    first = day(_("First day"))
    last = day(_("Last day"))

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            raise forms.ValidationError(_("The last day comes before the first."))
        return cleaned


class BalancesForm(StatementForm):
    """Of one fund, or of all."""

    fund = forms.ModelChoiceField(
        Fund.objects.none(), label=_("Fund"), to_field_name="code", required=False, empty_label=_("All funds")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = Fund.objects.visible_to(user)


class MonthForm(forms.Form):
    month = forms.RegexField(
        "^20[0-9]{2}-(0[1-9]|1[0-2])$",
        label=_("Month"),
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2023-09"}),
        error_messages={"invalid": _("Write the month as 2023-09.")},
    )


def money_accounts():
    """Present names, one per code."""
    return {one.code: str(one) for one in Account.objects.filter(is_money=True).order_by("valid_from")}.items()


class BankStatementForm(forms.Form):
    helper = PortalFormHelper()
    account_code = forms.ChoiceField(label=_("Ledger account"), choices=money_accounts, initial="1002")
    file = forms.FileField(
        label=_("Statement of the bank"),
        help_text=_("The workbook or CSV file (UTF-8 or GBK) as the bank gives it out, with its line of titles."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Is it the right one?"))
        return file


class MatchForm(forms.Form):
    """Which lines of the books. The page draws the boxes itself, as a table."""

    lines = forms.TypedMultipleChoiceField(
        label=_("Vouchers"), coerce=int, error_messages={"required": _("Choose at least one voucher.")}
    )

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [(line.pk, str(line.pk)) for line in candidates]


class ExplainForm(forms.Form):
    helper = PortalFormHelper()
    explanation = forms.ChoiceField(
        label=_("Why it is not in the books"), choices=Explanation, widget=forms.RadioSelect
    )


class ReconciliationForm(forms.Form):
    account_code = forms.ChoiceField(label=_("Ledger account"), choices=money_accounts, required=False)
    on = day(_("On the evening of"))
