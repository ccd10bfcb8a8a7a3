"""Shapes of what people send about certificates."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.models import HoursEntry, VolunteerProfile, VolunteerTeam
from web.days import validate_plausible_day
from web.forms import PortalFormHelper
from web.lists import listed


def day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, validators=[validate_plausible_day])


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper(self)


class CheckForm(PlainForm):
    """What stands on the paper."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        help_text=_("For example ZM2023000001"),
        max_length=20,
        error_messages={"required": _("Please enter the number of the certificate.")},
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Twelve characters, below the number"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Please enter the code.")},
    )


class PeriodForm(PlainForm):
    first = day_field(_("Service from"))
    last = day_field(_("Service until"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The period must end today or earlier, and not before it begins."))
        return cleaned


class RevokeForm(PlainForm):
    reason = forms.CharField(
        label=_("Reason of the revocation"),
        max_length=200,
        help_text=_("The volunteer reads it; the public page only says that the certificate is revoked."),
    )


class ExchangeForm(PeriodForm):
    reason = forms.CharField(
        label=_("Reason in a few words"),
        max_length=200,
        help_text=_("It is written to the access log, with a line for each person in the file."),
    )


class BulkForm(PeriodForm):
    """Volunteers of a team, or by their numbers. `volunteers` of the cleaned data are primary keys."""

    team = forms.ModelChoiceField(
        label=_("Everybody who served in this team"),
        queryset=VolunteerTeam.objects.none(),
        required=False,
        empty_label=_("— choose a team, or list the numbers —"),
    )
    numbers = forms.CharField(
        label=_("Or these volunteers, by number"),
        help_text=_("One per line or separated by commas, for example V12, V15."),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    agreed = forms.BooleanField(
        label=_("The volunteers agreed that the certificates are handed over; for minors their guardians"),
        error_messages={"required": _("Without their consent certificates are not handed to others.")},
    )
    reason = forms.CharField(label=_("For whom, in a few words"), max_length=200)

    field_order = ("team", "numbers", "first", "last", "reason", "agreed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = VolunteerTeam.objects.order_by("name_zh")

    def clean_numbers(self) -> list[int]:
        words = [word for word in re.split(r"[\s,，、;；]+", self.cleaned_data["numbers"]) if word]
        bad = [word for word in words if not re.fullmatch(r"[Vv]?[0-9]{1,12}", word)]
        if bad:
            raise forms.ValidationError(_("These are no numbers of volunteers: %(words)s") % {"words": listed(bad[:5])})
        wanted = {int(word.lstrip("Vv")) for word in words}
        known = set(VolunteerProfile.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        if missing := sorted(wanted - known):
            words = listed(f"V{pk}" for pk in missing[:5])
            raise forms.ValidationError(_("There is no volunteer with these numbers: %(words)s") % {"words": words})
        return sorted(wanted)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        team, numbers = cleaned.get("team"), cleaned.get("numbers")
        if bool(team) == bool(numbers) and "numbers" not in self.errors:
            self.add_error("numbers", _("Choose a team or list numbers, one of the two."))
        elif not self.errors:
            cleaned["volunteers"] = numbers or _served_in(team, cleaned["first"], cleaned["last"])
        return cleaned


def _served_in(team: VolunteerTeam, first: date, last: date) -> list[int]:
    of_team = HoursEntry.objects.standing().filter(day__gte=first, day__lte=last)
    attended = of_team.filter(attendance__signup__shift__activity__team=team)
    entered = of_team.filter(attendance__isnull=True, claim__team=team)
    found = {*attended.values_list("volunteer", flat=True), *entered.values_list("volunteer", flat=True)}
    return sorted(found)
