"""What the household is asked besides income and property, and what the bureau and the community find out."""

from django.utils.translation import gettext_lazy as _

from programs import common_questions as asked
from programs import hardship
from programs.questions import QuestionForm, pick, story, yes_no

ON_ALLOWANCE = ("DESTITUTE", "DIBAO")


class SituationForm(QuestionForm):
    legend = _("The situation of the household")

    residence_in_zone = asked.residence_in_zone()
    hardship_claimed = pick(
        _("Has an office recognised the household?"),
        hardship.question_choices("MARGINAL", *ON_ALLOWANCE),
        help_text=_("Without a recognition the income of the household decides."),
    )
    situation = story(_("Please tell us about the situation"), help_text=_("A few sentences are enough."))
    funded_elsewhere = yes_no(_("Has another charity paid the household for the same need this year?"))


class BureauCheckForm(QuestionForm):
    legend = _("Check with the Social Affairs Bureau and the community")

    bureau_confirmed = yes_no(_("Does the Social Affairs Bureau confirm income and property?"), required=False)
    hardship_seen = asked.hardship_seen()
    check_refused = asked.check_refused()
    untrue_facts_found = asked.untrue_facts_found()
