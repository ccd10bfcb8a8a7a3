"""The shape of what people type about organisations and grants; its meaning is checked by the services."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.selectors import holding
from areas.models import AdminArea
from delivery.community_grants.models import Acceptance, Acceptor, Grant, Organisation, OrganisationKind
from delivery.community_grants.models.organisations import COMMITTEES
from delivery.community_grants.permissions import SCORERS, SITE_VISITORS
from donations.forms import day_field, money_field, text_field
from funds.money import fen, yuan
from protection import validators
from web.forms import PortalFormHelper

ACCEPTORS = 5


class ActForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()

    def values(self) -> dict[str, Any]:
        """For the service."""
        return dict(self.cleaned_data)


class NoForm(ActForm):
    """A step that asks nothing."""


class WordsForm(ActForm):
    text = text_field(pgettext_lazy("grant", "In words"), 2000, rows=6)


class OptionalWordsForm(ActForm):
    text = text_field(pgettext_lazy("grant", "In words"), 2000, rows=4, required=False)


class WithdrawForm(OptionalWordsForm):
    """A draft goes without a word; what was handed in says why."""


class AwardForm(ActForm):
    amount = money_field(_("Amount (yuan)"))
    text = text_field(_("Reasons; they are published"), 2000, rows=6)

    def values(self) -> dict[str, Any]:
        return {"amount_fen": fen(self.cleaned_data["amount"]), "text": self.cleaned_data["text"]}


class SignForm(ActForm):
    signed_on = day_field(_("Signed on"))
    signatory = text_field(_("Signed for the organisation by"), 60)


class TerminateForm(ActForm):
    counted = money_field(
        _("Of what was paid, spent as agreed (yuan)"), least="0", help_text=_("The rest has to come back.")
    )
    text = text_field(_("Reasons; they are published"), 2000, rows=6)

    def values(self) -> dict[str, Any]:
        return {"counted_fen": fen(self.cleaned_data["counted"]), "text": self.cleaned_data["text"]}


class ScorerForm(ActForm):
    scorer = forms.ModelChoiceField(label=_("Who is asked"), queryset=User.objects.none())

    def __init__(self, *args: Any, grant: Grant, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = holding(*SCORERS, at=at).exclude(grant_sheets__grant=grant).exclude(pk=grant.officer_id)
        field: Any = self.fields["scorer"]
        field.queryset = people.order_by("display_name", "pk")


class ScoreForm(ActForm):
    """One field per criterion of the round."""

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(grant.round.criteria.all())
        for one in self.criteria:
            self.fields[f"criterion_{one.pk}"] = forms.IntegerField(
                label=_("%(criterion)s (0 to %(weight)s)") % {"criterion": one.label, "weight": one.weight},
                help_text=one.question,
                min_value=0,
                max_value=one.weight,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        self.fields["comment"] = text_field(
            _("Your reasons"), 2000, rows=5, help_text=_("The organisation reads them without your name.")
        )
        self.fields["no_tie"] = forms.BooleanField(
            label=_("I have no tie to this organisation, its people or its suppliers."),
            error_messages={"required": _("Declare that you have no tie, or declare the tie you have.")},
        )

    def values(self) -> dict[str, Any]:
        points = {one.pk: self.cleaned_data[f"criterion_{one.pk}"] for one in self.criteria}
        return {"points": points, "comment": self.cleaned_data["comment"]}


class TieForm(ActForm):
    text = text_field(_("Which tie do you have?"), 200, rows=3)


class SiteVisitForm(ActForm):
    """`upload`: of the place, not of people."""

    visited_on = day_field(_("Visited on"))
    companion = forms.ModelChoiceField(
        label=_("Who came along"), queryset=User.objects.none(), empty_label=_("Please choose")
    )
    text = text_field(_("What was seen?"), 2000, rows=5)
    upload = forms.FileField(label=_("Photograph of the place"), help_text=_("Without faces."))

    def __init__(self, *args: Any, user: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = holding(*SITE_VISITORS, at=at).exclude(pk=user.pk)
        field: Any = self.fields["companion"]
        field.queryset = people.order_by("display_name", "pk")


class ReportForm(ActForm):
    text = text_field(_("What was done?"), 2000, rows=5)
    spent = money_field(_("Spent (yuan)"), least="0", help_text=_("As on the invoices; 0 if nothing was spent."))

    def values(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "spent_fen": fen(self.cleaned_data["spent"])}


class AcceptanceForm(ActForm):
    held_on = day_field(_("Held on"))
    result = forms.ChoiceField(
        label=pgettext_lazy("acceptance", "Result"), choices=Acceptance.Result.choices, widget=forms.RadioSelect
    )
    accepted = money_field(_("Spending that counts (yuan)"), least="0")
    text = text_field(_("What was found?"), 2000, rows=5)
    fix_until = day_field(_("To be put right until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, ACCEPTORS + 1):
            self.fields[f"name_{number}"] = text_field(
                _("Acceptor %(number)s: name") % {"number": number}, 60, required=False
            )
            self.fields[f"part_{number}"] = forms.ChoiceField(
                label=_("Acceptor %(number)s: takes part as") % {"number": number},
                choices=[("", "—"), *Acceptor.Part.choices],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, ACCEPTORS + 1):
            name, part = cleaned.get(f"name_{number}"), cleaned.get(f"part_{number}")
            if bool(name) != bool(part):
                self.add_error(f"part_{number}", _("Give both the name and what the person takes part as."))
        return cleaned

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        numbers = range(1, ACCEPTORS + 1)
        return {
            "held_on": said["held_on"],
            "result": said["result"],
            "accepted_fen": fen(said["accepted"]),
            "text": said["text"],
            "fix_until": said["fix_until"],
            "people": [(said[f"name_{n}"], said[f"part_{n}"]) for n in numbers if said[f"name_{n}"]],
        }


class RepaymentForm(ActForm):
    bank_reference = text_field(_("Reference on the statement of the bank"), 60)


class FindingForm(ActForm):
    is_upheld = forms.TypedChoiceField(
        label=_("Is the objection right?"),
        choices=[("yes", _("Yes: the grant should be taken back")), ("no", _("No: it stands"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    finding = text_field(_("What was found?"), 2000, rows=5)


class OrganisationForm(ActForm):
    kind = forms.ChoiceField(
        label=_("What are you?"),
        choices=OrganisationKind.choices,
        widget=forms.RadioSelect,
        initial="residents_committee",
    )
    name = text_field(_("Name of the organisation"), 100, help_text=_("As on its certificate."))
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=30,
        validators=[validators.validate_credit_code],
        help_text=_("18 characters, on the certificate."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    area = forms.ModelChoiceField(
        label=_("Community or village"), queryset=AdminArea.objects.communities().order_by("code")
    )
    sponsor = forms.ModelChoiceField(
        label=_("Sponsoring committee"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("Only for a social organisation: the committee of the community, which registers first."),
    )
    contact_name = text_field(_("Contact person"), 60)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        validators=[validators.validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sponsor"]
        field.queryset = Organisation.objects.filter(kind__in=COMMITTEES).order_by("name", "pk")


class ContactForm(ActForm):
    contact_name = text_field(_("Contact person"), 60)
    phone = forms.CharField(label=_("Telephone"), max_length=30, validators=[validators.validate_phone])


class AccountForm(ActForm):
    bank_name = text_field(_("Bank and branch"), 100)
    number = text_field(_("Account number of the organisation"), 40)


class RepresentativeForm(ActForm):
    username = text_field(_("Account name of the person"), 150, help_text=_("The name that he or she logs in with."))


class StartForm(ActForm):
    organisation = forms.ModelChoiceField(label=_("For which organisation?"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.represented_by(user).order_by("name", "pk")
        field.initial = field.queryset.first()
        field.empty_label = None


def award_initial(grant: Grant) -> dict[str, Any]:
    return {"amount": yuan(grant.asked_fen)}
