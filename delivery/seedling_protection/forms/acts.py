"""The forms of schools, facilities, goods, books and trainings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import roles
from accounts.models import User
from accounts.selectors import holding
from areas.models import AdminArea
from delivery.seedling_protection.choices import GRADES, FacilityKind, Stage, SupplyKind, Topic, grade_label
from delivery.seedling_protection.forms.fields import (
    MOST_MINUTES,
    NO_PUPILS,
    ClassesField,
    PlainForm,
    YuanField,
    class_name,
    count,
    day,
    line,
    moment,
)
from delivery.seedling_protection.models import School, SupplyItem, SupplyLot
from funds.models import Fund
from protection.validators import validate_mobile
from web.drawings import DrawingField
from web.lists import listed

CHOOSE = _("Please choose")
GRADES_OF = {"primary": range(1, 7), "junior": range(7, 10), "nine_year": range(1, 10)}


class FundField(forms.ModelChoiceField):
    def __init__(self) -> None:
        super().__init__(queryset=Fund.objects.order_by("code"), label=_("Fund"), empty_label=CHOOSE)

    def label_from_instance(self, fund: Fund) -> str:
        return fund.name


class PlaceField(forms.ModelChoiceField):
    def __init__(self) -> None:
        rows = AdminArea.objects.communities().select_related("parent").order_by("code")
        super().__init__(queryset=rows, label=_("Place"), empty_label=CHOOSE)


class SchoolForm(PlainForm):
    name = line(_("Name of the school"), most=60)
    stage = forms.ChoiceField(label=_("Kind of school"), choices=Stage.choices)
    area = PlaceField()
    pupils = count(_("Pupils"), help_text=_("A number only; no names are kept here."))


class ContactForm(PlainForm):
    user = forms.ModelChoiceField(label=_("Account"), queryset=User.objects.none(), empty_label=CHOOSE)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = holding(roles.PARTNER_OPERATOR, at=at)
        self.fields["user"].queryset = people.order_by("display_name", "pk")


class FacilityForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind of facility"), choices=FacilityKind.choices)
    name = line(_("Name of the facility"), most=60)
    area = PlaceField()
    school = forms.ModelChoiceField(
        label=_("At the school"), queryset=School.objects.all(), required=False, empty_label=_("at no school")
    )
    keeper = line(_("Keeper"))
    hours = line(_("Opening hours"), most=100)
    capacity = count(_("Visitors at once"), least=1, most=1_000)
    minutes = count(_("Minutes per group"), least=1, most=MOST_MINUTES)
    cost_fen = YuanField(label=_("Cost (yuan)"))
    fund = FundField()
    donor_plate = line(_("Text of the donor's plate"), most=120, required=False)


class OpenForm(PlainForm):
    on = day(_("Opened on"))


class SlotsForm(PlainForm):
    first = moment(_("First hour begins"))
    number = count(_("How many hours, one after another"), least=1, most=12)
    guide = line(_("Guide"), required=False)


class GroupForm(PlainForm):
    """`schools` are those that the person may book for."""

    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=CHOOSE)
    class_name = class_name()
    headcount = count(_("How many come"), least=1, most=1_000)
    teacher = line(_("Teacher who comes along"))

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools


class CameForm(PlainForm):
    came = count(_("How many came"), most=1_000, help_text=_("0 when the group did not come."))


class BooksForm(PlainForm):
    isbn = line("ISBN", most=20)
    title = line(_("Title of the book"), most=120)
    publisher = line(_("Publisher"), most=80, required=False)
    shelf = line(_("Shelf"), most=20, required=False)
    copies = count(_("Copies"), least=1)


class LendForm(PlainForm):
    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=CHOOSE)
    class_name = class_name()
    teacher = line(_("Teacher who borrows"))
    copies = count(_("Copies"), least=1)
    due_on = day(_("Back by"))

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools


class GiveBackForm(PlainForm):
    returned = count(_("Copies back"))
    lost = count(_("Copies lost"), initial=0)


class CopiesForm(PlainForm):
    copies = count(_("Copies missing from the shelf"), least=1)


class ItemForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind of goods"), choices=SupplyKind.choices)
    name = line(_("Name of the model"), most=60)
    standard = line(_("Standard"), most=60, help_text=_("For instance GB 21027 for school goods."))
    low_at = count(
        _("Tell the store when fewer are left"),
        most=100_000,
        required=False,
        help_text=_("Of all lots together; empty or 0: nobody is told."),
    )

    def clean_low_at(self) -> int:
        return self.cleaned_data["low_at"] or 0


class ItemChangeForm(ItemForm):
    """A model keeps its kind and name."""

    kind = name = None


class CertificateForm(PlainForm):
    upload = forms.FileField(
        label=_("Quality certificate"), help_text=_("Photograph, scan or PDF of the certificate with its number.")
    )


class LotForm(PlainForm):
    item = forms.ModelChoiceField(label=_("Model"), queryset=SupplyItem.objects.all(), empty_label=CHOOSE)
    number = line(_("Lot number"), help_text=_("As printed on the packing."))
    origin = forms.ChoiceField(label=_("Bought or a gift"), choices=SupplyLot.Origin.choices)
    supplier = line(_("Supplier or donor"), most=120)
    certificate = line(_("Number of the quality certificate"), most=60)
    quantity = count(_("How many came"), least=1, most=100_000)
    unit_fen = YuanField(label=_("Price per unit (yuan)"), help_text=_("Of a gift: its fair value."))
    fund = FundField()


class WriteOffForm(PlainForm):
    kind = forms.ChoiceField(label=_("What happened"), choices=[("damage", _("damaged")), ("lose", _("lost"))])
    quantity = count(_("How many"), least=1, most=100_000)
    note = line(_("How it happened"), most=200)


class ClassesForm(PlainForm):
    classes = ClassesField(
        label=_("Classes"), help_text=_("One class per line and how many it gets, for instance: Class 3-1 40")
    )


class DistributionForm(PlainForm):
    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.all(), empty_label=CHOOSE)
    item = forms.ModelChoiceField(label=_("Model"), queryset=SupplyItem.objects.all(), empty_label=CHOOSE)
    day = day(_("Day"))
    classes = ClassesField(
        label=_("Classes"), help_text=_("One class per line and how many it gets, for instance: Class 3-1 40")
    )


class HandOverForm(PlainForm):
    """`papers` are the sheets of this distribution that other classes signed on. Drawn on the screen, or on paper."""

    quantity = count(_("How many"), least=1)
    teacher = line(_("Teacher who signed"), help_text=NO_PUPILS)
    drawing = DrawingField()
    upload = forms.FileField(label=_("Signed on paper: photograph or scan of the sheet"), required=False)
    paper = forms.ModelChoiceField(
        label=_("Signed on the same sheet as"), queryset=None, required=False, empty_label="–"
    )

    def __init__(self, *args: Any, papers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].queryset = papers
        self.fields["paper"].label_from_instance = lambda paper: listed(one.class_name for one in paper.lines.all())


class TakeBackForm(PlainForm):
    returned = count(_("Came back whole"), initial=0)
    damaged = count(_("Came back damaged"), initial=0)
    note = line(_("How it happened"), most=200, required=False)


class TrainingForm(PlainForm):
    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.all(), empty_label=CHOOSE)
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    starts_at = moment(_("Begins"))
    minutes = count(pgettext_lazy("duration", "Minutes"), least=1, most=MOST_MINUTES, initial=45)
    trainer = line(_("Trainer"))
    qualification = line(_("Qualification of the trainer"), most=100)
    trainer_phone = line(
        _("Mobile number of the trainer (optional)"),
        required=False,
        validators=[validate_mobile],
        help_text=_("Reminded by SMS the day before; the number is deleted after the training."),
    )
    cost_fen = YuanField(label=_("Cost (yuan)"))
    fund = FundField()


class RecordForm(PlainForm):
    """One number per grade of the school."""

    quizzed = count(_("Quiz sheets"), required=False, help_text=_("Anonymous sheets; empty without a quiz."))
    quiz_before = forms.DecimalField(
        label=_("Average before"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    quiz_after = forms.DecimalField(
        label=_("Average after"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    note = line(_("Note"), most=300, required=False, help_text=_("No names of pupils."))

    def __init__(self, *args: Any, stage: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grades = [
            (number, grade_label(number)) for number in GRADES if number in GRADES_OF.get(stage, range(10, 13))
        ]
        for number, label in self.grades:
            self.fields[f"grade_{number}"] = count(_("Pupils, %(grade)s") % {"grade": label}, required=False)
        self.order_fields([f"grade_{number}" for number, _label in self.grades])

    @property
    def pupils(self) -> Mapping[int, int]:
        answers = {number: self.cleaned_data.get(f"grade_{number}") for number, _label in self.grades}
        return {number: pupils for number, pupils in answers.items() if pupils}


class PhotoForm(PlainForm):
    upload = forms.FileField(label=_("Photograph"))
    shows_faces = forms.BooleanField(label=_("Faces can be recognised"), required=False)
    consent = line(_("Who holds the guardians' consents"), most=120, required=False)
