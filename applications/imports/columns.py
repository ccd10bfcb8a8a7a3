"""The columns of a program's list: the questions of its pages, asked in the same forms that people fill in."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications.forms.pages import form_class_of
from applications.steps import CONSENTS, PERSON, Page, pages_of
from beneficiaries.consents import PURPOSES
from beneficiaries.imports import place_names
from imports.cells import (
    BankCell,
    Cell,
    ChoiceCell,
    CodeCell,
    DayCell,
    IdNumberCell,
    LinesCell,
    MoneyCell,
    PhoneCell,
    PlaceCell,
    WholeCell,
    YesNoCell,
)
from imports.kinds import Column
from imports.known_columns import ALIASES, EXAMPLES
from programs.questions import NumbersField, YesNoField
from programs.scheme import Scheme
from protection.validators import validate_bank_account, validate_phone, validate_resident_id

CHINESE = "zh-hans"
BY_VALIDATOR: dict[Any, Any] = {
    validate_resident_id: IdNumberCell,
    validate_bank_account: BankCell,
    validate_phone: PhoneCell,
}
BY_FIELD: tuple[tuple[type[forms.Field], type[Cell]], ...] = (
    (YesNoField, YesNoCell),
    (NumbersField, LinesCell),
    (forms.DecimalField, MoneyCell),
    (forms.DateField, DayCell),
    (forms.IntegerField, WholeCell),
)


class Place(str):
    """The code of a community, read by PersonForm as the community itself."""

    @property
    def code(self) -> str:
        return str(self)


class KnownPlaceField(forms.Field):
    """The code was looked up before, so that five thousand lines ask the database nothing."""

    def to_python(self, value: Any) -> Any:
        return Place(value) if value else None


def pages_with_forms(scheme: Scheme, on: date | None) -> list[tuple[Page, forms.Form]]:
    """A form per page with questions but the consents, to be filled in again for each line (see `fill`)."""
    found = []
    for page in pages_of(scheme):
        if page.has_questions and page.code != CONSENTS:
            form = form_class_of(page, scheme)(on=on) if page.code == PERSON else form_class_of(page, scheme)()
            if page.code == PERSON:
                form.fields["area"] = KnownPlaceField(error_messages={"required": _("Please choose the community.")})
            found.append((page, form))
    return found


def fill(form: forms.Form, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Cleans other data with the same form; building a form for each of five thousand lines takes ten times as long."""
    form.data, form.is_bound, form._errors = dict(data), True, None  # type: ignore[attr-defined,assignment]
    return form.cleaned_data if form.is_valid() else None


def columns_of(scheme: Scheme) -> list[Column]:
    columns = [
        _column(name, field) for _page, form in pages_with_forms(scheme, None) for name, field in form.fields.items()
    ]
    return [*columns, *_consents(scheme)]


def _column(name: str, field: forms.Field) -> Column:
    return Column(
        code=name,
        heading=_heading(field.label or name),
        label=field.label or name,
        cell=_cell(name, field),
        required=field.required,
        example=EXAMPLES.get(name, ""),
        aliases=ALIASES.get(name, ()),
    )


def _heading(label: Any) -> str:
    """A question without its mark, in Chinese whoever downloads the template."""
    with translation.override(CHINESE):
        return str(label).rstrip("？?")


def _cell(name: str, field: forms.Field) -> Cell:
    if name == "area":
        return PlaceCell(places=place_names())
    for validator, cell in BY_VALIDATOR.items():
        if validator in field.validators:
            return cell()
    for kind, cell in BY_FIELD:
        if isinstance(field, kind):
            return cell()
    if isinstance(field, forms.ChoiceField):
        return ChoiceCell(options=[(str(code), label) for code, label in field.choices if code != ""])
    most = getattr(field, "max_length", None)
    return (CodeCell if name.endswith(("_uscc", "_employer")) else Cell)(max_length=most or 2_000)


def _consents(scheme: Scheme) -> Iterator[Column]:
    for need in scheme.consents:
        purpose = PURPOSES[need.purpose]
        with translation.override(CHINESE):
            heading = f"同意：{purpose.label}"
        required = need.required and need.when is None
        yield Column(need.purpose, heading, purpose.label, YesNoCell(), required=required, example="是")
