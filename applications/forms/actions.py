"""The form of each step of a case. Built for one application, so that its choices fit."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from applications.facts import scheme_of
from applications.forms.person import account_field
from applications.gaps import gaps_of_case, request_text
from applications.models import Application, Termination, VerificationTask
from applications.scopes import FIELD_ROLES
from applications.selectors import colleagues_in, investigators_for, largest_amount_fen, papers_needed
from applications.workload import suggestion
from funds.money import fen, yuan
from programs.documents import KINDS
from programs.eligibility import Assessment
from programs.refusals import REFUSALS
from protection.validators import validate_mobile
from web.days import validate_plausible_day
from web.forms import PortalFormHelper, RowsField
from web.money_field import YuanField


def words(label: Any, *, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write a sentence.")},
    )


class ActionForm(forms.Form):
    """A step with an optional note for the file."""

    note = words(_("Note for the file"), required=False, help_text=_("Seen by staff only."))

    def __init__(self, *args: Any, application: Application, user: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application, self.user, self.at = application, user, at
        self.helper = PortalFormHelper()
        self.adapt()

    def adapt(self) -> None:
        """Fits choices and first values to the application."""


class WordsForm(ActionForm):
    """A step that needs a reason in words."""

    note = None
    text = words(_("Reason"))


class TerminationForm(WordsForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=Termination.Reason)
    text = words(_("Reason in words"), help_text=_("The applicant reads this once a second person has confirmed it."))
    field_order = ("reason", "text")


class FollowUpForm(WordsForm):
    text = words(_("What the follow-up found"))


class PublicWordsForm(WordsForm):
    text = words(_("Reason"), help_text=_("The applicant reads this."))

    def adapt(self) -> None:
        if self.application.owner_id == self.user.pk:  # the applicant writes it
            self.fields["text"].help_text = ""


def label_of_kind(kind: str) -> Any:
    return KINDS[kind].label if kind in KINDS else kind


class ReturnForm(ActionForm):
    note = words(
        _("Message to the family"),
        required=False,
        help_text=_("Plain words: what exactly is missing or unreadable, and where to get it."),
    )
    items = forms.MultipleChoiceField(
        label=_("What is missing"),
        help_text=_("Name everything at once (one-time notice); the clock stops until the family answers."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("items", "note")

    def adapt(self) -> None:
        """Everything that the list of gaps holds is ticked, and its words stand ready to be edited."""
        with translation.override("zh-hans"):  # the letter is in Chinese, whoever writes it
            gaps = [gap for gap in gaps_of_case(self.application, by=self.user, at=self.at) if gap.is_for_family]
            items = dict.fromkeys(gap.item for gap in gaps)
        kinds = dict.fromkeys([*papers_needed(self.application), *(item for item in items if item in KINDS)])
        sentences = [(item, item) for item in items if item not in KINDS]
        self.fields["items"].choices = [*((kind, label_of_kind(kind)) for kind in kinds), *sentences]
        self.fields["items"].initial = list(items)
        self.fields["note"].initial = request_text(gaps)


class SupplementForm(ActionForm):
    note = words(
        _("Words to the work station"),
        required=False,
        help_text=_("For instance why a paper cannot be had, or what you put right."),
    )


def failed_in_words(application: Application) -> str:
    """The rules that say no, with the sum or day of the case and the limit, in the language that is active."""
    stored = application.assessment
    judged = Assessment.from_json(stored, scheme_of(application)) if stored.get("results") else None
    return "\n".join(row.explained for row in judged.failed) if judged else ""


class RefusalForm(ActionForm):
    """A code of the scheme, its sentence ready to be edited, and what failed in this case."""

    note = None
    refusal_code = forms.ChoiceField(
        label=_("Reason code"), error_messages={"required": _("Please choose the reason code.")}
    )
    sentence = words(
        _("Sentence of the letter"),
        required=False,
        help_text=_("The standard sentence of the code; change it where it does not fit. Left empty, it stands."),
    )
    text = words(
        _("Reason in words"),
        help_text=_("Goes into the letter to the family, with the way to ask for reconsideration."),
    )

    def adapt(self) -> None:
        """The code that the rules found, with the sentences of what failed; the letter is in Chinese."""
        codes = scheme_of(self.application).refusal_codes
        found = self.application.assessment.get("refusal_codes") or []
        first = next((code for code in found if code in codes), "")
        nothing_found = [] if first else [("", _("Please choose"))]  # or the first of the list would go out by itself
        listed = [(code, f"{code} {REFUSALS[code].label}") for code in codes]
        self.fields["refusal_code"].choices = [*nothing_found, *listed]
        self.fields["refusal_code"].initial = first
        with translation.override("zh-hans"):
            self.standard_sentences = {code: str(REFUSALS[code].sentence) for code in codes}
            self.fields["text"].initial = failed_in_words(self.application)
        self.fields["sentence"].initial = self.standard_sentences.get(first, "")

    def clean(self) -> dict[str, Any]:
        """A sentence that nobody edited follows the code, also when another code was chosen afterwards."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sentence, code = cleaned.get("sentence", "").strip(), cleaned.get("refusal_code")
        if code and (not sentence or sentence in self.standard_sentences.values()):
            cleaned["sentence"] = self.standard_sentences[code]
        return cleaned


