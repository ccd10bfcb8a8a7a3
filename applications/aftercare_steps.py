"""The steps after the money or the goods: follow-up, closing, getting money back (T29–T31, T41–T43)."""

from django.utils.translation import gettext_lazy as _

from applications import permissions as may
from applications import states as s
from applications.lanes import is_in_money
from workflow.machine import Transition, sources

AFTERCARE = (
    Transition(
        "start-follow-up",
        sources(s.DISBURSED),
        s.FOLLOW_UP,
        _("Plan the follow-up"),
        "applications.follow_up_started",
        may.may_visit,
        tone="brand",
    ),
    Transition(
        "plan-follow-up",
        sources(s.DISBURSED),
        s.FOLLOW_UP,
        _("Plan the follow-up"),
        "applications.follow_up_started",
        automatic=True,
    ),
    Transition(
        "finish-follow-up",
        sources(s.FOLLOW_UP),
        s.CLOSED,
        _("Record the follow-up and close"),
        "applications.closed",
        may.may_visit,
        tone="brand",
    ),
    Transition(
        "close",
        sources(s.DISBURSED, s.HANDED_OVER),
        s.CLOSED,
        _("Close the case"),
        "applications.closed",
        automatic=True,
    ),
    Transition(
        "recover",
        sources(s.DISBURSED, s.PAPERWORK_PENDING, s.FOLLOW_UP, s.CLOSED),
        s.RECOVERING,
        _("Demand the money back"),
        "applications.recovery_started",
        may.may_recover,
        relevant=is_in_money,
        tone="danger",
    ),
    Transition(
        "record-recovery",
        sources(s.RECOVERING),
        s.RECOVERED,
        _("Record the repayment"),
        "applications.recovered",
        may.may_recover,
        tone="brand",
    ),
    Transition(
        "write-off",
        sources(s.RECOVERING),
        s.CLOSED,
        _("Write off by minutes"),
        "applications.written_off",
        may.may_record_meeting,
        tone="danger",
    ),
)
