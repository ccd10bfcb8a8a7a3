"""New rows of the chart and of the rules, in the back office. What the services would refuse is said in the form."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from funds.chart import UnknownAccount
from funds.chart_services import ChartRefused, add_account, set_books_policy
from funds.models import Account, BooksPolicy
from funds.money import fen
from web.days import validate_plausible_day
from web.money_field import YuanField

TRIAL = datetime(2000, 1, 1, tzinfo=UTC)  # of an event that is taken back at once


class _NewRow(forms.ModelForm):
    """`make` calls the service; checking the form tries it out, and takes it back."""

    def make(self, *, by: Any, at: datetime) -> Account | BooksPolicy:
        raise NotImplementedError

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            try:
                with transaction.atomic():
                    self.make(by=None, at=TRIAL)
                    transaction.set_rollback(True)
            except (ChartRefused, UnknownAccount) as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return cleaned

    def validate_unique(self) -> None:
        """The service says it in better words."""


class AccountForm(_NewRow):
    valid_from = forms.DateField(label=_("valid from"), validators=[validate_plausible_day])
    code = forms.RegexField("^[1-9][0-9]{3,9}$", label=_("code"), error_messages={"invalid": _("Four to ten digits.")})

    class Meta:
        model = Account
        fields = ("code", "name_zh", "name_en", "kind", "is_money", "valid_from")

    def make(self, *, by: Any, at: datetime) -> Account | BooksPolicy:
        return add_account(**self.cleaned_data, by=by, at=at)


class BooksPolicyForm(_NewRow):
    valid_from = forms.DateField(label=_("valid from"), validators=[validate_plausible_day])
    cash_limit_yuan = YuanField(label=_("cash limit (yuan)"), required=False, min_value=0)

    class Meta:
        model = BooksPolicy
        fields = ("valid_from", "books_services", "interest_account", "carries_forward", "match_days", "source")

    def make(self, *, by: Any, at: datetime) -> Account | BooksPolicy:
        values = dict(self.cleaned_data)
        limit = values.pop("cash_limit_yuan")
        return set_books_policy(**values, cash_limit_fen=None if limit is None else fen(limit), by=by, at=at)
