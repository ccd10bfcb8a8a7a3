"""The road of a case as a table (domain rules T01–T35 and T42–T43, lanes STANDARD and JUDICIAL)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications import permissions as may
from applications import states as s
from applications.notices import MASKED, may_be_posted
from workflow.machine import Transition, Workflow, sources, transitions


def needs_posting(application: Any) -> bool:
    """The consent may have been taken back since the family applied; then the case goes on unposted (PIPL 15, 25)."""
    return application.publicity_mode == MASKED and may_be_posted(application)


def needs_no_posting(application: Any) -> bool:
    return not needs_posting(application)


def is_judicial(application: Any) -> bool:
    return application.lane == "judicial"


def is_standard(application: Any) -> bool:
    return not is_judicial(application)


def can_be_reconsidered(application: Any) -> bool:
    return application.reconsidered_at is None


def can_be_sent_back(application: Any) -> bool:
    return application.sent_back_at is None


WORKFLOW = Workflow(
    code="applications",
    initial=s.DRAFT,
    states=s.STATES,
    transitions=transitions(
        Transition("submit", sources(s.DRAFT), s.SUBMITTED, _("Submit"), "applications.submitted", automatic=True),
        Transition(
            "accept",
            sources(s.SUBMITTED),
            s.ACCEPTED,
            _("Accept"),
            "applications.accepted",
            may.may_check,
            tone="brand",
        ),
        Transition(
            "return",
            sources(s.SUBMITTED, s.PRELIMINARY_REVIEW),
            s.RETURNED,
            _("Return for documents"),
            "applications.returned",
            may.may_check,
        ),
        Transition(
            "decline",
            sources(s.SUBMITTED),
            s.NOT_ACCEPTED,
            _("Do not accept"),
            "applications.not_accepted",
            may.may_check,
            tone="danger",
        ),
        Transition(
            "resubmit",
            sources(s.RETURNED),
            s.SUBMITTED,
            _("Hand in what was missing"),
            "applications.resubmitted",
            may.may_act_for_family,
            tone="brand",
        ),
        Transition(
            "lapse",
            sources(s.RETURNED),
            s.TERMINATED,
            _("End: the papers did not come"),
            "applications.terminated",
            automatic=True,
        ),
        Transition(
            "start-verification",
            sources(s.ACCEPTED),
            s.VERIFYING,
            _("Start verification"),
            "applications.verification_started",
            may.may_check,
            tone="brand",
        ),
        Transition(
            "start-survey",
            sources(s.VERIFYING),
            s.SURVEYING,
            _("Start the home survey"),
            "applications.survey_started",
            may.may_check,
            relevant=is_standard,
            tone="brand",
        ),
        Transition(
            "adopt-findings",
            sources(s.VERIFYING),
            s.PRELIMINARY_REVIEW,
            _("Adopt the findings of the case office"),
            "applications.findings_adopted",
            may.may_check,
            relevant=is_judicial,
            tone="brand",
        ),
        Transition(
            "reject-on-data",
            sources(s.VERIFYING),
            s.REJECTED,
            _("Refuse: data show no entitlement"),
            "applications.rejected",
            may.may_give_opinion,
            tone="danger",
        ),
        Transition(
            "finish-survey",
            sources(s.SURVEYING),
            s.PRELIMINARY_REVIEW,
            _("Finish the survey"),
            "applications.survey_finished",
            may.may_visit,
            tone="brand",
        ),
        Transition(
            "appraise",
            sources(s.SURVEYING),
            s.APPRAISING,
            _("Call a democratic appraisal"),
            "applications.appraisal_called",
            may.may_check,
        ),
        Transition(
            "finish-appraisal",
            sources(s.APPRAISING),
            s.PRELIMINARY_REVIEW,
            _("Record the appraisal"),
            "applications.appraisal_recorded",
            may.may_check,
            tone="brand",
        ),
        Transition(
            "post-notice",
            sources(s.PRELIMINARY_REVIEW),
            s.PUBLICITY,
            _("Agree and post the public notice"),
            "applications.notice_posted",
            may.may_give_opinion,
            relevant=needs_posting,
            tone="brand",
        ),
        Transition(
            "forward",
            sources(s.PRELIMINARY_REVIEW),
            s.FINAL_REVIEW,
            _("Agree and forward for decision"),
            "applications.forwarded",
            may.may_give_opinion,
            relevant=needs_no_posting,
            tone="brand",
        ),
        Transition(
            "reject-preliminarily",
            sources(s.PRELIMINARY_REVIEW),
            s.REJECTED,
            _("Refuse"),
            "applications.rejected",
            may.may_give_opinion,
            tone="danger",
        ),
        Transition(
            "end-notice",
            sources(s.PUBLICITY),
            s.FINAL_REVIEW,
            _("End the public notice"),
            "applications.notice_ended",
            automatic=True,
        ),
        Transition(
            "take-up-objection",
            sources(s.PUBLICITY),
            s.OBJECTION_REVIEW,
            _("Take up the objection"),
            "applications.objection_taken_up",
            automatic=True,
        ),
        Transition(
            "post-again",
            sources(s.OBJECTION_REVIEW),
            s.PUBLICITY,
            _("Facts changed: post again"),
            "applications.notice_posted",
            may.may_answer_objection,
            relevant=needs_posting,
        ),
        Transition(
            "dismiss-objection",
            sources(s.OBJECTION_REVIEW),
            s.FINAL_REVIEW,
            _("Objection unfounded: continue"),
            "applications.objection_dismissed",
            may.may_answer_objection,
            tone="brand",
        ),
        Transition(
            "uphold-objection",
            sources(s.OBJECTION_REVIEW),
            s.REJECTED,
            _("Objection founded: refuse"),
            "applications.rejected",
            may.may_answer_objection,
            tone="danger",
        ),
        Transition(
            "approve",
            sources(s.FINAL_REVIEW),
            s.APPROVED,
            _("Approve"),
            "applications.approved",
            may.may_decide,
            tone="brand",
        ),
        Transition(
            "reject",
            sources(s.FINAL_REVIEW),
            s.REJECTED,
            _("Refuse"),
            "applications.rejected",
            may.may_decide,
            tone="danger",
        ),
        Transition(
            "send-back",
            sources(s.FINAL_REVIEW),
            s.PRELIMINARY_REVIEW,
            _("Send back with a question"),
            "applications.sent_back",
            may.may_decide,
            relevant=can_be_sent_back,
        ),
        Transition(
            "refer-to-committee",
            sources(s.FINAL_REVIEW),
            s.COLLECTIVE_REVIEW,
            _("Refer to the committee"),
            "applications.referred_to_committee",
            may.may_decide,
        ),
        Transition(
            "approve-collectively",
            sources(s.COLLECTIVE_REVIEW),
            s.APPROVED,
            _("Record approval by the committee"),
            "applications.approved",
            may.may_record_meeting,
            tone="brand",
        ),
        Transition(
            "reject-collectively",
            sources(s.COLLECTIVE_REVIEW),
            s.REJECTED,
            _("Record refusal by the committee"),
            "applications.rejected",
            may.may_record_meeting,
            tone="danger",
        ),
        Transition(
            "pay",
            sources(s.APPROVED, s.DISBURSE_FAILED),
            s.DISBURSING,
            _("Put into a payment batch"),
            "applications.payment_started",
            automatic=True,
        ),
        Transition(
            "unpay",
            sources(s.DISBURSING),
            s.APPROVED,
            _("Take out of the payment batch"),
            "applications.payment_stopped",
            automatic=True,
        ),
        Transition(
            "record-payment", sources(s.DISBURSING), s.DISBURSED, _("Paid"), "applications.paid", automatic=True
        ),
        Transition(
            "record-failure",
            sources(s.DISBURSING),
            s.DISBURSE_FAILED,
            _("Payment failed"),
            "applications.payment_failed",
            automatic=True,
        ),
        Transition(
            "start-follow-up",
            sources(s.DISBURSED),
            s.FOLLOW_UP,
            _("Plan the follow-up"),
            "applications.follow_up_started",
            may.may_visit,
            tone="brand",
        ),
        Transition(
            "plan-follow-up",
            sources(s.DISBURSED),
            s.FOLLOW_UP,
            _("Plan the follow-up"),
            "applications.follow_up_started",
            automatic=True,
        ),
        Transition(
            "finish-follow-up",
            sources(s.FOLLOW_UP),
            s.CLOSED,
            _("Record the follow-up and close"),
            "applications.closed",
            may.may_visit,
            tone="brand",
        ),
        Transition("close", sources(s.DISBURSED), s.CLOSED, _("Close the case"), "applications.closed", automatic=True),
        Transition(
            "recover",
            sources(s.DISBURSED, s.FOLLOW_UP, s.CLOSED),
            s.RECOVERING,
            _("Demand the money back"),
            "applications.recovery_started",
            may.may_recover,
            tone="danger",
        ),
        Transition(
            "record-recovery",
            sources(s.RECOVERING),
            s.RECOVERED,
            _("Record the repayment"),
            "applications.recovered",
            may.may_recover,
            tone="brand",
        ),
        Transition(
            "write-off",
            sources(s.RECOVERING),
            s.CLOSED,
            _("Write off by minutes"),
            "applications.written_off",
            may.may_record_meeting,
            tone="danger",
        ),
        Transition(
            "withdraw",
            s.BEFORE_PAYMENT,
            s.WITHDRAWN,
            _("Withdraw the application"),
            "applications.withdrawn",
            may.is_applicant,
            tone="danger",
        ),
        Transition(
            "terminate",
            s.BEFORE_PAYMENT | {s.DISBURSE_FAILED},
            s.TERMINATED,
            _("Terminate"),
            "applications.terminated",
            may.may_terminate,
            tone="danger",
        ),
        Transition(
            "ask-reconsideration",
            sources(s.REJECTED, s.NOT_ACCEPTED),
            s.RECONSIDERATION,
            _("Ask for reconsideration"),
            "applications.reconsideration_asked",
            may.may_act_for_family,
            relevant=can_be_reconsidered,
        ),
        Transition(
            "keep-refusal",
            sources(s.RECONSIDERATION),
            s.REJECTED,
            _("Keep the refusal"),
            "applications.refusal_kept",
            may.may_reconsider,
            tone="danger",
        ),
        Transition(
            "reopen",
            sources(s.RECONSIDERATION),
            s.ACCEPTED,
            _("Reopen the case"),
            "applications.reopened",
            may.may_reconsider,
            tone="brand",
        ),
    ),
)
