"""The codes of the states. Their labels and transitions are in workflow.py.

Of the fact book's §3.6, LOCKED and IN_APPROVAL are one state here (a locked batch waits for its checker), and
IN_AUTHORIZATION is `approved` (a checked batch waits for its cashier).
"""

OPEN = "open"
LOCKED = "locked"
APPROVED = "approved"
RELEASED = "released"
PARTLY_FINISHED = "partly_finished"
FINISHED = "finished"
CLOSED = "closed"
ABORTED = "aborted"

BATCH_INITIAL = OPEN
SENT_STATES = (RELEASED, PARTLY_FINISHED, FINISHED, CLOSED)
SETTLED_STATES = (PARTLY_FINISHED, FINISHED, CLOSED)
CHECKED_STATES = (APPROVED, *SENT_STATES)

PENDING = "pending"
SENT = "sent"
SUCCESS = "success"
FAILED = "failed"
CANCELLED = "cancelled"

PAYMENT_INITIAL = PENDING
LIVE_STATES = (PENDING, SENT, SUCCESS)  # one of these per source: paid is for ever

CHECK_OPEN = "open"
CHECK_DONE = "done"
CHECK_FINDING = "finding"
CHECK_ANSWERED = "answered"

CHECK_INITIAL = CHECK_OPEN
FOUND_STATES = (CHECK_FINDING, CHECK_ANSWERED)
WAITING_STATES = (CHECK_OPEN, CHECK_FINDING)
MADE_STATES = (CHECK_DONE, CHECK_FINDING, CHECK_ANSWERED)
