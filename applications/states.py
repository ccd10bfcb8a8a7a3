"""The states of an aid application (the exact name for staff, the friendly one for the family) and their clocks."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.machine import State, states

DRAFT = "draft"
SUBMITTED = "submitted"
RETURNED = "returned"
NOT_ACCEPTED = "not_accepted"
ACCEPTED = "accepted"
VERIFYING = "verifying"
SURVEYING = "surveying"
APPRAISING = "appraising"
PRELIMINARY_REVIEW = "preliminary_review"
PUBLICITY = "publicity"
OBJECTION_REVIEW = "objection_review"
FINAL_REVIEW = "final_review"
COLLECTIVE_REVIEW = "collective_review"
FAST_REVIEW = "fast_review"
APPROVED = "approved"
REJECTED = "rejected"
DISBURSING = "disbursing"
DISBURSED = "disbursed"
DISBURSE_FAILED = "disburse_failed"
PAPERWORK_PENDING = "paperwork_pending"
HANDED_OVER = "handed_over"
FOLLOW_UP = "follow_up"
CLOSED = "closed"
WITHDRAWN = "withdrawn"
RECONSIDERATION = "reconsideration"
TERMINATED = "terminated"
RECOVERING = "recovering"
RECOVERED = "recovered"

STATES = states(
    State(DRAFT, _("Draft"), _("Being filled in"), "draft"),
    State(SUBMITTED, _("Submitted"), _("Received, waiting to be checked"), "submitted"),
    State(RETURNED, _("Returned for documents"), _("Please add what is missing"), "need"),
    State(NOT_ACCEPTED, _("Not accepted"), _("Could not be accepted"), "rejected", is_final=True),
    State(ACCEPTED, _("Accepted"), _("Accepted, work has begun"), "review"),
    State(VERIFYING, _("Information being verified"), _("Information is being checked"), "review"),
    State(SURVEYING, _("Home survey"), _("A home visit is being arranged"), "review"),
    State(APPRAISING, pgettext_lazy("state", "Democratic appraisal"), _("Neighbours' panel is meeting"), "review"),
    State(PRELIMINARY_REVIEW, _("Preliminary review"), _("Under review at the sub-district"), "review"),
    State(PUBLICITY, pgettext_lazy("state", "Public notice"), _("Public notice period"), "review"),
    State(OBJECTION_REVIEW, _("Objection under review"), _("A question is being looked into"), "review"),
    State(FINAL_REVIEW, _("Final review"), _("Final decision is being made"), "review"),
    State(COLLECTIVE_REVIEW, _("Collective review"), _("Being decided by the committee"), "review"),
    State(FAST_REVIEW, _("Fast review"), _("Urgent, being decided within a day"), "review"),
    State(APPROVED, _("Approved"), _("Approved, payment is being prepared"), "approved"),
    State(REJECTED, _("Not approved"), _("Not approved"), "rejected", is_final=True),
    State(DISBURSING, _("Payment in progress"), _("Payment is on its way"), "approved"),
    State(DISBURSED, _("Paid"), _("Paid"), "paid"),
    State(DISBURSE_FAILED, _("Payment failed"), _("Payment did not arrive, we will contact you"), "need"),
    State(PAPERWORK_PENDING, _("Paid, papers to come"), _("Paid, please bring the papers"), "need"),
    State(HANDED_OVER, _("Handed over"), _("Handed over to you"), "paid"),
    State(FOLLOW_UP, _("Follow-up visit"), _("Paid, a follow-up visit is planned"), "paid"),
    State(CLOSED, pgettext_lazy("case", "Closed"), _("Finished"), "paid", is_final=True),
    State(WITHDRAWN, pgettext_lazy("case", "Withdrawn"), _("Withdrawn by you"), "draft", is_final=True),
    State(
        RECONSIDERATION, pgettext_lazy("state", "Reconsideration"), _("The refusal is being looked at again"), "review"
    ),
    State(TERMINATED, _("Terminated"), _("Stopped"), "rejected", is_final=True),
    State(RECOVERING, _("Recovering the money"), _("Repayment is being arranged"), "need"),
    State(RECOVERED, _("Recovered"), _("Repaid"), "draft", is_final=True),
)

FINAL = frozenset(code for code, state in STATES.items() if state.is_final)
OPEN = frozenset(STATES) - FINAL - {DRAFT}
BEFORE_PAYMENT = OPEN - {
    DISBURSING,
    DISBURSED,
    DISBURSE_FAILED,
    PAPERWORK_PENDING,
    HANDED_OVER,
    FOLLOW_UP,
    RECOVERING,
}
# Asked for and not received yet: of these a person has one under a program (the database sees to it). Aid that arrived
# stops nobody from asking again, for a lost wristband or the next calendar year; money that is demanded back does.
AWAITED = OPEN - {DISBURSED, HANDED_OVER, FOLLOW_UP, RECOVERING}
IN_THE_WAY = AWAITED | {RECOVERING}
ENDED_BY_TWO = BEFORE_PAYMENT | {DISBURSE_FAILED}  # an officer and a leader may end these (T33)
BEFORE_DECISION = BEFORE_PAYMENT - {APPROVED}
FACTS_ARE_CHECKED = frozenset({VERIFYING, SURVEYING, APPRAISING, PRELIMINARY_REVIEW, OBJECTION_REVIEW, FAST_REVIEW})
AT_FEDERATION = frozenset(
    {FAST_REVIEW, FINAL_REVIEW, COLLECTIVE_REVIEW, APPROVED, DISBURSING, DISBURSE_FAILED, RECONSIDERATION, RECOVERING}
)
FAMILY_ADDS_PAPERS = frozenset({SUBMITTED, RETURNED, RECONSIDERATION, FAST_REVIEW, PAPERWORK_PENDING})
DECIDED_YES = frozenset(
    {APPROVED, DISBURSING, DISBURSED, DISBURSE_FAILED, PAPERWORK_PENDING, HANDED_OVER, FOLLOW_UP, CLOSED}
)
MONEY = DECIDED_YES | {RECOVERING, RECOVERED}

# Which key of the deadline table (areas.DeadlineRule, domain rules 3.2) runs in which state.
CLOCKS = {
    SUBMITTED: "accept",
    RETURNED: "supplement",
    ACCEPTED: "survey_start",
    VERIFYING: "verify",
    SURVEYING: "survey",
    APPRAISING: "appraise",
    PRELIMINARY_REVIEW: "prelim",
    OBJECTION_REVIEW: "objection",
    FINAL_REVIEW: "final",
    COLLECTIVE_REVIEW: "final",
    FAST_REVIEW: "final",
    APPROVED: "pay",
    DISBURSING: "pay",
    DISBURSE_FAILED: "pay",
    DISBURSED: "follow_up",
    PAPERWORK_PENDING: "paperwork",
    HANDED_OVER: "follow_up",
    FOLLOW_UP: "follow_up",
    RECOVERING: "recover",
    RECONSIDERATION: "reconsideration_answer",
}
IN_KIND = "in_kind"
LANE_CLOCKS = {(IN_KIND, APPROVED): "deliver"}
SINCE_REPORT = {"emergency": frozenset({"accept", "final", "pay"})}  # the hours count from the report of the emergency

# Where the words of a lane differ: goods are not paid.
LANE_STATES = {
    (IN_KIND, APPROVED): State(APPROVED, _("Approved"), _("Approved, you will be told where to collect it"), "approved")
}


def clock_of(lane: str, state: str) -> str | None:
    """The key of the deadline that runs in this state of this lane; None where nothing hurries."""
    return LANE_CLOCKS.get((lane, state)) or CLOCKS.get(state)


def shown_state(lane: str, state: str) -> State:
    return LANE_STATES.get((lane, state)) or STATES[state]


def choices() -> list[tuple[str, str]]:
    return [(code, state.label) for code, state in STATES.items()]
