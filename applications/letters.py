"""Which letter belongs to which state (templates/applications/letters/)."""

from applications import states

LETTERS = {
    states.ACCEPTED: "accepted",
    states.VERIFYING: "accepted",
    states.SURVEYING: "accepted",
    states.APPRAISING: "accepted",
    states.PRELIMINARY_REVIEW: "accepted",
    states.PUBLICITY: "accepted",
    states.OBJECTION_REVIEW: "accepted",
    states.FINAL_REVIEW: "accepted",
    states.COLLECTIVE_REVIEW: "accepted",
    states.RETURNED: "returned",
    states.NOT_ACCEPTED: "not_accepted",
    states.REJECTED: "refused",
    states.APPROVED: "approved",
    states.DISBURSING: "approved",
    states.DISBURSED: "approved",
    states.DISBURSE_FAILED: "approved",
    states.FOLLOW_UP: "approved",
    states.CLOSED: "approved",
    states.TERMINATED: "terminated",
}
