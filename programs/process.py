"""What happens to an application, in the words of the guide page. The states themselves belong to applications."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.scheme import Scheme


@dataclass(frozen=True)
class Stage:
    """`deadline` is the key of areas.DeadlineRule that limits the stage, "" when nothing does."""

    title: str | Promise
    text: str | Promise
    deadline: str = ""


APPLY = Stage(
    _("Apply"),
    _("Online, on a phone or computer, or on paper at the charity work station of your community or village."),
)
REFERRAL = Stage(
    _("Referral"),
    _("Police, procuratorate, court or judicial office find the case, collect the papers and refer it under seal."),
)
ACCEPT = Stage(
    _("Acceptance"),
    _("The papers are read. If some are missing you are told all of them at once, and the time stops until they come."),
    "accept",
)
VERIFY = Stage(_("Checking of facts"), _("Facts are checked with the offices concerned, as you allowed."), "verify")
SURVEY = Stage(
    _("Home visit"), _("Two people visit the family. Both sign, and so does a member of the family."), "survey"
)
OPINION = Stage(_("First opinion"), _("The sub-district office writes its opinion and proposes a sum."), "prelim")
PUBLICITY = Stage(
    _("Public notice"),
    _("Surname, community and sum are posted. Nothing about the illness or the family. Objections are checked."),
    "publicity",
)
DECISION = Stage(
    _("Decision"),
    _("The federation decides, larger sums by its committee. A refusal is written, with its reason and how to object."),
    "final",
)
PAYMENT = Stage(_("Payment"), _("The money goes to your bank account. Nobody takes a fee."), "pay")
FOLLOW_UP = Stage(_("Call back"), _("We ask how things are, and whether the money arrived."))


def stages_of(scheme: Scheme) -> tuple[Stage, ...]:
    """The stages of the scheme's lane, with a public notice only where the scheme has one."""
    if scheme.lane == "judicial":
        stages = [REFERRAL, ACCEPT, VERIFY, OPINION, DECISION, PAYMENT]
    else:
        stages = [APPLY, ACCEPT, VERIFY, SURVEY, OPINION, PUBLICITY, DECISION, PAYMENT]
    if scheme.publicity_mode != "masked_7d" and PUBLICITY in stages:
        stages.remove(PUBLICITY)
    return (*stages, FOLLOW_UP) if scheme.needs_follow_up else tuple(stages)
