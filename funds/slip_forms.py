"""Which fields each kind of entry asks for; the meaning is checked by the service."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from funds.forms import day, money_accounts
from funds.memos import campaign_choices, scheme_choices
from funds.models import CostKind, Fund, Line, SlipKind, TransferBasis, Voucher
from funds.money import fen, yuan
from funds.slips import SETTLED_KIND, SOURCE, SlipFacts
from web.forms import PortalFormHelper
from web.money_field import YuanField

NOTHING = [("", "—")]
PAID_TO, MONEY = ("party", "is_organisation", "paper"), ("account", "bank_reference")
PURPOSE = ("scheme", "project", "campaign")
FIELDS: Mapping[str, tuple[str, ...]] = {
    SlipKind.COST: ("fund", "cost", "amount", "booked_on", *MONEY, *PAID_TO, *PURPOSE),
    SlipKind.BILL: ("fund", "amount", "booked_on", *PAID_TO, *PURPOSE),
    SlipKind.BILL_PAID: ("settles", "amount", "booked_on", *MONEY),
    SlipKind.INTEREST: ("fund", "amount", "booked_on", *MONEY),
    SlipKind.MOVE: ("fund", "amount", "booked_on", "from_account", *MONEY),
    SlipKind.TRANSFER: ("fund", "fund_to", "amount", "booked_on", "basis", "paper"),
    SlipKind.GOODS: ("fund", "amount", "booked_on", *PURPOSE, "paper"),
    SlipKind.PASS_ON: ("settles", "amount", "booked_on", "bank_reference", *PAID_TO),
    SlipKind.REVERSE: ("settles", "booked_on", "paper"),
}
OPTIONAL = frozenset({"bank_reference", *PURPOSE, "basis", "is_organisation"})


def _text(label: Any, longest: int, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, widget=widget, help_text=help_text)


class SlipForm(forms.Form):
    """Of one kind: fields that it does not ask for are taken away."""

    helper = PortalFormHelper()
    settles = forms.ModelChoiceField(label=_("Voucher"), queryset=Voucher.objects.none(), empty_label="—")
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.none(), empty_label="—")
    fund_to = forms.ModelChoiceField(label=_("To the fund"), queryset=Fund.objects.none(), empty_label="—")
    cost = forms.ChoiceField(label=_("Kind of cost"), choices=[*NOTHING, *CostKind.choices])
    amount = YuanField(label=_("Amount (yuan)"), min_value=Decimal("0.01"))
    booked_on = day(_("Date"), required=True)
    from_account = forms.ChoiceField(label=_("From the account"), choices=money_accounts)
    account = forms.ChoiceField(label=_("Money account"), choices=money_accounts, initial="1002")
    bank_reference = _text(
        _("Bank reference"), 60, _("The number that stands beside it on the statement: then it is matched by itself.")
    )
    basis = forms.ChoiceField(
        label=_("Ground"), choices=[*NOTHING, *TransferBasis.choices],
        help_text=_("Needed for money out of a restricted fund."),
    )  # fmt: skip
    party = _text(_("Paid to"), 100)
    is_organisation = forms.BooleanField(
        label=_("This is a company or another organisation, and the public reads its name in the list of spending")
    )
    paper = _text(_("Invoice or other paper"), 100)
    scheme = forms.ChoiceField(label=_("Kind of aid"))
    project = _text(_("Project"), 60)
    campaign = forms.ChoiceField(
        label=_("Campaign"), help_text=_("The cost of a campaign is what was booked as fundraising for it.")
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields = {name: self.fields[name] for name in FIELDS[kind]}
        named: dict[str, Any] = dict(self.fields)
        for name, field in named.items():
            field.required = name not in OPTIONAL
        for name in named.keys() & {"fund", "fund_to"}:
            named[name].queryset = Fund.objects.order_by("code")
            named[name].label_from_instance = lambda fund: fund.name
        if "scheme" in named:
            named["scheme"].choices = [*NOTHING, *scheme_choices()]
            named["campaign"].choices = [*NOTHING, *campaign_choices()]
        if "settles" in named:
            named["settles"].queryset = _to_settle(kind)
            named["settles"].label_from_instance = _said_of

    def facts(self) -> SlipFacts:
        said = dict(self.cleaned_data)
        amount = said.pop("amount", None)
        return SlipFacts(kind=self.kind, amount_fen=fen(amount) if amount else 0, **said)


class RefuseForm(forms.Form):
    helper = PortalFormHelper()
    reason = _text(_("Reason"), 200)


class NoForm(forms.Form):
    helper = PortalFormHelper()


def _to_settle(kind: str) -> Any:
    """Posted, not reversed, and with something left (`left_fen`), the oldest first; to be reversed the latest first."""
    above = Q(lines__amount_fen__gt=0)
    found = Voucher.objects.filter(posted_at__isnull=False, reversed_by__isnull=True)
    if kind == SlipKind.REVERSE:
        ours = found.filter(source__startswith=SOURCE, settled_by__isnull=True).order_by("-pk")
        return ours.annotate(left_fen=Sum("lines__amount_fen", filter=above))
    paid = (
        Line.objects.filter(voucher__settles=OuterRef("pk"), voucher__reversed_by__isnull=True, amount_fen__gt=0)
        .order_by()
        .values("voucher__settles")
        .annotate(total=Sum("amount_fen"))
    )
    left = Sum("lines__amount_fen", filter=above) - Coalesce(Subquery(paid.values("total")), Value(0))
    return found.filter(kind=SETTLED_KIND[kind]).annotate(left_fen=left).filter(left_fen__gt=0).order_by("pk")


def _said_of(voucher: Any) -> str:
    return f"{voucher.reference} · {voucher.get_kind_display()} · {yuan(voucher.left_fen)}"
