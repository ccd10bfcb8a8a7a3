"""The roads of a meal card and of a monthly statement as tables."""

from django.utils.translation import gettext_lazy as _

from delivery.porridge_house import permissions as may
from delivery.porridge_house import states as s
from workflow.machine import Transition, Workflow, sources, transitions

CARD = Workflow(
    code="meal_cards",
    initial=s.MADE,
    states=s.CARD_STATES,
    transitions=transitions(
        Transition(
            "hand-over",
            sources(s.MADE),
            s.ACTIVE,
            _("Hand over the card"),
            "porridge_house.card_handed_over",
            may.may_hand_over_card,
            tone="brand",
        ),
        Transition(
            "freeze",
            sources(s.ACTIVE),
            s.FROZEN,
            _("Freeze the card"),
            "porridge_house.card_frozen",
            may.may_handle_card,
        ),
        Transition(
            "unfreeze",
            sources(s.FROZEN),
            s.ACTIVE,
            _("Use it again"),
            "porridge_house.card_unfrozen",
            may.may_keep_card,
        ),
        Transition(
            "replace",
            sources(s.LIVE),
            s.REPLACED,
            _("Replace by a new card"),
            "porridge_house.card_replaced",
            may.may_keep_card,
        ),
        Transition(
            "end",
            sources(s.LIVE),
            s.ENDED,
            _("End the card"),
            "porridge_house.card_ended",
            may.may_keep_card,
            tone="danger",
        ),
    ),
)

STATEMENT = Workflow(
    code="meal_statements",
    initial=s.DRAFT,
    states=s.STATEMENT_STATES,
    transitions=transitions(
        Transition(
            "sign-for-partner",
            sources(s.DRAFT),
            s.SHOP_SIGNED,
            _("Sign for the partner"),
            "porridge_house.statement_signed_by_partner",
            may.may_sign_for_partner,
            tone="brand",
        ),
        Transition(
            "sign-for-federation",
            sources(s.SHOP_SIGNED),
            s.AGREED,
            _("Sign for the federation"),
            "porridge_house.statement_agreed",
            may.may_sign_for_federation,
            tone="brand",
        ),
        Transition(
            "book",
            sources(s.AGREED),
            s.BOOKED,
            _("Book the bill"),
            "porridge_house.statement_booked",
            may.may_book_statement,
            tone="brand",
        ),
        Transition(
            "pay",
            sources(s.BOOKED),
            s.PAID,
            _("Enter the payment"),
            "porridge_house.statement_paid",
            may.may_pay_statement,
            relevant=lambda statement: statement.amount_fen > 0,
            tone="brand",
        ),
        Transition(
            "settle-at-zero",
            sources(s.BOOKED),
            s.PAID,
            _("Settled: nothing to pay"),
            "porridge_house.statement_settled_at_zero",
            relevant=lambda statement: statement.amount_fen == 0,
            automatic=True,  # only donated meals: nobody has to pay anything
        ),
        Transition(
            "take-back",
            sources(s.SIGNABLE),
            s.CANCELLED,
            _("Take the statement back"),
            "porridge_house.statement_taken_back",
            may.may_take_back_statement,
            tone="danger",
        ),
    ),
)
