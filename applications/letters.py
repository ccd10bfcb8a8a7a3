"""Which letter belongs to which state (templates/applications/letters/)."""

from applications import states

LETTERS = {
    states.ACCEPTED: "accepted",
    states.VERIFYING: "accepted",
    states.SURVEYING: "accepted",
    states.RETURNED: "returned",
    states.NOT_ACCEPTED: "refused",
    states.REJECTED: "refused",
    states.APPROVED: "approved",
    states.DISBURSING: "approved",
    states.DISBURSED: "approved",
    states.FOLLOW_UP: "approved",
}
