"""What the worker is asked about the work, and what the employer's list shows."""

from django.utils.translation import gettext_lazy as _

from programs import common_questions as asked
from programs.questions import QuestionForm, line, yes_no
from protection.validators import normalise_credit_code


class WorkForm(QuestionForm):
    legend = _("The work")

    is_sanitation_worker = yes_no(_("Do you sweep streets, collect waste or clean public places?"))
    works_in_zone = yes_no(_("Do you work in the High-tech Zone?"))
    sanitation_employer = line(
        _("Unified social credit code of the employer"),
        help_text=_("18 characters; the employer or the sub-district knows it."),
        max_length=30,
    )
    states_hardship = yes_no(
        _("Is your pay low, or is the family in hardship?"), help_text=_("The employer or the community confirms it.")
    )
    lost_card = yes_no(_("Does it replace a card that was lost or is broken?"))

    def clean_sanitation_employer(self) -> str:
        return normalise_credit_code(self.cleaned_data["sanitation_employer"])


class RosterCheckForm(QuestionForm):
    legend = _("Check with the employer's list")

    on_roster = yes_no(_("Does the list of the employer show the worker as active?"), required=False)
    hardship_flagged = yes_no(_("Does the employer or the community confirm the hardship?"), required=False)
    untrue_facts_found = asked.untrue_facts_found()