class AmountForm(ActionForm):
    note = None
    amount = YuanField(label=_("Amount in yuan"), min_value=0)
    text = words(_("Opinion"), required=False)

    def adapt(self) -> None:
        proposed = self.application.proposed_amount_fen or largest_amount_fen(self.application)
        self.fields["amount"].initial = yuan(proposed) if proposed else None

    @property
    def amount_fen(self) -> int:
        return fen(self.cleaned_data["amount"])


class QuestionsForm(ActionForm):
    """Which bodies are asked what; a line per body that is ticked."""

    BODIES = (
        ("bureau", _("Social Affairs Bureau: minimum living allowance and economic check")),
        ("school", _("School: enrolment")),
        ("employer", _("Employer: employment")),
        ("hospital", _("Hospital or insurance: bills and diagnosis")),
        ("case_office", _("Case office: referral and state of the proceedings")),
        ("community", _("Community: living situation")),
    )
    bodies = forms.MultipleChoiceField(
        label=_("Ask"), choices=BODIES, widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ("bodies", "note")

    @property
    def questions(self) -> list[tuple[str, str]]:
        labels = dict(self.BODIES)
        return [(body, str(labels[body])) for body in self.cleaned_data["bodies"]]


class InvestigatorsForm(ActionForm):
    investigators = RowsField(
        label=_("Investigators"),
        help_text=_("At least two; none may be related to the family."),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("investigators", "note")

    def adapt(self) -> None:
        people = investigators_for(self.application, at=self.at)
        self.fields["investigators"].queryset = User.objects.filter(pk__in=[user.pk for user in people])


class RecoveryForm(AmountForm):
    text = words(_("Reason"), help_text=_("Goes into the letter to the family."))

    def adapt(self) -> None:
        self.fields["amount"].initial = yuan(self.application.approved_amount_fen or 0)


class CheckForm(ActionForm):
    """One question to one body."""

    note = None
    body = forms.ChoiceField(label=_("Ask"), choices=QuestionsForm.BODIES, widget=forms.RadioSelect)
    named = forms.CharField(
        label=_("Which one"), help_text=_("Name of the school, employer or hospital."), required=False, max_length=60
    )
    question = forms.CharField(label=_("Question"), max_length=200)
    answer_by = forms.DateField(
        validators=[validate_plausible_day],
        label=_("Answer needed by"),
        help_text=_("Leave it empty to use the deadline laid down for this body."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class ExtensionForm(WordsForm):
    agreed_by = forms.ModelChoiceField(
        label=_("Agreed by"), help_text=_("The supervisor who agreed."), queryset=User.objects.none()
    )
    field_order = ("agreed_by", "text")

    def adapt(self) -> None:
        agreeing = (
            roles.SUBDISTRICT_OFFICER,
            roles.FEDERATION_REVIEWER,
            roles.FEDERATION_APPROVER,
            roles.SUPERVISOR,
        )
        people = colleagues_in(self.application.area, *agreeing, at=self.at)
        self.fields["agreed_by"].queryset = people.exclude(pk=self.user.pk)


class VerificationAnswerForm(ActionForm):
    """An answer has a source: the letter as a file, or words that say how it was given."""

    note = words(
        _("What they said"),
        required=False,
        help_text=_("Without a file: the number of the letter, or who said it by telephone."),
    )
    result = forms.ChoiceField(label=_("Result"), choices=VerificationTask.Result, widget=forms.RadioSelect)
    paper = forms.FileField(
        label=_("Answer in writing (photo or PDF)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    field_order = ("result", "paper", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("result") and not data.get("paper") and not data.get("note") and "paper" not in self.errors:
            self.add_error("note", _("Add the answer as a file, or write how it was given."))
        return data


class AssignForm(ActionForm):
    handler = forms.ModelChoiceField(label=_("Handler"), queryset=User.objects.none())
    field_order = ("handler", "note")

    def adapt(self) -> None:
        self.fields["handler"].queryset = colleagues_in(self.application.area, *FIELD_ROLES, at=self.at)
        suggested = suggestion(self.application, by=self.user, at=self.at)
        self.fields["handler"].initial = suggested.pk if suggested else None


class RemarkForm(WordsForm):
    """Internal unless it is ticked."""

    text = words(_("Remark"), help_text=_("Seen by staff only, unless you tick the box below."))
    is_public = forms.BooleanField(label=_("The applicant may read it"), required=False)


class ContactForm(ActionForm):
    note = None
    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("The number the family gave you. Messages about its cases go there from now on."),
        max_length=20,
        validators=[validate_mobile],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


class UnreadableForm(ActionForm):
    note = None
    why = forms.CharField(
        label=_("Why it cannot be read"),
        help_text=_("For instance: blurred, a corner is cut off, too dark. The family reads it."),
        max_length=120,
    )


class AccountForm(ActionForm):
    note = None
    bank_account = account_field(_("Bank account"))
    bank_name = forms.CharField(label=_("Bank"), max_length=60)
