"""The states of shifts and sign-ups."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers import permissions
from volunteers.models import Signup
from volunteers.models.signups import LIVE_STATES
from workflow.answers import YES, Answer, no
from workflow.machine import State, Transition, Workflow, sources, states, transitions


def not_started(signup: Signup, _by: Any, at: datetime) -> Answer:
    if at < signup.starts_at:
        return YES
    return no(_("The shift has started. Please call your team leader if you cannot come."))


def offer_stands(signup: Signup, _by: Any, at: datetime) -> Answer:
    if signup.offer_expires_at and at < signup.offer_expires_at:
        return YES
    return no(_("The time to answer this offer is over; the place went to the next person. You can join again."))


SHIFT_WORKFLOW = Workflow(
    code="volunteers.shift",
    initial="draft",
    states=states(
        State("draft", pgettext_lazy("shift", "Draft"), pgettext_lazy("shift", "Draft"), chip="draft"),
        State("open", _("Open for sign-up"), _("Open for sign-up"), chip="approved"),
        State("closed", _("Sign-up closed"), _("Sign-up closed"), chip="review"),
        State(
            "cancelled",
            pgettext_lazy("shift", "Cancelled"),
            pgettext_lazy("shift", "Cancelled"),
            chip="rejected",
            is_final=True,
        ),
    ),
    transitions=transitions(
        Transition(
            "open",
            sources("draft", "closed"),
            "open",
            _("Open sign-up"),
            "volunteers.shift_opened",
            permission=permissions.may_lead,
            tone="brand",
        ),
        Transition(
            "close",
            sources("open"),
            "closed",
            _("Close sign-up"),
            "volunteers.shift_closed",
            permission=permissions.may_lead,
        ),
        Transition(
            "cancel",
            sources("draft", "open", "closed"),
            "cancelled",
            _("Cancel the shift"),
            "volunteers.shift_cancelled",
            permission=permissions.may_lead,
            tone="danger",
        ),
        # A series tells everybody once, so its shifts open and end by steps that tell nobody.
        Transition("publish", sources("draft"), "open", _("Open sign-up"), "volunteers.shift_opened", automatic=True),
        Transition(
            "cancel_with_series",
            sources("draft", "open", "closed"),
            "cancelled",
            _("End with the series"),
            "volunteers.shift_cancelled_with_series",
            automatic=True,
        ),
    ),
)

SIGNUP_WORKFLOW = Workflow(
    code="volunteers.signup",
    initial="waiting",
    states=states(
        State("waiting", _("On the waiting list"), _("On the waiting list"), chip="need"),
        State("requested", _("Waits for approval"), _("Waits for approval"), chip="submitted"),
        State("offered", _("Place offered"), _("A place is offered to you"), chip="need"),
        State("confirmed", _("Signed up"), _("Signed up"), chip="approved"),
        State(
            "cancelled",
            pgettext_lazy("sign-up", "Cancelled"),
            pgettext_lazy("sign-up", "Cancelled"),
            chip="draft",
            is_final=True,
        ),
    ),
    transitions=transitions(
        Transition(
            "confirm",
            sources("waiting"),
            "confirmed",
            _("Give a place"),
            "volunteers.signup_confirmed",
            automatic=True,
        ),
        Transition(
            "promote",
            sources("waiting"),
            "confirmed",
            _("Move up from the waiting list"),
            "volunteers.signup_promoted",
            automatic=True,
        ),
        Transition(
            "draw",
            sources("waiting"),
            "confirmed",
            _("Give a place by the draw"),
            "volunteers.signup_drawn",
            automatic=True,
        ),
        Transition(
            "offer", sources("waiting"), "offered", _("Offer a place"), "volunteers.signup_offered", automatic=True
        ),
        Transition(
            "accept",
            sources("offered"),
            "confirmed",
            _("Yes, I will come"),
            "volunteers.offer_accepted",
            permission=permissions.may_answer_offer,
            guards=(not_started, offer_stands),
            tone="brand",
        ),
        Transition(
            "take_over",
            sources("waiting"),
            "confirmed",
            _("Take the free place"),
            "volunteers.signup_confirmed",
            permission=permissions.may_answer_offer,
            guards=(not_started,),
            automatic=True,
        ),
        Transition(
            "decline",
            sources("offered"),
            "cancelled",
            _("No, give it to somebody else"),
            "volunteers.offer_declined",
            permission=permissions.may_answer_offer,
            guards=(not_started,),
        ),
        Transition(
            "expire",
            sources("offered"),
            "cancelled",
            _("End the offer"),
            "volunteers.offer_expired",
            automatic=True,
        ),
        Transition(
            "hand_over",
            sources("confirmed"),
            "cancelled",
            _("Hand the place over"),
            "volunteers.place_handed_over",
            automatic=True,
        ),
        Transition(
            "request",
            sources("waiting"),
            "requested",
            _("Ask for approval"),
            "volunteers.signup_requested",
            automatic=True,
        ),
        Transition(
            "approve",
            sources("requested"),
            "waiting",
            _("Approve"),
            "volunteers.signup_approved",
            permission=permissions.may_release,
            guards=(not_started,),
            tone="brand",
        ),
        Transition(
            "refuse",
            sources("requested"),
            "cancelled",
            _("Do not approve"),
            "volunteers.signup_not_approved",
            permission=permissions.may_release,
        ),
        Transition(
            "cancel",
            sources(LIVE_STATES),
            "cancelled",
            _("Cancel my sign-up"),
            "volunteers.signup_cancelled",
            permission=permissions.may_cancel,
            guards=(not_started,),
            tone="danger",
        ),
        Transition(
            "cancel_with_group",
            sources(LIVE_STATES),
            "cancelled",
            _("Cancel with the group"),
            "volunteers.signup_cancelled_with_group",
            permission=permissions.may_cancel_with_group,
            guards=(not_started,),
            automatic=True,
        ),
        Transition(
            "release",
            sources(LIVE_STATES),
            "cancelled",
            _("Release from the shift"),
            "volunteers.signup_released",
            permission=permissions.may_release,
            guards=(not_started,),
            tone="danger",
        ),
        Transition(
            "void",
            sources(LIVE_STATES),
            "cancelled",
            _("End with the shift"),
            "volunteers.signup_voided",
            automatic=True,
        ),
        Transition(
            "release_with_series",
            sources(LIVE_STATES),
            "cancelled",
            _("Release because the series moves"),
            "volunteers.signup_released_with_series",
            automatic=True,
        ),
    ),
)
