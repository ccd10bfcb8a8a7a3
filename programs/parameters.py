"""The terms of a program as a typed form: amounts, thresholds, tiers, windows. Each default names its source.

A parameter is stored as JSON text (money "1000.00", tiers [["30000.00", "3000.00"], …]) and read back as Decimal,
tuple or str through the same form, so that stored terms can never hold what the form would refuse.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.rules import Source, plain
from web.money_field import YuanField

TIER_ROWS = 6


class BadParameters(ValueError):
    """Stored or posted parameters that the scheme's form refuses; `errors` is the form's error dictionary."""

    def __init__(self, errors: Mapping[str, Any]) -> None:
        super().__init__(str(dict(errors)))
        self.errors = errors


@dataclass(frozen=True, order=True)
class Tier:
    """From this number of yuan on (included) the grant is `amount` yuan."""

    start: Decimal
    amount: Decimal


class TiersWidget(forms.MultiWidget):
    template_name = "programs/tiers_widget.html"

    def __init__(self) -> None:
        number = {"inputmode": "decimal"}
        labels = [
            label
            for row in range(1, TIER_ROWS + 1)
            for label in (_("Tier %d: from (yuan)"), _("Tier %d: grant (yuan)"))
        ]
        widgets = []
        for index, label in enumerate(labels):
            widgets.append(forms.TextInput({**number, "aria-label": _numbered(label, index // 2 + 1)}))
        super().__init__(widgets)

    def decompress(self, value: Any) -> list[Any]:
        flat = [number for tier in value or () for number in _pair(tier)]
        return flat + [None] * (TIER_ROWS * 2 - len(flat))


class TiersField(forms.MultiValueField):
    """Up to six rows of two numbers; cleaned to a tuple of Tier, lowest first. Empty rows are skipped."""

    widget = TiersWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.DecimalField(min_value=0, max_digits=12, decimal_places=2) for _i in range(TIER_ROWS * 2)]
        super().__init__(fields=parts, require_all_fields=False, **kwargs)
        for part in parts:
            part.required = False

    def prepare_value(self, value: Any) -> Any:
        """Tiers as the flat row of numbers that the widget shows; what was posted stays as it was typed."""
        is_tiers = isinstance(value, list | tuple) and value and isinstance(value[0], Tier | list | tuple)
        return self.widget.decompress(value) if is_tiers else value

    def compress(self, numbers: list[Decimal | None]) -> tuple[Tier, ...]:
        rows = [row for row in zip(numbers[::2], numbers[1::2], strict=True) if row != (None, None)]
        if any(None in row for row in rows):
            raise ValidationError(_("Fill in both numbers of a tier, or neither."), code="half")
        tiers = tuple(Tier(start, amount) for start, amount in rows if start is not None and amount is not None)
        if any(a.start >= b.start or a.amount > b.amount for a, b in pairwise(tiers)):
            raise ValidationError(_("Each tier must start higher than the one before and grant no less."), code="order")
        return tiers


class DayOfYearField(forms.CharField):
    """A day that comes back every year, as MM-DD."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text):
            raise ValidationError(_("Write the day as MM-DD, for example 09-01."), code="invalid")
        return text


def _sourced(field: Any, source: Source) -> Any:
    field.source = source
    return field


def collective_review(default: str) -> YuanField:
    """Above this grant the committee decides; a scheme may begin with another sum."""
    return _sourced(
        YuanField(
            label=_("Decided collectively above (yuan)"),
            help_text=_("A grant above this amount goes to the committee."),
            min_value=0,
            initial=Decimal(default),
        ),
        Source(_("Default of the portal, to be confirmed by the federation"), "D"),
    )


def board_photos() -> forms.BooleanField:
    """Whether a posting counts only with photographs of the board from its start and its end."""
    return _sourced(
        forms.BooleanField(
            label=_("A notice counts only with photographs of the board"),
            help_text=_("One when it is put up, one on its last day; without them the case waits."),
            required=False,
            initial=False,
        ),
        Source(_("Default of the portal, to be confirmed by the federation"), "D"),
    )


