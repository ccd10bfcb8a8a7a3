"""What staff type: orders, allocations, events, the counter."""

import base64
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import scope_of
from areas.models import AdminArea
from beneficiaries.choices import relation_choices, sex_choices
from beneficiaries.doorstep import Newcomer
from delivery.wristbands.choices import EndReason, MovementKind, ReplaceReason, Signing
from delivery.wristbands.forms.search import BandForm, area_of_text, moment
from delivery.wristbands.models import PublicityEvent
from delivery.wristbands.roles import ISSUERS
from delivery.wristbands.services.issuing import MOST_CONTACTS, Consent, Contact
from delivery.wristbands.services.sheets import MOST_ON_A_SHEET
from delivery.wristbands.services.stock import MOST_AT_ONCE
from funds.money import fen
from programs.schemes.wristband.questions import CLASSES
from protection.validators import validate_phone
from volunteers.models import Shift
from web.drawings import DrawingField
from web.money_field import YuanField

CONTACT_RELATIONS = [choice for choice in relation_choices() if choice[0] != "self"]


class OrderForm(BandForm):
    number = forms.CharField(label=_("Batch number"), max_length=30, help_text=_("For example SH-2023-01"))
    supplier = forms.CharField(label=_("Supplier"), max_length=100)
    ordered = forms.IntegerField(label=_("Bands ordered"), min_value=1, max_value=MOST_AT_ONCE)
    unit_cost = YuanField(label=_("Cost of one band (yuan)"), min_value=0, max_value=10_000)

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        unit_cost = data.pop("unit_cost")
        return {**data, "unit_cost_fen": fen(unit_cost)}


class CountForm(BandForm):
    count = forms.IntegerField(label=_("How many bands"), min_value=1, max_value=MOST_AT_ONCE)
    note = forms.CharField(label=pgettext_lazy("movement", "Note"), required=False, max_length=200)


class SheetForm(BandForm):
    count = forms.IntegerField(
        label=_("How many codes"), min_value=1, max_value=MOST_ON_A_SHEET, initial=MOST_ON_A_SHEET
    )


class AllocateForm(CountForm):
    """To an event or to a work station."""

    event = forms.ModelChoiceField(
        label=_("Publicity event"), queryset=PublicityEvent.objects.none(), required=False, to_field_name="number"
    )
    station = forms.ModelChoiceField(
        label=_("Or work station"), queryset=AdminArea.objects.none(), required=False, to_field_name="code"
    )
    field_order = ("event", "station", "count", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events: Any = self.fields["event"]
        events.queryset = PublicityEvent.objects.filter(state="planned").order_by("starts_at", "pk")
        stations: Any = self.fields["station"]
        stations.queryset = AdminArea.objects.communities().select_related("parent").order_by("parent__code", "code")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("event")) == bool(cleaned.get("station")):
            raise ValidationError(_("Choose an event or a work station, one of both."))
        return cleaned


class WriteOffForm(BandForm):
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[(kind.value, kind.label) for kind in (MovementKind.DAMAGE, MovementKind.LOSE, MovementKind.FIND)],
        widget=forms.RadioSelect,
    )
    serials = forms.CharField(
        label=_("Serial numbers"),
        help_text=_("Of bands that nobody wears; separated by spaces or commas, for example GX00001 GX00002"),
        max_length=2000,
        widget=area_of_text(2),
    )
    note = forms.CharField(label=_("What happened, in a few words"), max_length=200)

    def clean_serials(self) -> list[str]:
        text = self.cleaned_data["serials"]
        for separator in ",，、;；\n":
            text = text.replace(separator, " ")
        return text.split()


