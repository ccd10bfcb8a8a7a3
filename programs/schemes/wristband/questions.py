"""Who wears the band and whom it calls; classes and levels of disability as in GB/T 26341."""

from django.utils.translation import gettext_lazy as _

from programs import common_questions as asked
from programs.questions import QuestionForm, choice, line, phone, pick, yes_no

CLASSES = [
    ("none", _("No certificate")),
    ("sight", _("1 sight")),
    ("hearing", _("2 hearing")),
    ("speech", _("3 speech")),
    ("limbs", _("4 limbs")),
    ("intellectual", _("5 intellectual")),
    ("mental", _("6 mental")),
    ("multiple", _("7 multiple")),
]
LEVELS = [("1", _("Level 1")), ("2", _("Level 2")), ("3", _("Level 3")), ("4", _("Level 4"))]
CONTACTS = (1, 2, 3)


class WearerForm(QuestionForm):
    legend = _("The person who will wear the band")

    residence_in_zone = asked.residence_in_zone()
    has_dementia = yes_no(_("Does the person have Alzheimer's disease or another dementia?"))
    disability_class = pick(_("Class in the disability certificate"), CLASSES)
    disability_level = choice(_("Level in the disability certificate"), LEVELS, required=False)
    lives_alone = yes_no(_("Does the person live alone?"))
    replaces_old = yes_no(_("Does it replace a band that was lost, is broken or does not fit?"))

    def clean(self):
        cleaned = super().clean()
        has_certificate = cleaned.get("disability_class") not in (None, "none")
        asked.require(self, has_certificate, "disability_level", _("Please choose the level."))
        return cleaned


class ContactsForm(QuestionForm):
    legend = _("Whom to call, in this order")

    contact1_name = line(_("First contact: name"), max_length=40)
    contact1_relation = line(_("First contact: relation to the wearer"), max_length=40)
    contact1_phone = phone(_("First contact: phone"))
    contact2_name = line(_("Second contact: name"), max_length=40, required=False)
    contact2_relation = line(_("Second contact: relation to the wearer"), max_length=40, required=False)
    contact2_phone = phone(_("Second contact: phone"), required=False)
    contact3_name = line(_("Third contact: name"), max_length=40, required=False)
    contact3_relation = line(_("Third contact: relation to the wearer"), max_length=40, required=False)
    contact3_phone = phone(_("Third contact: phone"), required=False)

    def clean(self):
        cleaned = super().clean()
        for number in CONTACTS[1:]:
            is_named = bool(cleaned.get(f"contact{number}_name"))
            asked.require(self, is_named, f"contact{number}_phone", _("Please enter a phone number."))
            asked.require(self, is_named, f"contact{number}_relation", _("Please fill this in."))
        return cleaned


class GroundCheckForm(QuestionForm):
    legend = _("Check by the community")

    ground_confirmed = yes_no(
        _("Does a diagnosis, a disability certificate or the community show the reason?"), required=False
    )
    medical_proof = yes_no(
        _("Does a medical paper show a mental or intellectual disability?"),
        help_text=_("Where there is no certificate, or one of class 7."),
        required=False,
    )
    contact_reached = yes_no(_("Was the first contact reached by telephone?"), required=False)
    untrue_facts_found = asked.untrue_facts_found()
