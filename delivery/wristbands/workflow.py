"""The roads of a worn band, an alert, a search and a publicity event, as tables."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.wristbands import permissions as may
from delivery.wristbands import states as s
from workflow.machine import Transition, Workflow, sources, transitions

ISSUE = Workflow(
    code="wristband_issues",
    initial=s.ISSUED,
    states=s.ISSUE_STATES,
    transitions=transitions(
        Transition(
            "bind",
            sources(s.ISSUED),
            s.ACTIVE,
            _("Take into use"),
            "wristbands.bound",
            may.may_change_issue,
            tone="brand",
        ),
        Transition(
            "suspend",
            sources(s.ACTIVE),
            s.SUSPENDED,
            _("Take out of use for a time"),
            "wristbands.suspended",
            may.may_change_issue,
        ),
        Transition(
            "resume",
            sources(s.SUSPENDED, s.LOST),
            s.ACTIVE,
            _("Take into use again"),
            "wristbands.resumed",
            may.may_change_issue,
            tone="brand",
        ),
        Transition(
            "lose",
            sources(s.ISSUED, s.ACTIVE, s.SUSPENDED),
            s.LOST,
            _("The band is lost"),
            "wristbands.lost",
            may.may_change_issue,
        ),
        Transition(
            "damage",
            sources(s.ISSUED, s.ACTIVE, s.SUSPENDED),
            s.DAMAGED,
            _("The band is broken"),
            "wristbands.damaged",
            may.may_change_issue,
        ),
        Transition(
            "replace",
            sources(s.LIVE),
            s.REPLACED,
            _("Replace the band"),
            "wristbands.replaced",
            may.may_change_issue,
        ),
        Transition(
            "retire",
            sources(s.LIVE),
            s.RETIRED,
            _("End the service"),
            "wristbands.retired",
            may.may_change_issue,
            tone="danger",
        ),
        Transition(
            "withdraw",
            sources(s.LIVE),
            s.RETIRED,
            _("Consent taken back"),
            "wristbands.consent_ended",
            automatic=True,
        ),
    ),
)

ALERT = Workflow(
    code="wristband_alerts",
    initial=s.OPEN,
    states=s.ALERT_STATES,
    transitions=transitions(
        Transition(
            "answer", sources(s.OPEN), s.ANSWERED, _("I take care of it"), "wristbands.answered", automatic=True
        ),
        Transition(
            "take",
            sources(s.OPEN),
            s.ANSWERED,
            _("I take care of it"),
            "wristbands.taken_on_duty",
            may.may_handle_alert,
            tone="brand",
        ),
        Transition(
            "silence",
            sources(s.OPEN, s.ANSWERED),
            s.CLOSED,
            _("At home, false alarm"),
            "wristbands.silenced",
            automatic=True,
        ),
        Transition(
            "report_missing",
            sources(s.OPEN, s.ANSWERED),
            s.MISSING,
            pgettext_lazy("alert", "Report as missing"),
            "wristbands.reported_missing",
            automatic=True,
        ),
        Transition(
            "bring_home",
            sources(s.OPEN, s.ANSWERED),
            s.CLOSED,
            _("Brought home"),
            "wristbands.brought_home",
            automatic=True,
        ),
        Transition(
            "settle",
            sources(s.OPEN, s.ANSWERED),
            s.CLOSED,
            _("Settled"),
            "wristbands.settled",
            may.may_handle_alert,
        ),
        Transition(
            "lapse",
            sources(s.OPEN, s.ANSWERED),
            s.CLOSED,
            _("Quiet for hours"),
            "wristbands.alert_quiet",
            automatic=True,
        ),
        Transition(
            "end_search", sources(s.MISSING), s.CLOSED, _("Search ended"), "wristbands.alert_ended", automatic=True
        ),
        Transition(
            "end_band", sources(s.LIVE_ALERTS), s.CLOSED, _("The band ended"), "wristbands.alert_lapsed", automatic=True
        ),
    ),
)

CASE = Workflow(
    code="wristband_cases",
    initial=s.OPEN,
    states=s.CASE_STATES,
    transitions=transitions(
        Transition("close", sources(s.OPEN), s.CLOSED, _("End the search"), "wristbands.search_ended", automatic=True),
    ),
)

EVENT = Workflow(
    code="publicity_events",
    initial=s.PLANNED,
    states=s.EVENT_STATES,
    transitions=transitions(
        Transition(
            "close",
            sources(s.PLANNED),
            s.CLOSED,
            _("Close the event"),
            "wristbands.event_closed",
            may.may_close_event,
            tone="brand",
        ),
        Transition(
            "cancel",
            sources(s.PLANNED),
            s.CANCELLED,
            _("Cancel the event"),
            "wristbands.event_cancelled",
            may.may_plan_event,
            tone="danger",
        ),
    ),
)
