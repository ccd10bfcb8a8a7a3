"""A round: its window, its limits, its criteria and its negative list."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.community_grants.forms.acts import ActForm
from delivery.community_grants.models import GrantRound
from donations.forms import day_field, money_field, text_field
from funds.models import Fund
from funds.money import fen, yuan

CRITERIA, USES = 6, 10
MONEY = ("budget", "least", "most")
PLAIN = ("code", "title_zh", "title_en", "about", "fund", "opens_on", "closes_on", "source")
NUMBERS = ("most_months", "least_agreed", "scorers", "pass_score", "acceptors", "share_1", "share_2", "share_3")


def number_field(label: Any, least: int, most: int) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget)


class RoundForm(ActForm):
    code = forms.SlugField(
        label=pgettext_lazy("grant round", "Code"),
        max_length=40,
        help_text=_("For the address, for instance 2026-spring."),
    )
    title_zh = text_field(_("Title (Chinese)"), 100)
    title_en = text_field(_("Title (English)"), 100)
    about = text_field(_("What the round is for"), 2000, rows=4)
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.none())
    budget = money_field(_("Money of the round (yuan)"))
    opens_on = day_field(_("Opens on"))
    closes_on = day_field(_("Closes on"))
    least = money_field(_("Least amount of a grant (yuan)"))
    most = money_field(_("Largest amount of a grant (yuan)"))
    most_months = number_field(_("Longest duration (months)"), 1, 60)
    least_agreed = number_field(_("Residents who must agree (percent)"), 1, 100)
    scorers = number_field(_("Number of scorers"), 3, 9)
    pass_score = number_field(_("Points needed"), 1, 100)
    acceptors = number_field(_("People who accept a project, at least"), 3, 5)
    share_1 = number_field(_("First part (percent)"), 1, 98)
    share_2 = number_field(_("Second part (percent)"), 1, 98)
    share_3 = number_field(_("Last part (percent)"), 1, 98)
    source = text_field(_("Source of the terms"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["fund"]
        field.queryset = Fund.objects.order_by("code")
        for number in range(1, CRITERIA + 1):
            self.fields[f"criterion_zh_{number}"] = text_field(_("Criterion (Chinese)"), 60, required=False)
            self.fields[f"criterion_en_{number}"] = text_field(_("Criterion (English)"), 60, required=False)
            self.fields[f"question_{number}"] = text_field(_("What to look at"), 200, required=False)
            weight = number_field(_("Most points"), 1, 100)
            weight.required = False
            self.fields[f"weight_{number}"] = weight
        for number in range(1, USES + 1):
            self.fields[f"use_zh_{number}"] = text_field(_("Not allowed (Chinese)"), 120, required=False)
            self.fields[f"use_en_{number}"] = text_field(_("Not allowed (English)"), 120, required=False)
        self.helper.layout = _layout()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        _whole_rows(self, said)
        if all(said.get(f"share_{n}") for n in (1, 2, 3)) and sum(said[f"share_{n}"] for n in (1, 2, 3)) != 100:
            self.add_error("share_3", _("The three parts must be a hundred percent together."))
        if said.get("opens_on") and said.get("closes_on") and said["closes_on"] < said["opens_on"]:
            self.add_error("closes_on", _("The round closes before it opens."))
        if said.get("least") and said.get("most") and said["most"] < said["least"]:
            self.add_error("most", _("The largest amount is below the least."))
        return said

    def values(self) -> dict[str, Any]:
        """`values`, `criteria` and `forbidden` as services.rounds takes them."""
        said = self.cleaned_data
        columns = {name: said[name] for name in (*PLAIN, *NUMBERS)}
        columns |= {f"{name}_fen": fen(said[name]) for name in MONEY}
        criteria = [
            (said[f"criterion_zh_{n}"], said[f"criterion_en_{n}"], said[f"question_{n}"], said[f"weight_{n}"])
            for n in range(1, CRITERIA + 1)
            if said[f"criterion_zh_{n}"]
        ]
        uses = [(said[f"use_zh_{n}"], said[f"use_en_{n}"]) for n in range(1, USES + 1) if said[f"use_zh_{n}"]]
        return {"values": columns, "criteria": criteria, "forbidden": uses}


def initial_of(one: GrantRound, *, as_new: bool) -> dict[str, Any]:
    """The fields of a round; `as_new`: of a further round with the same terms, without code and window."""
    found: dict[str, Any] = {name: getattr(one, name) for name in (*PLAIN, *NUMBERS)}
    found |= {name: yuan(getattr(one, f"{name}_fen")) for name in MONEY}
    for n, row in enumerate(one.criteria.all()[:CRITERIA], start=1):
        found |= {f"criterion_zh_{n}": row.label_zh, f"criterion_en_{n}": row.label_en}
        found |= {f"question_{n}": row.question, f"weight_{n}": row.weight}
    for n, use in enumerate(one.forbidden_uses.all()[:USES], start=1):
        found |= {f"use_zh_{n}": use.text_zh, f"use_en_{n}": use.text_en}
    if as_new:
        for name in ("code", "opens_on", "closes_on"):
            found.pop(name)
    return found


def _whole_rows(form: RoundForm, said: dict[str, Any]) -> None:
    for n in range(1, CRITERIA + 1):
        row = [said.get(f"criterion_zh_{n}"), said.get(f"criterion_en_{n}"), said.get(f"weight_{n}")]
        if any(row) and not all(row):
            form.add_error(f"criterion_zh_{n}", _("Fill in the whole row, or leave all of it empty."))
    for n in range(1, USES + 1):
        if bool(said.get(f"use_zh_{n}")) != bool(said.get(f"use_en_{n}")):
            form.add_error(f"use_zh_{n}", _("Fill in the whole row, or leave all of it empty."))


def _layout() -> Layout:
    criteria = [
        Row(Column(f"criterion_zh_{n}"), Column(f"criterion_en_{n}"), Column(f"question_{n}"), Column(f"weight_{n}"))
        for n in range(1, CRITERIA + 1)
    ]
    uses = [Row(Column(f"use_zh_{n}"), Column(f"use_en_{n}")) for n in range(1, USES + 1)]
    return Layout(
        Row(Column("title_zh"), Column("title_en")),
        Row(Column("code"), Column("fund"), Column("budget")),
        "about",
        Row(Column("opens_on"), Column("closes_on")),
        Fieldset(_("Limits"), Row(Column("least"), Column("most"), Column("most_months"), Column("least_agreed"))),
        Fieldset(_("Judging"), Row(Column("scorers"), Column("pass_score"), Column("acceptors"))),
        Fieldset(_("Parts of the money"), Row(Column("share_1"), Column("share_2"), Column("share_3"))),
        "source",
        Fieldset(_("Criteria, a hundred points together"), *criteria),
        Fieldset(_("Negative list"), *uses),
    )
