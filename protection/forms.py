"""The question before a reveal: what, why, and in which case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from protection.fields import SealedModel
from protection.purposes import choices_for_people
from protection.registry import Revealable


class RevealForm(forms.Form):
    fields_asked = forms.MultipleChoiceField(label=_("What to show"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=choices_for_people)
    reason = forms.CharField(
        label=_("Reason"),
        min_length=4,
        max_length=200,
        help_text=_("For example the reference of the application. The person can see that you looked."),
    )

    def __init__(self, *args, entry: Revealable, filled: tuple[str, ...] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.fields["fields_asked"].choices = [
            (name, entry.label_of(name)) for name in entry.fields if name in (filled or entry.fields)
        ]


def auto_id(obj: SealedModel) -> str:
    """Ids that stay unique when a page asks for several objects."""
    return f"reveal-{obj.seal_id.hex}-%s"
