"""What the freshman is asked about the place and the family, and what the federation checks."""

from django.utils.translation import gettext_lazy as _

from programs import common_questions as asked
from programs import hardship
from programs.questions import QuestionForm, choice, line, money, pick, story, whole, yes_no

LEVELS = {"benke": _("Four-year university course"), "zhuanke": _("Three-year college course")}
CATEGORIES = (*hardship.POOR_FAMILY, "RELAPSE_MONITOR", "ORPHAN", "DE_FACTO_UNATTENDED", "SUDDEN")
OTHER_LEVEL = ("other", _("Another course (adult education, preparatory year, master's degree)"))


class AdmissionForm(QuestionForm):
    legend = _("The admission")

    admission_year = whole(_("In which year were you admitted?"), least=1990, most=2100)
    national_exam = yes_no(_("Through the national entrance examination?"))
    level = choice(_("Which course is it?"), [*LEVELS.items(), OTHER_LEVEL])
    is_full_time = yes_no(_("Is it a full-time course?"))
    is_fee_free = yes_no(
        _("Is it a place without fees?"),
        help_text=_("Military or police academy, fee-free teacher training, place reserved by an employer."),
    )
    university = line(_("Name of the university or college"))


class FamilyForm(QuestionForm):
    legend = _("The situation of the family")

    residence_in_zone = asked.residence_in_zone()
    hardship_claimed = pick(
        _("Which of these describes the family?"),
        hardship.question_choices(*CATEGORIES),
        help_text=_("If several do, choose the one that you have a paper for."),
    )
    medical_own_costs = money(
        _("Medical costs that the family paid itself in the last twelve months (yuan)"),
        help_text=_("After all insurance and aid; 0 if there were none."),
    )
    situation = story(_("Please tell us about the situation"), help_text=_("A few sentences are enough."))
    funded_elsewhere = yes_no(_("Has another charity already paid for the start of these studies?"))


class AdmissionCheckForm(QuestionForm):
    legend = _("Check of the admission and the family")

    admission_confirmed = yes_no(
        _("Does the letter, or the page of the examination office, show the admission?"), required=False
    )
    bills_confirmed = yes_no(_("Do bills and settlement sheets agree with the medical costs?"), required=False)
    hardship_seen = asked.hardship_seen()
    place_given_up = yes_no(
        _("Has the student given up the place, or not enrolled?"),
        help_text=_("Once enrolment has ended, by the receipt of the fees or the page of the register."),
        required=False,
    )
    check_refused = asked.check_refused()
    untrue_facts_found = asked.untrue_facts_found()
