"""What is asked in the first call, and what the worker finds out by telephone, video or on the spot."""

from django.utils.translation import gettext_lazy as _

from programs import common_questions as asked
from programs.questions import QuestionForm, choice, day, money, pick, story, yes_no

URGENT, EXPENDITURE = "urgent", "expenditure"
TYPES = [
    (URGENT, _("Urgent: help is needed at once")),
    (EXPENDITURE, _("Spending: bills that the household cannot carry")),
]
INCIDENTS = {
    "fire": _("Fire"),
    "traffic": _("Traffic accident"),
    "accident": _("Another accident or a natural disaster"),
    "illness": _("Sudden serious illness"),
    "spending": _("Sudden spending that cannot be avoided"),
    "special": _("Another sudden special hardship"),
}
NOT_SUDDEN = ("lasting", _("A hardship that has lasted for long"))


class IncidentForm(QuestionForm):
    legend = _("What happened")

    emergency_type = choice(_("What kind of emergency is it?"), TYPES)
    incident = pick(_("What happened?"), [*INCIDENTS.items(), NOT_SUDDEN])
    incident_on = day(_("When did it happen?"))
    incident_in_zone = yes_no(
        _("Did it happen in the High-tech Zone?"),
        help_text=_("Help is given where the emergency happens, whatever the household register says."),
    )


class NeedForm(QuestionForm):
    legend = _("The need")

    need_story = story(_("What is needed now?"), help_text=_("Shelter, food, clothes, treatment, the way home …"))
    need_yuan = money(_("How much is needed (yuan)?"))
    gov_aid_asked = yes_no(
        _("Has temporary aid of the government been asked for?"),
        help_text=_("In an urgent case it can be asked for later; we help with it."),
    )
    gov_aid_yuan = money(_("Aid of the government received or promised (yuan)"))
    paid_by_others = money(_("Paid by insurance, the liable party or others (yuan)"))


class FastCheckForm(QuestionForm):
    legend = _("Call or visit")

    seen_by_worker = yes_no(_("Did you see the emergency, or have it confirmed by telephone or video?"), required=False)
    identity_vouched = yes_no(
        _("Does the community state who the person is?"), help_text=_("Where the card was lost."), required=False
    )
    incident_confirmed = yes_no(_("Do papers of fire brigade, police, hospital or community show it?"), required=False)
    is_major = yes_no(
        _("Is it a major hardship that needs more than the usual aid?"),
        help_text=_("One case, one decision: the case goes to a higher level."),
        required=False,
    )
    check_refused = asked.check_refused()
    untrue_facts_found = asked.untrue_facts_found()