class LinesField(forms.CharField):
    """A list, one entry per line; cleaned to a list without blank lines, each entry once."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str]:
        entries = value if isinstance(value, list | tuple) else str(value or "").splitlines()
        return list(dict.fromkeys(str(entry).strip() for entry in entries if str(entry).strip()))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def run_validators(self, value: list[str]) -> None:
        """The length limit of a text does not fit a list."""


class ParametersForm(forms.Form):
    """Base of the parameter forms. `collective_review_above` is common: larger grants are decided by the committee."""

    collective_review_above = collective_review("10000.00")
    board_photos_needed = board_photos()

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """The defaults as Python values, ready for a Case."""
        return {name: field.initial for name, field in cls.base_fields.items()}

    @classmethod
    def sources(cls) -> dict[str, Source]:
        return {name: field.source for name, field in cls.base_fields.items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Stored parameters as Python values. Raises BadParameters."""
        form = cls(data=cls.as_data(stored))
        if not form.is_valid():
            raise BadParameters(form.errors)
        return form.cleaned_data

    @classmethod
    def as_data(cls, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Stored or Python values in the shape of posted form data."""
        data: dict[str, Any] = {}
        for name, field in cls.base_fields.items():
            value = stored.get(name)
            if isinstance(field, TiersField):
                data.update({f"{name}_{i}": part for i, part in enumerate(field.widget.decompress(value))})
            else:
                data[name] = value
        return data


def as_json(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned parameters as they are stored."""
    return {name: _json(value) for name, value in parameters.items()}


def money(label: str | Promise, default: str, source: Source, **options: Any) -> YuanField:
    """A sum in yuan."""
    return _sourced(
        YuanField(label=label, initial=Decimal(default), min_value=0, **options),
        source,
    )


def whole(label: str | Promise, default: int, source: Source, **options: Any) -> forms.IntegerField:
    return _sourced(forms.IntegerField(label=label, initial=default, min_value=0, **options), source)


def ratio(label: str | Promise, default: str, source: Source, **options: Any) -> forms.DecimalField:
    return _sourced(
        forms.DecimalField(
            label=label, initial=Decimal(default), min_value=0, max_digits=5, decimal_places=2, **options
        ),
        source,
    )


def day_of_year(label: str | Promise, default: str, source: Source) -> DayOfYearField:
    return _sourced(DayOfYearField(label=label, initial=default, max_length=5), source)


def tiers(label: str | Promise, default: tuple[tuple[str, str], ...], source: Source, **options: Any) -> TiersField:
    initial = tuple(Tier(Decimal(start), Decimal(amount)) for start, amount in default)
    return _sourced(TiersField(label=label, initial=initial, **options), source)


def codes(label: str | Promise, choices: Any, default: tuple[str, ...], source: Source) -> forms.MultipleChoiceField:
    field = forms.MultipleChoiceField(
        label=label, choices=choices, initial=default, widget=forms.CheckboxSelectMultiple
    )
    return _sourced(field, source)


def _pair(tier: Any) -> tuple[Any, Any]:
    return (tier.start, tier.amount) if isinstance(tier, Tier) else tuple(tier)


def lines(label: str | Promise, default: tuple[str, ...], source: Source, **options: Any) -> LinesField:
    """A list of codes or names that the federation keeps, one per line."""
    return _sourced(LinesField(label=label, initial=default, **options), source)


def _numbered(label: Promise, number: int) -> str:
    return str(label) % number


def _json(value: Any) -> Any:
    if isinstance(value, Tier):
        return [str(value.start), str(value.amount)]
    if isinstance(value, tuple | list):
        return [_json(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class ParameterLine:
    """One parameter of two versions side by side, as readers see it; `old` is "" where there was none."""

    name: str
    label: str | Promise
    source: Source
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new


def side_by_side(
    form: type[ParametersForm], old: Mapping[str, Any] | None, new: Mapping[str, Any]
) -> list[ParameterLine]:
    """Every parameter of the form; values are Python values (`from_json`)."""
    return [
        ParameterLine(name, field.label, field.source, _readable(field, old, name), _readable(field, new, name))
        for name, field in form.base_fields.items()
    ]


def _readable(field: forms.Field, values: Mapping[str, Any] | None, name: str) -> str:
    if not values or name not in values:
        return ""
    value = values[name]
    if isinstance(field, TiersField):
        return "; ".join(f"{plain(tier.start)} → {plain(tier.amount)}" for tier in value)
    if isinstance(field, forms.MultipleChoiceField):
        labels = dict(field.choices)
        return "、".join(str(labels.get(code, code)) for code in value)
    return plain(value)
