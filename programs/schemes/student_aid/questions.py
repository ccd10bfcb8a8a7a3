"""What the family is asked, and what the work station finds out."""

from django.utils.translation import gettext_lazy as _

from programs import common_questions as asked
from programs import hardship
from programs.questions import QuestionForm, choice, day, line, pick, story, yes_no

STAGES = {
    "primary": _("Primary school"),
    "junior": _("Junior middle school"),
    "senior": _("Senior middle school"),
    "vocational": _("Secondary vocational school"),
}
OTHER_STAGE = ("other", _("None of these (kindergarten, college, left school)"))
CATEGORIES = (*hardship.POOR_FAMILY, *hardship.CHILD, "SUDDEN")


class SchoolForm(QuestionForm):
    legend = _("The school")

    stage = choice(_("What kind of school does the child attend?"), [*STAGES.items(), OTHER_STAGE])
    school_name = line(_("Name of the school"))
    class_name = line(_("Grade and class"), max_length=40)
    school_in_zone = yes_no(_("Is the school in the High-tech Zone?"))


class FamilyForm(QuestionForm):
    legend = _("The situation of the family")

    hardship_claimed = pick(
        _("Which of these describes the family or the child?"),
        hardship.question_choices(*CATEGORIES),
        help_text=_("If several do, choose the one that you have a paper for."),
    )
    sudden_on = day(
        _("When did the sudden hardship happen?"),
        help_text=_("Only after a sudden serious hardship."),
        required=False,
    )
    situation = story(_("Please tell us about the situation"), help_text=_("A few sentences are enough."))
    funded_elsewhere = yes_no(_("Has another charity already paid aid for this school year?"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("hardship_claimed") == "SUDDEN" and not cleaned.get("sudden_on"):
            self.add_error("sudden_on", _("Please choose the day on which it happened."))
        return cleaned


class SchoolCheckForm(QuestionForm):
    legend = _("Check with the school and the community")

    enrolled = yes_no(_("Does the school confirm that the child is enrolled?"), required=False)
    hardship_seen = asked.hardship_seen()
    check_refused = asked.check_refused()
    untrue_facts_found = asked.untrue_facts_found()