class EventForm(BandForm):
    number = forms.SlugField(label=_("Event number"), max_length=10, help_text=_("For example W01"))
    title = forms.CharField(label=_("Title"), max_length=100)
    area = forms.ModelChoiceField(label=_("Area"), queryset=AdminArea.objects.none(), to_field_name="code")
    place = forms.CharField(label=_("Meeting place"), max_length=120)
    starts_at = moment(_("Begins"))
    ends_at = moment(_("Ends"))
    target = forms.IntegerField(label=_("Bands planned"), min_value=0, max_value=MOST_AT_ONCE, initial=125)
    shift = forms.ModelChoiceField(
        label=_("Volunteers' shift"), queryset=Shift.objects.none(), required=False, help_text=_("Who helps there.")
    )

    def __init__(self, *args: Any, event: PublicityEvent | None = None, since: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if event is not None:
            del self.fields["number"]
        areas: Any = self.fields["area"]
        areas.queryset = AdminArea.objects.select_related("parent").order_by("code")
        shifts: Any = self.fields["shift"]
        free = Shift.objects.filter(ends_at__gte=since).exclude(state="cancelled")
        taken = PublicityEvent.objects.exclude(pk=event.pk if event else 0).filter(shift__isnull=False)
        free = free.exclude(pk__in=taken.values("shift"))
        shifts.queryset = free.select_related("activity").order_by("starts_at", "pk")
        shifts.label_from_instance = lambda shift: f"{shift.starts_at:%Y-%m-%d %H:%M} {shift.activity.title}"


class CloseEventForm(BandForm):
    attendance = forms.IntegerField(label=_("People who came"), min_value=0, max_value=1_000_000)
    leaflets = forms.IntegerField(label=_("Leaflets handed out"), min_value=0, max_value=1_000_000)
    report = forms.CharField(label=_("How the event went"), required=False, max_length=2000, widget=area_of_text(4))


class StartForm(BandForm):
    """The first step at the counter: the band and the person."""

    code = forms.CharField(
        label=_("Band"),
        help_text=_("Scan the code, or type the number printed on the band: GX00001"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    who = forms.CharField(
        label=_("Wearer"),
        help_text=_("ID number, register number or number of the application. Empty: somebody without a number."),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class WearerForm(BandForm):
    """The second step. The fields of a newcomer are left out when the person is registered."""

    name = forms.CharField(label=_("Name"), max_length=60)
    id_number = forms.CharField(label=_("ID number"), required=False, max_length=30)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("A resident ID tells it."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[], required=False)
    area = forms.ModelChoiceField(
        label=_("Community or village"), queryset=AdminArea.objects.none(), to_field_name="code"
    )
    because = forms.CharField(
        label=_("It is somebody else, because"), required=False, max_length=300, widget=area_of_text(2)
    )
    has_dementia = forms.BooleanField(label=_("Dementia"), required=False)
    disability_class = forms.ChoiceField(
        label=_("Class in the disability certificate"), choices=CLASSES, initial="none"
    )
    medical_proof = forms.BooleanField(
        label=_("A medical paper shows a mental or intellectual disability"), required=False
    )
    lives_alone = forms.BooleanField(label=_("Lives alone"), required=False)
    signer_name = forms.CharField(label=_("Who signs"), max_length=60)
    signer_relation = forms.ChoiceField(
        label=pgettext_lazy("signer", "Relation to the wearer"), choices=relation_choices, initial="child"
    )
    signing = forms.ChoiceField(
        label=_("How the consent is signed"),
        choices=Signing.choices,
        initial=Signing.PAPER,
        widget=forms.RadioSelect,
        help_text=_("On paper: print the form, have it signed, keep it with the list of the event."),
    )
    drawing = DrawingField()
    agreed = forms.BooleanField(
        label=_("The text of the consent was read to the signer, who agreed"),
        error_messages={"required": _("Without consent no band is handed out.")},
    )
    NEWCOMER = ("name", "id_number", "birth_date", "sex", "area", "because")
    REASONS = ("has_dementia", "disability_class", "medical_proof", "lives_alone")

    def __init__(self, *args: Any, user: Any, is_known: bool, has_case: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for turn in range(1, MOST_CONTACTS + 1):
            self.fields |= _contact_fields(turn)
        if is_known:
            for name in self.NEWCOMER:
                del self.fields[name]
        else:
            self._offer_places(user)
        if has_case:
            for name in self.REASONS:
                del self.fields[name]

    def _offer_places(self, user: Any) -> None:
        area: Any = self.fields["area"]
        places = AdminArea.objects.communities().filter(scope_of(user, *ISSUERS).q("pk"))
        area.queryset = places.select_related("parent").order_by("parent__code", "code")
        sex: Any = self.fields["sex"]
        sex.choices = [("", "—"), *sex_choices()]

    @property
    def contact_rows(self) -> Iterator[list[Any]]:
        for turn in range(1, MOST_CONTACTS + 1):
            yield [self[f"contact{turn}_{name}"] for name in ("name", "relation", "phone")]

    @property
    def newcomer(self) -> Newcomer:
        given = self.cleaned_data
        number = given["id_number"].strip()
        return Newcomer(
            name=given["name"],
            id_number=number,
            id_type="resident_id" if number else "none",
            sex=given["sex"],
            birth_date=given["birth_date"],
        )

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.REASONS if name in self.cleaned_data}

    def contacts(self) -> list[Contact]:
        return contacts_in(self.cleaned_data)

    def consent(self) -> Consent:
        given = self.cleaned_data
        drawing = base64.b64encode(given["drawing"]).decode() if given["signing"] == Signing.DRAWN else ""
        return Consent(given["signer_name"], given["signer_relation"], given["signing"], drawing)


class ContactsForm(BandForm):
    """All contacts anew: telephones are not shown, so a change is typed in full."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for turn in range(1, MOST_CONTACTS + 1):
            self.fields |= _contact_fields(turn)

    def contacts(self) -> list[Contact]:
        return contacts_in(self.cleaned_data)


class RetireForm(BandForm):
    reason = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[(one.value, one.label) for one in EndReason if one != EndReason.REPLACED],
        widget=forms.RadioSelect,
    )


class ReplaceForm(BandForm):
    code = forms.CharField(label=_("New band"), max_length=300, help_text=_("Scan the code, or type the number."))
    reason = forms.ChoiceField(label=_("Why it is replaced"), choices=ReplaceReason.choices, widget=forms.RadioSelect)
    signer_name = forms.CharField(label=_("Who signs for the new band (on paper)"), max_length=60)
    signer_relation = forms.ChoiceField(
        label=pgettext_lazy("signer", "Relation to the wearer"), choices=relation_choices, initial="child"
    )

    def consent(self) -> Consent:
        return Consent(self.cleaned_data["signer_name"], self.cleaned_data["signer_relation"], Signing.PAPER)


def contacts_in(given: dict[str, Any]) -> list[Contact]:
    rows = [
        Contact(given[f"contact{turn}_name"], given[f"contact{turn}_relation"], given[f"contact{turn}_phone"])
        for turn in range(1, MOST_CONTACTS + 1)
    ]
    return [row for row in rows if row.name.strip() or row.phone.strip()]


def _contact_fields(turn: int) -> dict[str, forms.Field]:
    is_first = turn == 1
    return {
        f"contact{turn}_name": forms.CharField(
            label=_("Contact %(turn)d: name") % {"turn": turn}, required=is_first, max_length=60
        ),
        f"contact{turn}_relation": forms.ChoiceField(
            label=_("Relation to the wearer"), choices=CONTACT_RELATIONS, initial="child"
        ),
        f"contact{turn}_phone": forms.CharField(
            label=_("Telephone"),
            required=is_first,
            max_length=30,
            validators=[validate_phone],
            widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        ),
    }
