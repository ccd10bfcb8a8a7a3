"""The codes of the states. Their labels and transitions are in workflow.py."""

REGISTERED = "registered"
BOOKED = "booked"
REFUNDED = "refunded"
CANCELLED = "cancelled"

GIFT_INITIAL = REGISTERED
POSTED_STATES = (BOOKED, REFUNDED)  # has a voucher

PLEDGE_OPEN = "open"
PLEDGE_KEPT = "kept"
PLEDGE_WITHDRAWN = "withdrawn"
PLEDGE_RELEASED = "released"
PLEDGE_ENDED = (PLEDGE_WITHDRAWN, PLEDGE_RELEASED)

CHANGE_PROPOSED = "proposed"
CHANGE_AGREED = "agreed"
CHANGE_REFUSED = "refused"
