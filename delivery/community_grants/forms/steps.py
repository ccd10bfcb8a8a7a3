"""The pages of an application, and what they say together when it is handed in.

Each page is an ordinary form. What was typed is kept as text, valid or not; `read` binds all pages to it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.community_grants.models import Grant
from delivery.community_grants.services.applying import GrantFacts, LineFacts, MilestoneFacts
from donations.forms import day_field, money_field, text_field
from funds.money import fen
from web.forms import PortalFormHelper

LINES, MILESTONES = 8, 6
MOST_PEOPLE = 1_000_000


def count_field(label: Any, least: int = 0) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, min_value=least, max_value=MOST_PEOPLE, widget=widget)


class StepForm(forms.Form):
    """`grant` for pages that show the terms of its round."""

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grant = grant
        self.helper = PortalFormHelper()
        self.lay_out()

    def lay_out(self) -> None:
        """Pages with rows group their fields."""


class ProjectForm(StepForm):
    title = text_field(_("Name of the project"), 80, help_text=_("Short, as it may stand on a notice board."))
    problem = text_field(
        _("Which problem is solved?"), 2000, rows=4, help_text=_("What is it like now, and whom does it trouble?")
    )
    plan = text_field(_("What will be done?"), 2000, rows=5, help_text=_("It is published when the grant is decided."))
    lasting = text_field(_("What stays afterwards, and who looks after it?"), 1000, rows=3)
    people = count_field(_("How many people benefit, about?"), least=1)
    in_charge = text_field(_("Person in charge"), 60)
    starts_on = day_field(_("Begins on"))
    ends_on = day_field(_("Ends on"))

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            "title", "problem", "plan", "lasting", "people", "in_charge", Row(Column("starts_on"), Column("ends_on"))
        )


class ResidentsForm(StepForm):
    met_on = day_field(_("The residents met on"))
    present = count_field(_("Residents who were present"))
    agreed = count_field(_("Residents who agreed"))
    participation = text_field(_("How do residents take part?"), 1500, rows=4)
    accepts_terms = forms.BooleanField(label=_("Nothing on the negative list below is paid from the grant."))


class RowsForm(StepForm):
    """A number of rows, each wholly filled in or left empty. `columns` makes the fields of one row."""

    rows = 0
    legend: Promise | str = ""
    needed: tuple[str, ...] = ()

    def lay_out(self) -> None:
        groups = []
        for number in range(1, self.rows + 1):
            for name, field in self.columns().items():
                field.required = False
                self.fields[f"{name}_{number}"] = field
            groups.append(Fieldset(format_lazy("{} {}", self.legend, number), *self.row_layout(number)))
        self.helper.layout = Layout(*groups)

    def columns(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    def row_layout(self, number: int) -> Sequence[Any]:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, self.rows + 1):
            filled = [name for name in self.columns() if cleaned.get(f"{name}_{number}") not in (None, "", False)]
            for name in self.needed:
                if filled and name not in filled and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", _("Fill in the whole row, or leave all of it empty."))
        if not self.errors and not self.filled_rows():
            raise ValidationError(_("Fill in at least one row."))
        return cleaned

    def filled_rows(self) -> list[dict[str, Any]]:
        rows = [
            {name: self.cleaned_data.get(f"{name}_{number}") for name in self.columns()}
            for number in range(1, self.rows + 1)
        ]
        return [row for row in rows if row[self.needed[0]]]


class BudgetForm(RowsForm):
    rows = LINES
    legend = _("Cost")
    needed = ("label", "cost")

    def columns(self) -> dict[str, forms.Field]:
        return {
            "label": text_field(_("What for"), 80),
            "cost": money_field(_("Costs (yuan)")),
            "own": money_field(_("Of it paid by ourselves (yuan)"), least="0"),
            "quote": text_field(_("Quote of"), 80),
        }

    def row_layout(self, number: int) -> Sequence[Any]:
        return [
            Row(Column(f"label_{number}"), Column(f"quote_{number}")),
            Row(Column(f"cost_{number}"), Column(f"own_{number}")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in range(1, self.rows + 1):
            cost, own = cleaned.get(f"cost_{number}"), cleaned.get(f"own_{number}")
            if cost is not None and own is not None and own > cost:
                self.add_error(f"own_{number}", _("Our own part is more than the whole cost."))
        return cleaned


class MilestonesForm(RowsForm):
    rows = MILESTONES
    legend = pgettext_lazy("milestone", "Milestone")
    needed = ("title", "deliverable", "due")

    def columns(self) -> dict[str, forms.Field]:
        return {
            "title": text_field(_("What is done"), 80),
            "deliverable": text_field(_("What can be seen then"), 200),
            "due": day_field(_("Until")),
            "half": forms.BooleanField(label=_("Before the mid-term check")),
        }

    def row_layout(self, number: int) -> Sequence[Any]:
        return [f"title_{number}", f"deliverable_{number}", Row(Column(f"due_{number}"), Column(f"half_{number}"))]


@dataclass(frozen=True)
class Step:
    """`form` is None for the pages of papers and of handing in."""

    code: str
    title: str | Promise
    form: type[StepForm] | None = None
    lead: str | Promise = ""


STEPS = (
    Step("project", pgettext_lazy("grant step", "Project"), ProjectForm),
    Step(
        "residents",
        pgettext_lazy("grant step", "Residents"),
        ResidentsForm,
        _("A grant is for what residents decided together. The minutes of their meeting are one of the papers."),
    ),
    Step(
        "budget",
        pgettext_lazy("grant step", "Budget"),
        BudgetForm,
        _("One row per cost, with whose quote it is. What you do not pay yourselves is asked from the fund."),
    ),
    Step(
        "milestones",
        pgettext_lazy("grant step", "Milestones"),
        MilestonesForm,
        _("Half of the money comes first; the second part after those milestones that you tick."),
    ),
    Step("papers", pgettext_lazy("grant step", "Papers")),
    Step("review", pgettext_lazy("grant step", "Check and hand in")),
)
STEP_OF = {step.code: step for step in STEPS}
FORMS = tuple(step for step in STEPS if step.form is not None)


def form_of(step: Step, grant: Grant, data: Any = None) -> StepForm:
    """Bound to `data`, else showing what was typed before."""
    assert step.form is not None
    return step.form(data, initial=grant.answers.get(step.code, {}), grant=grant)


def typed(form: StepForm) -> dict[str, Any]:
    """What stands in the fields, valid or not, so that nothing typed is lost. NUL bytes no database takes."""
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if isinstance(value, str):
            value = value.replace("\x00", "")
        if value not in (None, "", [], False):
            values[name] = value
    return values


@dataclass(frozen=True)
class Reading:
    """`facts` is None while a page is not valid; `open_steps` are those pages."""

    forms: Mapping[str, StepForm]
    facts: GrantFacts | None
    open_steps: tuple[str, ...]


def read(grant: Grant) -> Reading:
    """All pages bound to what was typed."""
    bound = {step.code: form_of(step, grant, grant.answers.get(step.code, {})) for step in FORMS}
    wrong = tuple(code for code, form in bound.items() if not form.is_valid())
    return Reading(bound, None if wrong else _facts(bound), wrong)


def _facts(bound: Mapping[str, StepForm]) -> GrantFacts:
    project, residents = dict(bound["project"].cleaned_data), dict(bound["residents"].cleaned_data)
    accepts = residents.pop("accepts_terms")
    budget, milestones = bound["budget"], bound["milestones"]
    assert isinstance(budget, BudgetForm)
    assert isinstance(milestones, MilestonesForm)
    return GrantFacts(
        columns={**project, **residents},
        lines=[
            LineFacts(row["label"], row["quote"] or "", fen(row["cost"]), fen(row["own"] or 0))
            for row in budget.filled_rows()
        ],
        milestones=[
            MilestoneFacts(row["title"], row["deliverable"], _day(row["due"]), bool(row["half"]))
            for row in milestones.filled_rows()
        ],
        accepts_terms=accepts,
    )


def _day(value: Any) -> date:
    assert isinstance(value, date)
    return value
