"""What happens to an application, in the words of the guide page. The states themselves belong to applications."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.scheme import Scheme


@dataclass(frozen=True)
class Stage:
    """`deadline` is the key of areas.DeadlineRule that limits the stage, "" when nothing does.

    `notice` is the publicity mode without which the stage does not happen.
    """

    title: str | Promise
    text: str | Promise
    deadline: str = ""
    notice: str = ""


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
    notice="masked_7d",
)
DECISION = Stage(
    _("Decision"),
    _("The federation decides, larger sums by its committee. A refusal is written, with its reason and how to object."),
    "final",
)
PAYMENT = Stage(_("Payment"), _("The money goes to your bank account. Nobody takes a fee."), "pay")
FOLLOW_UP = Stage(_("Call back"), _("We ask how things are, and whether the money arrived."))


REPORT = Stage(
    _("Report"),
    _("By telephone, online or at the work station, by anybody who knows of it. Nobody has to bring papers first."),
)
CONTACT = Stage(_("Contact"), _("A worker calls, or comes to the place, and sees what is needed now."), "accept")
FAST_DECISION = Stage(
    _("Decision"),
    _("One person approves and another checks. Larger sums go to a higher level or to the committee."),
    "final",
)
FAST_PAYMENT = Stage(_("Payment"), _("The money goes out at once. Nobody takes a fee."), "pay")
PAPERS_AFTER = Stage(
    _("Papers afterwards"),
    _("Once the emergency is over, the papers are completed with our help."),
    "paperwork",
)
POST_HOC = Stage(
    _("Public notice"),
    _("After the payment surname, sub-district and sum are posted. Objections are checked."),
    "publicity",
    notice="post_hoc_7d",
)
GOODS_DECISION = Stage(
    _("Decision"), _("The federation decides. While there are too few, the order is that of the need."), "final"
)
HAND_OVER = Stage(_("Handing over"), _("You receive it at the work station or at an event, and sign for it."))

LANES: dict[str, tuple[Stage, ...]] = {
    "standard": (APPLY, ACCEPT, VERIFY, SURVEY, OPINION, PUBLICITY, DECISION, PAYMENT),
    "judicial": (REFERRAL, ACCEPT, VERIFY, OPINION, DECISION, PAYMENT),
    "emergency": (REPORT, CONTACT, FAST_DECISION, FAST_PAYMENT, PAPERS_AFTER, POST_HOC),
    "in_kind": (APPLY, ACCEPT, VERIFY, GOODS_DECISION, HAND_OVER),
}


def stages_of(scheme: Scheme) -> tuple[Stage, ...]:
    """The stages of the scheme's lane, with a public notice only where the scheme has one."""
    stages = tuple(stage for stage in LANES[scheme.lane] if stage.notice in ("", scheme.publicity_mode))
    return (*stages, FOLLOW_UP) if scheme.needs_follow_up else stages
