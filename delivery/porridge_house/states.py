"""The states of a meal card and of a monthly statement."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.machine import State, states

MADE = "made"
ACTIVE = "active"
FROZEN = "frozen"
REPLACED = "replaced"
ENDED = "ended"

CARD_STATES = states(
    State(MADE, pgettext_lazy("card", "To be handed over"), _("Ready to be collected"), "submitted"),
    State(ACTIVE, pgettext_lazy("card", "In use"), pgettext_lazy("card", "In use"), "approved"),
    State(FROZEN, pgettext_lazy("card", "Frozen"), pgettext_lazy("card", "Frozen"), "need"),
    State(REPLACED, pgettext_lazy("card", "Replaced"), pgettext_lazy("card", "Replaced"), "closed", is_final=True),
    State(ENDED, pgettext_lazy("card", "Ended"), pgettext_lazy("card", "Ended"), "closed", is_final=True),
)
LIVE = (MADE, ACTIVE, FROZEN)

DRAFT = "draft"
SHOP_SIGNED = "shop_signed"
AGREED = "agreed"
BOOKED = "booked"
PAID = "paid"
CANCELLED = "cancelled"

STATEMENT_STATES = states(
    State(DRAFT, _("Waits for the partner's signature"), _("Please check and sign"), "submitted"),
    State(SHOP_SIGNED, _("Signed by the partner"), _("The federation checks it"), "review"),
    State(AGREED, _("Signed by both sides"), _("Signed by both sides"), "approved"),
    State(BOOKED, _("Booked, to be paid"), _("Payment is being prepared"), "approved"),
    State(PAID, pgettext_lazy("statement", "Settled"), pgettext_lazy("statement", "Settled"), "paid", is_final=True),
    State(
        CANCELLED,
        pgettext_lazy("statement", "Taken back"),
        pgettext_lazy("statement", "Taken back"),
        "closed",
        is_final=True,
    ),
)
OPEN_STATEMENTS = (DRAFT, SHOP_SIGNED, AGREED, BOOKED)
SIGNABLE = (DRAFT, SHOP_SIGNED, AGREED)  # before the money is booked a statement can be taken back
