"""Questions about complaints and re-reviews."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.labels import event_label
from audit.selectors import timeline_of
from oversight import states
from oversight.models import BlindReview, Complaint, CriterionJudgement
from programs.registry import scheme

LABELS: dict[str, Promise | str] = {
    "oversight.complaint_received": _("Received"),
    "oversight.complaint_taken": _("Taken"),
    "oversight.complaint_handed_over": _("Handed over to a colleague"),
    "oversight.complaint_answered": _("Answered"),
    "oversight.complaint_reopened": _("Asked again"),
    "oversight.complaint_closed": _("Closed"),
    "oversight.complaint_withdrawn": _("Withdrawn"),
}
TABS = {"open": sorted(states.OPEN), "answered": [states.ANSWERED], "closed": [states.CLOSED, states.WITHDRAWN]}
TAB_LABELS = {"open": _("To be answered"), "answered": _("Answered"), "closed": _("Finished")}


def complaint_tabs(user: Any, current: str, url: str) -> list[dict[str, Any]]:
    """For the tabs component; one query counts them all."""
    counts = Counter(dict(Complaint.objects.visible_to(user).values_list("state").annotate(n=Count("pk")).order_by()))
    return [
        {
            "label": TAB_LABELS[code],
            "url": f"{url}?tab={code}",
            "count": (count := sum(counts[state] for state in codes)),
            "is_current": code == current,
            "is_hot": code == "open" and count > 0,
        }
        for code, codes in TABS.items()
    ]


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


def criterion_disagreement() -> list[Disagreement]:
    """Per scheme and rule: how often the second person found otherwise. The most disputed criterion first."""
    rows = (
        CriterionJudgement.objects.values_list("review__application__program__scheme_code", "rule_code")
        .annotate(n=Count("pk"), differs=Count("pk", filter=~Q(found=F("was_found"))))
        .order_by()
    )
    found = [Disagreement(_sentence(code, rule), n, differs, f"{code} {rule}") for code, rule, n, differs in rows]
    return sorted(found, key=lambda row: (-(row.share or 0), -row.differs, row.code))


def _sentence(scheme_code: str, rule_code: str) -> str | Promise:
    """The rule in words, with the usual limits; its code when the scheme no longer has it."""
    one = scheme(scheme_code)
    rule = next((rule for rule in one.rules if rule.code == rule_code), None)
    words = rule.sentence_under(one.parameters.defaults(), one.baseline.on) if rule else rule_code
    return f"{one.title}: {words}"
