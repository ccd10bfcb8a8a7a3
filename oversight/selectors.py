"""Questions about complaints and re-reviews."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.labels import event_label
from audit.selectors import timeline_of
from oversight import states
from oversight.models import BlindReview, Complaint, CriterionJudgement
from programs.registry import scheme
from web.tabs import StateTab, state_tabs

LABELS: dict[str, Promise | str] = {
    "oversight.complaint_received": _("Received"),
    "oversight.complaint_taken": _("Taken"),
    "oversight.complaint_handed_over": _("Handed over to a colleague"),
    "oversight.complaint_answered": _("Answered"),
    "oversight.complaint_reopened": _("Asked again"),
    "oversight.complaint_closed": _("Closed"),
    "oversight.complaint_withdrawn": _("Withdrawn"),
}
TABS = (
    StateTab("open", _("To be answered"), sorted(states.OPEN), is_hot=True),
    StateTab("answered", _("Answered"), (states.ANSWERED,)),
    StateTab("closed", _("Finished"), (states.CLOSED, states.WITHDRAWN)),
)
TAB_OF = {tab.code: tab for tab in TABS}
DESK_ORDERS = {"open": ("due_at", "id"), "": ("-received_at", "-id")}


def rows_of_desk(user: Any, tab: StateTab) -> QuerySet[Complaint]:
    return Complaint.objects.visible_to(user).filter(state__in=tab.states)


def complaint_tabs(user: Any, current: StateTab, url: str) -> list[dict[str, Any]]:
    return state_tabs(Complaint.objects.visible_to(user), TABS, current=current.code, url=url)


def entries_of(complaint: Complaint) -> list[dict[str, Any]]:
    """For the timeline component."""
    return [
        {
            "label": event_label(event.code),
            "at": event.at,
            "by": str(event.actor or ""),
            "note": "",
        }
        for event in timeline_of(complaint)
    ]


@dataclass(frozen=True)
class Disagreement:
    """`judged` and `differs` are counts; `share` in per cent, None when nothing was judged."""

    label: str | Promise
    judged: int
    differs: int
    code: str = ""

    @property
    def share(self) -> int | None:
        return round(100 * self.differs / self.judged) if self.judged else None


def decision_disagreement() -> list[Disagreement]:
    """How often the second person decides otherwise, approved and refused cases apart."""
    done = BlindReview.objects.filter(done_at__isnull=False)
    found = []
    for was_approved, label in ((True, _("Approved cases")), (False, _("Refused cases"))):
        rows = done.filter(was_approved=was_approved)
        expected = BlindReview.Verdict.APPROVE if was_approved else BlindReview.Verdict.REFUSE
        found.append(Disagreement(label, rows.count(), rows.exclude(verdict=expected).count()))
    return found


def criterion_disagreement(*, on: date) -> list[Disagreement]:
    """Per scheme and rule: how often the second person found otherwise. The most disputed criterion first.

    `on`: the day of the limits in the sentences.
    """
    rows = (
        CriterionJudgement.objects.values_list("review__application__program__scheme_code", "rule_code")
        .annotate(n=Count("pk"), differs=Count("pk", filter=~Q(found=F("was_found"))))
        .order_by()
    )
    found = [Disagreement(_sentence(code, rule, on), n, differs, f"{code} {rule}") for code, rule, n, differs in rows]
    return sorted(found, key=lambda row: (-(row.share or 0), -row.differs, row.code))


def _sentence(scheme_code: str, rule_code: str, on: date) -> str | Promise:
    """The rule in words, with the usual limits; its code when the scheme no longer has it."""
    one = scheme(scheme_code)
    rule = next((rule for rule in one.rules if rule.code == rule_code), None)
    words = rule.sentence_under(one.default_parameters(), on) if rule else rule_code
    return f"{one.title}: {words}"
