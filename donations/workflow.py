"""The three tables: where a gift may go, where a pledge, and where a change of use."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations import states as s
from donations.permissions import (
    may_agree_to_change,
    may_book,
    may_cancel,
    may_refund,
    may_refuse_change,
    may_withdraw_pledge,
)
from workflow.answers import YES, Answer, no
from workflow.machine import State, Transition, Workflow, sources, states, transitions


def has_consent(change: Any, _by: Any, _at: datetime) -> Answer:
    """慈善法 56: the donor agreed, or for a campaign the council decided and the filing was changed. What an agreement
    says is changed by its donor alone."""
    if change.consented_on and change.consent_evidence:
        return YES
    if change.gift.agreement_id:
        return no(_("The gift stands under an agreement: its use changes only with the donor's consent."))
    if change.gift.campaign_id and change.council_decision and change.filing_no:
        return YES
    return no(
        _("The donor's consent is missing; for a campaign, the decision of the council and the number of its filing.")
    )


GIFT = Workflow(
    code="donations.donation",
    initial=s.REGISTERED,
    states=states(
        State(s.REGISTERED, _("Entered, not booked yet"), _("Being booked"), "submitted"),
        State(s.BOOKED, pgettext_lazy("gift", "Booked"), pgettext_lazy("gift", "Received"), "paid"),
        State(s.REFUNDED, pgettext_lazy("gift", "Given back"), pgettext_lazy("gift", "Given back"), "closed", True),
        State(s.CANCELLED, _("Entered by mistake"), _("Entered by mistake"), "rejected", True),
    ),
    transitions=transitions(
        Transition(
            "book",
            sources(s.REGISTERED),
            s.BOOKED,
            pgettext_lazy("gift", "Book"),
            "donations.gift_booked",
            permission=may_book,
            tone="brand",
        ),
        Transition(
            "cancel",
            sources(s.REGISTERED),
            s.CANCELLED,
            _("Strike out"),
            "donations.gift_cancelled",
            permission=may_cancel,
            tone="danger",
        ),
        Transition(
            "refund",
            sources(s.BOOKED),
            s.REFUNDED,
            pgettext_lazy("gift", "Give back"),
            "donations.gift_refunded",
            permission=may_refund,
            tone="danger",
        ),
    ),
)

PLEDGE = Workflow(
    code="donations.pledge",
    initial=s.PLEDGE_OPEN,
    states=states(
        State(s.PLEDGE_OPEN, pgettext_lazy("pledge", "Open"), pgettext_lazy("pledge", "Open"), "submitted"),
        State(s.PLEDGE_KEPT, pgettext_lazy("pledge", "Kept"), pgettext_lazy("pledge", "Kept"), "paid"),
        State(
            s.PLEDGE_WITHDRAWN,
            pgettext_lazy("pledge", "Withdrawn"),
            pgettext_lazy("pledge", "Withdrawn"),
            "closed",
            is_final=True,
        ),
        State(
            s.PLEDGE_RELEASED,
            pgettext_lazy("pledge", "Nothing owed any more"),
            pgettext_lazy("pledge", "Nothing owed any more"),
            "closed",
            is_final=True,
        ),
    ),
    transitions=transitions(
        Transition(
            "keep",
            sources(s.PLEDGE_OPEN),
            s.PLEDGE_KEPT,
            _("The gifts reach the promise"),
            "donations.pledge_kept",
            automatic=True,
        ),
        Transition(
            "reopen",
            sources(s.PLEDGE_KEPT),
            s.PLEDGE_OPEN,
            _("A gift for it was given back"),
            "donations.pledge_reopened",
            automatic=True,
        ),
        Transition(
            "release",
            sources(s.PLEDGE_OPEN),
            s.PLEDGE_RELEASED,
            _("Every gift that it matched was given back"),
            "donations.pledge_released",
            automatic=True,
        ),
        Transition(
            "withdraw",
            sources(s.PLEDGE_OPEN),
            s.PLEDGE_WITHDRAWN,
            pgettext_lazy("pledge", "Withdraw"),
            "donations.pledge_withdrawn",
            permission=may_withdraw_pledge,
            tone="danger",
        ),
    ),
)

CHANGE = Workflow(
    code="donations.usechange",
    initial=s.CHANGE_PROPOSED,
    states=states(
        State(s.CHANGE_PROPOSED, _("Proposed"), _("Proposed"), "review"),
        State(s.CHANGE_AGREED, _("In force"), _("In force"), "approved", is_final=True),
        State(
            s.CHANGE_REFUSED, pgettext_lazy("change", "Refused"), pgettext_lazy("change", "Refused"), "rejected", True
        ),
    ),
    transitions=transitions(
        Transition(
            "agree",
            sources(s.CHANGE_PROPOSED),
            s.CHANGE_AGREED,
            _("Put the change into force"),
            "donations.use_changed",
            permission=may_agree_to_change,
            guards=(has_consent,),
            tone="brand",
        ),
        Transition(
            "refuse",
            sources(s.CHANGE_PROPOSED),
            s.CHANGE_REFUSED,
            _("Refuse the change"),
            "donations.use_change_refused",
            permission=may_refuse_change,
            tone="danger",
        ),
    ),
)
