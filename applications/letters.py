"""Which letter belongs to which state (templates/applications/letters/)."""

from applications import states

LETTERS = {
    states.ACCEPTED: "applications/letters/accepted.html",
    states.VERIFYING: "applications/letters/accepted.html",
    states.SURVEYING: "applications/letters/accepted.html",
    states.APPRAISING: "applications/letters/accepted.html",
    states.PRELIMINARY_REVIEW: "applications/letters/accepted.html",
    states.PUBLICITY: "applications/letters/accepted.html",
    states.OBJECTION_REVIEW: "applications/letters/accepted.html",
    states.FINAL_REVIEW: "applications/letters/accepted.html",
    states.COLLECTIVE_REVIEW: "applications/letters/accepted.html",
    states.RETURNED: "applications/letters/returned.html",
    states.NOT_ACCEPTED: "applications/letters/not_accepted.html",
    states.REJECTED: "applications/letters/refused.html",
    states.APPROVED: "applications/letters/approved.html",
    states.DISBURSING: "applications/letters/approved.html",
    states.DISBURSED: "applications/letters/approved.html",
    states.DISBURSE_FAILED: "applications/letters/approved.html",
    states.PAPERWORK_PENDING: "applications/letters/approved.html",
    states.HANDED_OVER: "applications/letters/approved.html",
    states.FOLLOW_UP: "applications/letters/approved.html",
    states.CLOSED: "applications/letters/approved.html",
    states.RECONSIDERATION: "applications/letters/refused.html",
    states.RECOVERING: "applications/letters/recovering.html",
    states.TERMINATED: "applications/letters/terminated.html",
}
