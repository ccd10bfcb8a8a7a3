"""The roads of seasons, nominations, money, routes and visits as tables."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.festival_visits import permissions as may
from delivery.festival_visits import states as s
from workflow.machine import Transition, Workflow, sources, transitions

SEASON = Workflow(
    code="festival_seasons",
    initial=s.PLANNED,
    states=s.SEASON,
    transitions=transitions(
        Transition(
            "open",
            sources(s.PLANNED),
            s.OPEN,
            _("Open the season"),
            "festival_visits.season_opened",
            may.may_open_season,
            tone="brand",
        ),
        Transition(
            "close",
            sources(s.OPEN),
            s.CLOSED,
            _("Close the season"),
            "festival_visits.season_closed",
            may.may_open_season,
        ),
    ),
)

NOMINATION = Workflow(
    code="festival_nominations",
    initial=s.NOMINATED,
    states=s.NOMINATION,
    transitions=transitions(
        Transition(
            "check",
            sources(s.NOMINATED),
            s.CHECKED,
            _("Checked: in order"),
            "festival_visits.home_checked",
            may.may_check,
            tone="brand",
        ),
        Transition(
            "decline",
            sources(s.BEFORE_APPROVAL),
            s.DECLINED,
            pgettext_lazy("nomination", "Do not accept"),
            "festival_visits.home_declined",
            may.may_decline,
            tone="danger",
        ),
        Transition(
            "withdraw",
            sources(s.NOMINATED, s.CHECKED),
            s.WITHDRAWN,
            _("Take back"),
            "festival_visits.home_withdrawn",
            may.may_withdraw,
        ),
        # With the list of the community (services.lists), not one by one.
        Transition(
            "post",
            sources(s.CHECKED),
            s.POSTED,
            _("Post"),
            "festival_visits.home_posted",
            automatic=True,
        ),
        Transition(
            "approve",
            sources(s.POSTED),
            s.APPROVED,
            _("Approve"),
            "festival_visits.home_approved",
            may.may_approve,
            automatic=True,
        ),
        Transition(
            "visit", sources(s.APPROVED), s.VISITED, _("Visited"), "festival_visits.home_visited", automatic=True
        ),
        Transition(
            "give-up",
            sources(s.APPROVED),
            s.UNREACHED,
            _("Not reached"),
            "festival_visits.home_unreached",
            automatic=True,
        ),
    ),
)

CASH = Workflow(
    code="festival_cash",
    initial=s.DUE,
    states=s.CASH,
    transitions=transitions(
        Transition("batch", sources(s.DUE), s.IN_BATCH, _("Batched"), "festival_visits.cash_batched", automatic=True),
        Transition(
            "unbatch",
            sources(s.IN_BATCH),
            s.DUE,
            _("Out of the batch"),
            "festival_visits.cash_unbatched",
            automatic=True,
        ),
        Transition("pay", sources(s.IN_BATCH), s.PAID, _("Paid"), "festival_visits.cash_paid", automatic=True),
        Transition("fail", sources(s.IN_BATCH), s.FAILED, _("Failed"), "festival_visits.cash_failed", automatic=True),
        Transition(
            "retry",
            sources(s.FAILED),
            s.DUE,
            _("The account is put right: pay again"),
            "festival_visits.cash_retried",
            may.may_retry_payment,
            tone="brand",
        ),
        Transition(
            "cancel",
            sources(s.DUE, s.FAILED),
            s.CANCELLED,
            _("Not paid"),
            "festival_visits.cash_cancelled",
            automatic=True,
        ),
    ),
)

ROUTE = Workflow(
    code="festival_routes",
    initial=s.PLANNED,
    states=s.ROUTE,
    transitions=transitions(
        Transition(
            "start",
            sources(s.PLANNED),
            s.UNDER_WAY,
            _("Set out"),
            "festival_visits.route_started",
            may.walks,
            tone="brand",
        ),
        Transition(
            "finish",
            sources(s.UNDER_WAY),
            s.DONE,
            _("Finish the route"),
            "festival_visits.route_finished",
            may.may_finish,
            tone="brand",
        ),
        Transition(
            "cancel",
            sources(s.PLANNED),
            s.CANCELLED,
            pgettext_lazy("route of visits", "Cancel the route"),
            "festival_visits.route_cancelled",
            may.may_lead_route,
            tone="danger",
        ),
    ),
)

VISIT = Workflow(
    code="festival_visits",
    initial=s.PLANNED,
    states=s.VISIT,
    transitions=transitions(
        Transition(
            "hand-over",
            sources(s.PLANNED),
            s.DELIVERED,
            _("Handed over"),
            "festival_visits.visit_delivered",
            automatic=True,
        ),
        Transition(
            "miss", sources(s.PLANNED), s.NOT_HOME, _("Nobody at home"), "festival_visits.visit_missed", automatic=True
        ),
        Transition(
            "refuse",
            sources(s.PLANNED),
            s.REFUSED,
            _("Did not want it"),
            "festival_visits.visit_refused",
            automatic=True,
        ),
        Transition(
            "take-off",
            sources(s.PLANNED),
            s.CANCELLED,
            _("Take off the route"),
            "festival_visits.visit_taken_off",
            automatic=True,
        ),
    ),
)
