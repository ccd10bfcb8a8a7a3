"""The steps of two lanes: help first and papers afterwards (T36–T41), and goods instead of money."""

from django.utils.translation import gettext_lazy as _

from applications import permissions_of_lanes as may
from applications import states as s
from applications.fast_guards import no_overdue_papers, papers_were_filed, was_checked
from applications.lanes import is_emergency, is_in_kind
from applications.permissions import may_check, may_record_meeting
from workflow.machine import Transition, sources

EMERGENCY = (
    Transition(
        "start-fast-review",
        sources(s.SUBMITTED),
        s.FAST_REVIEW,
        _("Start the fast review"),
        "applications.fast_review_started",
        may.may_open_fast_case,
        guards=(no_overdue_papers,),
        relevant=is_emergency,
        tone="brand",
    ),
    Transition(
        "check-fast",
        sources(s.FAST_REVIEW),
        s.FAST_REVIEW,
        _("Check the fast case"),
        "applications.fast_checked",
        may.may_check_fast_case,
        relevant=is_emergency,
        tone="brand",
    ),
    Transition(
        "approve-fast",
        sources(s.FAST_REVIEW),
        s.APPROVED,
        _("Approve at once"),
        "applications.approved",
        may.may_approve_fast_case,
        guards=(was_checked,),
        relevant=is_emergency,
        tone="brand",
    ),
    Transition(
        "move-to-standard",
        sources(s.FAST_REVIEW),
        s.ACCEPTED,
        _("Not urgent: standard procedure"),
        "applications.moved_to_standard",
        may.may_leave_fast_lane,
        relevant=is_emergency,
    ),
    Transition(
        "record-fast-payment",
        sources(s.DISBURSING),
        s.PAPERWORK_PENDING,
        _("Paid"),
        "applications.paid",
        relevant=is_emergency,
        automatic=True,
    ),
    Transition(
        "file-paperwork",
        sources(s.PAPERWORK_PENDING),
        s.PAPERWORK_PENDING,
        _("Papers are complete"),
        "applications.paperwork_filed",
        may_check,
        relevant=is_emergency,
        tone="brand",
    ),
    Transition(
        "close-paperwork",
        sources(s.PAPERWORK_PENDING),
        s.CLOSED,
        _("Confirm the papers and close"),
        "applications.closed",
        may.may_close_paperwork,
        guards=(papers_were_filed,),
        relevant=is_emergency,
        tone="brand",
    ),
)
IN_KIND = (
    Transition(
        "approve-in-kind",
        sources(s.VERIFYING),
        s.APPROVED,
        _("Approve goods or service"),
        "applications.goods_approved",
        may.may_approve_in_kind,
        relevant=is_in_kind,
        tone="brand",
    ),
    Transition(
        "refer-goods-to-committee",
        sources(s.VERIFYING),
        s.COLLECTIVE_REVIEW,
        _("Refer to the committee"),
        "applications.referred_to_committee",
        may.may_approve_in_kind,
        relevant=is_in_kind,
    ),
    Transition(
        "approve-goods-collectively",
        sources(s.COLLECTIVE_REVIEW),
        s.APPROVED,
        _("Record approval by the committee"),
        "applications.goods_approved",
        may_record_meeting,
        relevant=is_in_kind,
        tone="brand",
    ),
    Transition(
        "record-delivery",
        sources(s.APPROVED),
        s.HANDED_OVER,
        _("Record the handing over"),
        "applications.handed_over",
        may_check,
        relevant=is_in_kind,
        tone="brand",
    ),
    Transition(
        "finish-delivery",
        sources(s.HANDED_OVER),
        s.CLOSED,
        _("Close the case"),
        "applications.closed",
        may_check,
        relevant=is_in_kind,
        tone="brand",
    ),
)
