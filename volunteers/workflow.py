"""The states of shifts and sign-ups."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers import permissions
from volunteers.models import Signup
from workflow.answers import YES, Answer, no
from workflow.machine import State, Transition, Workflow, sources, states, transitions


def not_started(signup: Signup, _by: Any, at: datetime) -> Answer:
    if at < signup.starts_at:
        return YES
    return no(_("The shift has started. Please call your team leader if you cannot come."))


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
    ),
)

SIGNUP_WORKFLOW = Workflow(
    code="volunteers.signup",
    initial="waiting",
    states=states(
        State("waiting", _("On the waiting list"), _("On the waiting list"), chip="need"),
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
            "cancel",
            sources("waiting", "confirmed"),
            "cancelled",
            _("Cancel my sign-up"),
            "volunteers.signup_cancelled",
            permission=permissions.is_own,
            guards=(not_started,),
            tone="danger",
        ),
        Transition(
            "release",
            sources("waiting", "confirmed"),
            "cancelled",
            _("Release from the shift"),
            "volunteers.signup_released",
            permission=permissions.may_release,
            guards=(not_started,),
            tone="danger",
        ),
        Transition(
            "void",
            sources("waiting", "confirmed"),
            "cancelled",
            _("End with the shift"),
            "volunteers.signup_voided",
            automatic=True,
        ),
    ),
)
