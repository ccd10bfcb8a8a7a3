"""What happens to an application, in the words of the guide page. The states themselves belong to applications."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.scheme import Scheme


@dataclass(frozen=True)
class Stage:
    """`deadline` is the key of areas.DeadlineRule that limits the stage, "" when nothing does.

    `posting` is the publicity mode without which the stage is left out.
    """

    title: str | Promise
    text: str | Promise
    deadline: str = ""
    posting: str = ""


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
    "masked_7d",
)
DECISION = Stage(
    _("Decision"),
    _("The federation decides, larger sums by its committee. A refusal is written, with its reason and how to object."),
    "final",
)
PAYMENT = Stage(_("Payment"), _("The money goes to your bank account. Nobody takes a fee."), "pay")
REPORT = Stage(
    _("Report"),
    _("Call your community or the federation, or fill in the form. Somebody calls back within hours; no papers yet."),
    "contact",
)
FAST_DECISION = Stage(
    _("Fast decision"),
    _("Your community confirms it by telephone, and two people decide. What is not urgent goes the usual way."),
    "final",
)
FAST_PAYMENT = Stage(_("Payment"), _("The money goes to your bank account at once. Nobody takes a fee."), "pay")
PAPERS_AFTERWARDS = Stage(
    _("Papers afterwards"), _("You bring proof of the incident, sign the form, and the file is closed."), "paperwork"
)
POSTED_AFTERWARDS = Stage(
    _("Public notice afterwards"),
    _("Surname, sub-district and sum are posted if you agreed to it. Objections are checked."),
    "publicity",
    "post_hoc_7d",
)
GOODS_DECISION = Stage(_("Decision"), _("The sub-district office or the federation decides. A refusal is written."))
HANDING_OVER = Stage(
    _("Handing over"),
    _("Your community tells you when and where to collect it. You sign for it, and it costs nothing."),
    "deliver",
)
FOLLOW_UP = Stage(_("Call back"), _("We ask how things are, and whether the money arrived."))


LANES: dict[str, tuple[Stage, ...]] = {
    "standard": (APPLY, ACCEPT, VERIFY, SURVEY, OPINION, PUBLICITY, DECISION, PAYMENT),
    "emergency": (REPORT, FAST_DECISION, FAST_PAYMENT, PAPERS_AFTERWARDS, POSTED_AFTERWARDS),
    "in_kind": (APPLY, ACCEPT, VERIFY, GOODS_DECISION, HANDING_OVER),
    "judicial": (REFERRAL, ACCEPT, VERIFY, OPINION, DECISION, PAYMENT),
}


def stages_of(scheme: Scheme) -> tuple[Stage, ...]:
    """The stages of the scheme's lane, with a public notice only where the scheme has one."""
    stages = [stage for stage in LANES[scheme.lane] if stage.posting in ("", scheme.publicity_mode)]
    return (*stages, FOLLOW_UP) if scheme.needs_follow_up else tuple(stages)
