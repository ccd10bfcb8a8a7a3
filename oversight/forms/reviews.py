"""The draw of a round, and the judgement of one case."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oversight.forms.complaints import PlainForm
from oversight.models import BlindReview
from oversight.models.reviews import outcome_choices
from programs.eligibility import RuleResult
from web.days import validate_plausible_day
from web.money_field import YuanField

MOST_DRAWN = 200
RULE = "rule_"


class DrawForm(PlainForm):
    decided_from = forms.DateField(
        label=_("Decided from"),
        validators=[validate_plausible_day],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    decided_to = forms.DateField(
        label=_("Decided to"),
        validators=[validate_plausible_day],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    approved = forms.IntegerField(label=_("Approved cases to draw"), min_value=0, max_value=MOST_DRAWN, initial=10)
    refused = forms.IntegerField(
        label=_("Refused cases to draw"),
        help_text=_("Refused ones matter as much: nobody else looks at them again."),
        min_value=0,
        max_value=MOST_DRAWN,
        initial=10,
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_("Any number, for instance thrown with dice before witnesses. The same seed draws the same cases."),
        min_value=0,
        max_value=2**31,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("decided_from"), values.get("decided_to")
        if first and last and last < first:
            self.add_error("decided_to", _("The period ends before it begins."))
        if values.get("approved") == 0 and values.get("refused") == 0:
            self.add_error("refused", _("Draw at least one case."))
        return values


class JudgementForm(PlainForm):
    """One question per rule of the case, then the verdict. The recorded results are not in it."""

    def __init__(self, *args: Any, results: Iterable[RuleResult], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for result in results:
            self.fields[f"{RULE}{result.rule.code}"] = forms.ChoiceField(
                label=result.sentence,
                choices=outcome_choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please judge this criterion.")},
            )
        self.fields["verdict"] = forms.ChoiceField(
            label=_("Your decision"), choices=BlindReview.Verdict.choices, widget=forms.RadioSelect
        )
        self.fields["amount"] = YuanField(
            label=_("Amount in yuan, if you would grant the aid"), required=False, min_value=Decimal("0.01")
        )
        self.fields["text"] = forms.CharField(
            label=_("Reasons"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
        )

    def criteria(self) -> dict[str, str]:
        return {n.removeprefix(RULE): v for n, v in self.cleaned_data.items() if n.startswith(RULE)}
