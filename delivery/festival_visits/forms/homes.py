"""Nominating, deciding, objections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models.notice import BoardPhoto
from beneficiaries.ages import is_minor
from beneficiaries.models import Household, Person
from delivery.festival_visits.choices import ground_choices
from delivery.festival_visits.forms.fields import PlainForm, moment_field, words
from delivery.festival_visits.models import BoardNotice, Nomination, Package, Season
from delivery.festival_visits.postings import rows_still_shown
from delivery.festival_visits.services.nominations import Proposal
from web.forms import RowsField


class NominateForm(PlainForm):
    person = forms.ModelChoiceField(label=_("Who is visited"), queryset=Person.objects.none(), empty_label=None)
    ground = forms.ChoiceField(label=pgettext_lazy("nomination", "Why"), choices=ground_choices)
    package = forms.ModelChoiceField(
        label=_("Package"), queryset=Package.objects.none(), required=False, empty_label=_("The usual one")
    )
    note = words(_("Note (optional)"), required=False, rows=2)
    agrees_to_notice = forms.BooleanField(
        label=_("The person signed that surname, community and amount may hang on the board"),
        help_text=_("Without it the household is on the list and not on the board."),
        required=False,
    )
    overlap_reason = words(_("Other help is known. Why is the household visited all the same?"), rows=2)

    def __init__(self, *args: Any, season: Season, household: Household, met: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Person.objects.filter(memberships__in=household.members.current()).only("pk", "name", "birth_date")
        adults = [person.pk for person in members if not is_minor(person.birth_date, on)]
        self.fields["person"].queryset = members.filter(pk__in=adults).order_by("pk")
        self.fields["person"].initial = household.head_id
        self.fields["package"].queryset = season.packages.all()
        if not season.packages.exists():
            del self.fields["package"]
        if not met:
            del self.fields["overlap_reason"]

    @property
    def proposal(self) -> Proposal:
        return Proposal(**self.cleaned_data)


class ReasonForm(PlainForm):
    reason = words(_("Reason"))


class NoteForm(PlainForm):
    note = words(_("Who looked again at the households that the board did not show, and the result"), required=False)


class HomesForm(PlainForm):
    """Which of the list; `homes` are primary keys of nominations."""

    homes = RowsField(
        label=_("Households"),
        queryset=Nomination.objects.none(),
        error_messages={"required": _("Choose households first.")},
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["homes"].queryset = rows


class HouseholdsForm(PlainForm):
    """Which of the candidates; primary keys of households."""

    homes = RowsField(
        label=_("Households"),
        queryset=Household.objects.none(),
        error_messages={"required": _("Choose households first.")},
    )

    def __init__(self, *args: Any, keys: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["homes"].queryset = Household.objects.filter(pk__in=keys)


class AnswerForm(PlainForm):
    finding = words(_("What you found"), max_length=2000, rows=4)
    home = forms.ModelChoiceField(
        label=_("Household that leaves the list because of it"),
        queryset=Nomination.objects.none(),
        required=False,
        empty_label=_("None: the list is right"),
    )

    def __init__(self, *args: Any, notice: BoardNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [row["key"] for row in rows_still_shown(notice)]
        self.fields["home"].queryset = notice.nominations.filter(reference__in=keys).select_related("person")
        self.fields["home"].label_from_instance = lambda home: f"{home.reference} {home.person.masked_name}"


class PictureForm(PlainForm):
    moment = forms.ChoiceField(label=_("Which moment"), choices=BoardPhoto.Moment.choices)
    seen_at = moment_field(_("Photographed at"))
    photo = forms.FileField(label=_("Photograph"), widget=forms.FileInput(attrs={"accept": "image/*"}))
