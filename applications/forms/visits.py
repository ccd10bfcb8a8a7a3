"""The survey form of a home visit, also as a phone sends it that was without a network."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.facts import scheme_of
from applications.forms.actions import ActionForm, words
from applications.models import HomeVisit, VisitAttachment
from applications.services.visits import MOST_ATTACHMENTS, Survey
from web.days import validate_plausible_day

ANSWERS = (("yes", _("Yes")), ("no", _("No")), ("unseen", _("Not seen")))
CHECK = "check_"


class KeysField(forms.CharField):
    """Keys of photographs, separated by blanks."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=37 * MOST_ATTACHMENTS * 3, widget=forms.HiddenInput)

    def clean(self, value: Any) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(part) for part in super().clean(value).split()]
        except ValueError as problem:
            raise forms.ValidationError(_("The list of photographs is damaged. Open the form again.")) from problem


class VisitForm(ActionForm):
    """One question per check of the scheme, then what was found, heard next door, and who signed.

    `attachments` are the keys of the photographs and signatures that were sent before, `seen_revision` the state of
    the form when it was opened, `removed` what was taken out again after it may have been sent.
    """

    note = None
    visited_at = forms.DateTimeField(
        validators=[validate_plausible_day],
        label=_("Visited at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    findings = words(_("What you found"), help_text=_("Living conditions, work, health, debts."))
    neighbour = forms.CharField(
        label=_("Neighbour asked"),
        help_text=_("For instance: the family next door. Leave it empty if nobody was there."),
        required=False,
        max_length=60,
    )
    neighbour_words = words(_("What the neighbour said"), required=False)
    photos_agreed = forms.BooleanField(label=_("The family agreed to the photographs"), required=False)
    member_signed = forms.BooleanField(label=_("A household member signed the form"), required=False)
    refusal_note = forms.CharField(label=_("If nobody signed: why"), required=False, max_length=200)
    seen_revision = forms.IntegerField(
        required=False, min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput, localize=False
    )
    attachments = KeysField()
    removed = KeysField()

    def __init__(self, *args: Any, visit: HomeVisit, **kwargs: Any) -> None:
        self.visit = visit
        first = {name: getattr(visit, name) for name in FIRST} | {"seen_revision": visit.revision}
        super().__init__(*args, initial=first, **kwargs)

    def adapt(self) -> None:
        checks = {
            f"{CHECK}{check.code}": forms.ChoiceField(
                label=check.sentence,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                required=False,
                initial=self.visit.checklist.get(check.code),
            )
            for check in scheme_of(self.application).visit_checklist
        }
        self.fields = {"visited_at": self.fields.pop("visited_at"), **checks, **self.fields}

    def checks(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(CHECK)]

    @property
    def survey(self) -> Survey:
        data = dict(self.cleaned_data)
        checklist = {name.removeprefix(CHECK): data.pop(name) for name in list(data) if name.startswith(CHECK)}
        data["seen_revision"] = data["seen_revision"] or 0
        return Survey(checklist={code: answer for code, answer in checklist.items() if answer}, **data)


FIRST = (
    "visited_at",
    "findings",
    "neighbour",
    "neighbour_words",
    "photos_agreed",
    "member_signed",
    "refusal_note",
)


class AttachmentForm(forms.Form):
    """One photograph or signature, sent by itself with the key that the phone gave it."""

    uuid = forms.UUIDField(label=_("Key of the photograph or signature"))
    kind = forms.ChoiceField(label=_("Photograph or signature"), choices=VisitAttachment.Kind)
    signer = forms.IntegerField(label=_("Who signed"), required=False, min_value=1, max_value=2**63 - 1)
