"""What the guardian or the children's director is asked about the child and its parents."""

from django.utils.translation import gettext_lazy as _

from programs import common_questions as asked
from programs.questions import QuestionForm, choice, day, line, money, pick, story, whole, yes_no

SUBTYPES = {
    "ORPHAN": _("orphan: both parents have died or cannot be found"),
    "DE_FACTO_UNATTENDED": _("child whom nobody can look after: neither parent is able to"),
    "SEVERE_ILLNESS": _("seriously ill child"),
    "DISABLED": _("child with a disability"),
    "LEFT_BEHIND": _("child left behind by parents who work elsewhere"),
    "POOR_FAMILY": _("child of a family in hardship"),
    "GUARDIAN_RISK": _("child whose guardian neglects or harms it"),
}
GONE, LOST, TERMS = ("dead", "missing"), "lost_contact", ("prison", "rehab", "restricted")
STATES = [
    ("able", _("can look after the child")),
    ("dead", _("has died")),
    ("missing", _("has been declared missing, or is not known")),
    ("disabled", _("has a disability certificate")),
    ("ill", _("is seriously ill")),
    ("prison", _("is in prison or custody")),
    ("rehab", _("is in compulsory drug rehabilitation")),
    ("restricted", _("is otherwise deprived of liberty")),
    (LOST, _("cannot be reached")),
]
DISABILITIES = [
    ("severe", _("level 1 or 2")),
    ("mental_34", _("level 3 or 4, mental or intellectual")),
    ("light", _("level 3 or 4, another class")),
]


class ChildForm(QuestionForm):
    legend = _("The child's situation")

    residence_in_zone = asked.residence_in_zone()
    subtype = pick(_("Which of these describes the child best?"), [*SUBTYPES.items(), ("NONE", _("None of these"))])
    situation = story(
        _("Please tell us about the situation"),
        help_text=_("If a child is in danger now, do not write here: call 110 and the community at once."),
    )


def _state(label):
    return pick(label, STATES, help_text=_("The heaviest of them, if several are true."))


def _disability(label):
    return choice(label, DISABILITIES, required=False)


def _lost(label):
    return day(label, required=False)


def _term(label):
    return whole(label, required=False, most=600)


class ParentsForm(QuestionForm):
    legend = _("The parents")

    father_state = _state(_("The father"))
    father_disability = _disability(_("Disability of the father"))
    father_lost_on = _lost(_("Last contact with the father"))
    father_term_months = _term(_("Term of the father in prison, custody or rehabilitation (months)"))
    mother_state = _state(_("The mother"))
    mother_disability = _disability(_("Disability of the mother"))
    mother_lost_on = _lost(_("Last contact with the mother"))
    mother_term_months = _term(_("Term of the mother in prison, custody or rehabilitation (months)"))

    def clean(self):
        cleaned = super().clean()
        for parent in ("father", "mother"):
            state = cleaned.get(f"{parent}_state")
            asked.require(self, state == "disabled", f"{parent}_disability", _("Please choose class and level."))
            asked.require(self, state == LOST, f"{parent}_lost_on", _("Please choose the day of the last contact."))
            asked.require(self, state in TERMS, f"{parent}_term_months", _("Please fill in the months."))
        return cleaned


class HelpForm(QuestionForm):
    legend = _("The help")

    wants_visits = yes_no(_("May a trained volunteer visit the child, once a quarter or more often?"))
    wish = line(_("A small wish of the child"), help_text=_("A thing to learn, play or wear with."), required=False)
    wish_yuan = money(_("What the wish costs (yuan)"), required=False)
    funded_elsewhere = yes_no(_("Has another charity already paid living aid for the child this year?"))

    def clean(self):
        cleaned = super().clean()
        asked.require(self, bool(cleaned.get("wish")), "wish_yuan", _("Please estimate what the wish costs."))
        return cleaned


class DirectorCheckForm(QuestionForm):
    legend = _("Check by the children's director of the community")

    child_seen = yes_no(
        _("Does the children's director confirm the situation of the child?"),
        help_text=_("Signs of abuse or danger are reported to the police at once, whatever becomes of this case."),
        required=False,
    )
    parents_confirmed = yes_no(_("Do papers show the situation of the parents?"), required=False)
    hardship_seen = asked.hardship_seen()
    check_refused = asked.check_refused()
    untrue_facts_found = asked.untrue_facts_found()
