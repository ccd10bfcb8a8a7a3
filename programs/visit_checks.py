"""What investigators look at during a home visit: a short list for every family, and what a scheme adds to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class VisitCheck:
    """`sentence` is what holds when the answer is yes. `code` is the key in the stored form and never changes."""

    code: str
    sentence: str | Promise


COMMON = (
    VisitCheck("lives_here", _("The people named in the application live here.")),
    VisitCheck("home_fits", _("Dwelling and furniture fit what the family declared.")),
    VisitCheck("income_fits", _("Work and income fit what the family declared.")),
    VisitCheck("property_fits", _("No vehicle, second home or business was seen beyond what was declared.")),
    VisitCheck("papers_seen", _("The originals of the papers were seen.")),
)
AT_SCHOOL = VisitCheck("at_school", _("The child goes to the school named in the application."))
BILLS_SEEN = VisitCheck("bills_seen", _("Bills and medical records of the illness were seen."))
CARE_NEEDED = VisitCheck("care_needed", _("The need for care described in the application can be seen."))
CHILD_SAFE = VisitCheck("child_safe", _("A grown-up looks after the child; no sign of injury or neglect was seen."))
EXPENSE_SEEN = VisitCheck("expense_seen", _("What burdens the family was seen, such as bills or damage."))
THING_USABLE = VisitCheck("thing_usable", _("The person can use what is asked for, or somebody in the home helps."))


def checks_of(extra: Sequence[VisitCheck]) -> tuple[VisitCheck, ...]:
    """The whole list for a scheme, what is special about it last."""
    return (*COMMON, *extra)
