"""The roads of a grant and of its milestones as tables (domain fact book §2.12)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.community_grants import permissions as may
from delivery.community_grants import states as s
from workflow.answers import Answer
from workflow.machine import Transition, Workflow, sources, transitions

EVENT = "community_grants."


def _was(state: str, grant: Any) -> bool:
    return grant.suspended_from == state


def _resume(state: str) -> Transition:
    """Back to where it was suspended."""
    return Transition(
        f"resume-{state.replace('_', '-')}",
        sources(s.SUSPENDED),
        state,
        pgettext_lazy("grant", "Go on"),
        f"{EVENT}resumed",
        may.may_end,
        relevant=partial(_was, state),
        tone="brand",
    )


def _step(
    name: str,
    state_codes: tuple[str, ...],
    target: str,
    label: Any,
    event: str,
    permission: Callable[[Any, Any], Answer],
    tone: str = "quiet",
) -> Transition:
    return Transition(name, sources(state_codes), target, label, EVENT + event, permission, tone=tone)


def _automatic(name: str, source: str, target: str, label: Any, event: str) -> Transition:
    return Transition(name, sources(source), target, label, EVENT + event, automatic=True)


WITHDRAWABLE = (s.DRAFT, *s.ASKED, s.PUBLICITY, s.AGREEMENT)

GRANT = Workflow(
    code="community_grant",
    initial=s.DRAFT,
    states=s.GRANT,
    transitions=transitions(
        _step("submit", s.EDITABLE, s.SUBMITTED, _("Hand in"), "submitted", may.may_represent, "brand"),
        _step("take", (s.SUBMITTED,), s.SUBDISTRICT_REVIEW, _("Examine"), "taken", may.may_examine, "brand"),
        _step("agree", (s.SUBDISTRICT_REVIEW,), s.SCORING, _("Support it"), "supported", may.may_examine, "brand"),
        _step("return", (s.SUBDISTRICT_REVIEW,), s.RETURNED, _("Return it"), "returned", may.may_examine),
        _step(
            "reject", (s.SUBDISTRICT_REVIEW,), s.REJECTED, pgettext_lazy("grant", "Refuse"), "rejected",
            may.may_examine, "danger",
        ),
        _step("award", (s.SCORING,), s.PUBLICITY, _("Grant it"), "awarded", may.may_decide, "brand"),
        _step("refuse", (s.SCORING,), s.REJECTED, _("Do not grant"), "refused", may.may_decide, "danger"),
        _step("revoke", (s.PUBLICITY,), s.REJECTED, _("Take the grant back"), "revoked", may.may_decide, "danger"),
        _automatic("end-publicity", s.PUBLICITY, s.AGREEMENT, _("End the notice"), "publicity_ended"),
        _step("sign", (s.AGREEMENT,), s.TRANCHE_1, _("Agreement signed"), "signed", may.may_manage, "brand"),
        _automatic("pay-first", s.TRANCHE_1, s.IN_PROGRESS, _("Pay the first part"), "first_part_paid"),
        _step(
            "report-midterm", (s.IN_PROGRESS,), s.MIDTERM, _("Mid-term report"), "midterm_reported",
            may.may_represent, "brand",
        ),
        _step(
            "pass-midterm", (s.MIDTERM,), s.TRANCHE_2, _("Mid-term passed"), "midterm_passed", may.may_manage, "brand"
        ),
        _step("send-back", (s.MIDTERM,), s.IN_PROGRESS, _("Not yet: send back"), "midterm_sent_back", may.may_manage),
        _automatic("pay-second", s.TRANCHE_2, s.ACCEPTANCE, _("Pay the second part"), "second_part_paid"),
        _step("accept", (s.ACCEPTANCE,), s.TRANCHE_3, _("Record the acceptance"), "accepted", may.may_manage, "brand"),
        _step("archive", (s.TRANCHE_3,), s.ARCHIVED, _("File the grant"), "archived", may.may_manage, "brand"),
        _step("suspend", s.SUSPENDABLE, s.SUSPENDED, _("Suspend"), "suspended", may.may_suspend),
        *(_resume(state) for state in s.SUSPENDABLE),
        _step(
            "terminate",
            (s.AGREEMENT, *s.SUSPENDABLE, s.SUSPENDED),
            s.TERMINATED,
            _("End the grant"),
            "terminated",
            may.may_end,
            "danger",
        ),
        _step("withdraw", WITHDRAWABLE, s.WITHDRAWN, _("Withdraw"), "withdrawn", may.may_represent, "danger"),
    ),
)  # fmt: skip


def _of_grant(permission: Callable[[Any, Any], Answer]) -> Callable[[Any, Any], Answer]:
    return lambda user, milestone: permission(user, milestone.grant)


MILESTONE = Workflow(
    code="grant_milestone",
    initial=s.PENDING,
    states=s.MILESTONE,
    transitions=transitions(
        _step(
            "report", s.TO_REPORT, s.REPORTED, pgettext_lazy("milestone", "Report"), "milestone_reported",
            _of_grant(may.may_represent), "brand",
        ),
        _step(
            "accept", (s.REPORTED,), s.ACCEPTED, pgettext_lazy("milestone", "Accept"), "milestone_accepted",
            _of_grant(may.may_manage), "brand",
        ),
        _step(
            "rework", (s.REPORTED,), s.REWORK, _("To be put right"), "milestone_sent_back", _of_grant(may.may_manage)
        ),
    ),
)  # fmt: skip
