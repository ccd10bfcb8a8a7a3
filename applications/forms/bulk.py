"""Which step for all cases of a filter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.bulk import ACTIONS, paper_choices
from applications.forms.actions import words
from web.forms import PortalFormHelper


class BulkForm(forms.Form):
    action = forms.ChoiceField(
        label=_("What should happen to these cases?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    papers = forms.MultipleChoiceField(
        label=_("Papers that are missing"),
        help_text=_("Only for “Return for documents”; each family gets the same list."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    text = words(
        _("Opinion"),
        required=False,
        help_text=_(
            "Only for “Agree and post publicly”, the same for all. Each case gets the amount that its terms give."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [(action.code, action.label) for action in ACTIONS.values()]
        self.fields["papers"].choices = paper_choices()
        self.order_fields(("action", "text", "papers"))
        self.helper = PortalFormHelper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        action = ACTIONS.get(cleaned.get("action", ""))
        if action and action.needs_papers and not cleaned.get("papers") and "papers" not in self.errors:
            self.add_error("papers", _("Choose at least one paper."))
        if action and action.needs_words and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Please write a sentence."))
        return cleaned
