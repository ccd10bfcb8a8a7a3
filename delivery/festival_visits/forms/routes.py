"""Routes, and what is recorded at a door."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.forms.visits import KeysField
from delivery.festival_visits import states
from delivery.festival_visits.choices import Receiver, WishKind
from delivery.festival_visits.forms.fields import PlainForm, count, day, moment_field, words
from delivery.festival_visits.models import FestivalVisit, FestivalVisitFile, Good, Nomination, Route
from delivery.festival_visits.services.visits import Report
from programs.models import Program
from protection.validators import validate_phone
from volunteers.choices import ServiceField
from web.forms import RowsField


class RouteForm(PlainForm):
    day = day(_("Day"))
    visitors = RowsField(
        label=_("Visitors"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two people go."),
        error_messages={"required": _("Choose who goes.")},
    )
    note = forms.CharField(label=_("Note (optional)"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visitors"].queryset = people


class RouteHomesForm(PlainForm):
    homes = RowsField(
        label=_("Homes that wait for a visit"),
        queryset=Nomination.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose homes first.")},
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["homes"].queryset = rows
        self.fields["homes"].label_from_instance = lambda home: (
            f"{home.reference} · {home.area} · {home.person.masked_name}"
        )


OUTCOMES = (
    (states.DELIVERED, _("The gifts were handed over")),
    (states.NOT_HOME, _("Nobody was at home")),
    (states.REFUSED, _("The family did not want them")),
)


class VisitRecordForm(PlainForm):
    """`attachments` are the keys of pictures that were sent before; names as in the form of a survey, whose script
    keeps this one without a network."""

    outcome = forms.ChoiceField(label=_("How it went"), choices=OUTCOMES, widget=forms.RadioSelect)
    visited_at = moment_field(_("Visited at"))
    present = RowsField(
        label=_("Who was there"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    receiver = forms.ChoiceField(
        label=_("Who took the gifts"), choices=Receiver.choices, widget=forms.RadioSelect, required=False
    )
    receiver_name = forms.CharField(label=_("Name, when it was somebody else"), max_length=60, required=False)
    receiver_relation = forms.CharField(label=_("Relation to the household"), max_length=60, required=False)
    receiver_phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    photos_agreed = forms.BooleanField(label=_("The family agreed to the photographs"), required=False)
    wish_kind = forms.ChoiceField(
        label=_("Leads to"), choices=[("", _("nothing to follow up")), *WishKind.choices], required=False
    )
    wish = words(_("What the family wishes (optional)"), required=False, max_length=1000)
    note = words(_("What was seen and said (optional)"), required=False, max_length=2000)
    seen_revision = forms.IntegerField(
        required=False, min_value=0, max_value=1_000, widget=forms.HiddenInput, localize=False
    )
    attachments = KeysField()
    removed = KeysField()

    def __init__(self, *args: Any, visit: FestivalVisit, people: Any, goods: Iterable[tuple[Good, int]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = people
        self.fields["present"].initial = [person.pk for person in people]
        self.fields["seen_revision"].initial = visit.revision
        self.goods = list(goods)
        for good, number in self.goods:
            self.fields[f"good_{good.pk}"] = count(str(good), required=False, initial=number)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("wish") and not data.get("wish_kind"):
            self.add_error("wish_kind", _("Choose where the wish leads to."))
        return data

    def good_fields(self) -> list[Any]:
        return [self[f"good_{good.pk}"] for good, _number in self.goods]

    @property
    def report(self) -> Report:
        data = self.cleaned_data
        names = ("outcome", "visited_at", "receiver", "receiver_name", "receiver_relation", "receiver_phone", "note")
        return Report(
            **{name: data[name] for name in names},
            present=list(data["present"]),
            photos_agreed=data["photos_agreed"],
            goods=self._quantities(),
            wishes=[(data["wish_kind"], data["wish"])] if data["wish_kind"] and data["wish"] else [],
            seen_revision=data["seen_revision"] or 0,
            files=data["attachments"],
            removed=data["removed"],
        )

    def _quantities(self) -> Mapping[int, int]:
        return {good.pk: self.cleaned_data.get(f"good_{good.pk}") or 0 for good, _number in self.goods}


class FileForm(forms.Form):
    """One photograph or signature, sent by itself with the key that the phone gave it."""

    uuid = forms.UUIDField(label=_("Key of the photograph or signature"))
    kind = forms.ChoiceField(label=_("Photograph or signature"), choices=FestivalVisitFile.Kind)


class WishAidForm(PlainForm):
    program = forms.ModelChoiceField(
        label=_("Program"), queryset=Program.objects.none(), empty_label=_("Please choose")
    )

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.open_on(on)


class WishVolunteersForm(PlainForm):
    field = forms.ChoiceField(label=_("Field of service"), choices=ServiceField.choices)
    need = words(_("What volunteers can do"), max_length=1000, rows=4)


class WishNoteForm(PlainForm):
    answer = words(_("What became of the wish"), max_length=1000, rows=4)


def people_of(route: Route) -> Any:
    """The visitors of a route as users."""
    return User.objects.filter(pk__in=route.visitors.values("user")).order_by("pk")
