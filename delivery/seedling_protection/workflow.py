"""The roads of facilities, group visits, distributions and trainings as tables."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.seedling_protection import permissions as may
from delivery.seedling_protection import states as s
from workflow.answers import YES, Answer, no
from workflow.machine import Transition, Workflow, sources, transitions

CODE = "seedling_protection"


def _nothing_is_out(row: Any, _by: Any, _at: datetime) -> Answer:
    if row.lines.filter(handed_out__gt=0).exists():
        return no(_("Something was handed over already. Finish the distribution instead."))
    return YES


def _something_is_out(row: Any, _by: Any, _at: datetime) -> Answer:
    if row.lines.filter(handed_out__gt=0).exists():
        return YES
    return no(_("Nothing was handed over yet. Cancel the distribution, or hand the goods over first."))


def _nobody_is_booked(row: Any, _by: Any, at: datetime) -> Answer:
    if row.slots.filter(starts_at__gt=at, visits__state=s.BOOKED).exists():
        return no(_("Groups are booked for later. Cancel their visits first."))
    return YES


def _has_begun(row: Any, _by: Any, at: datetime) -> Answer:
    return YES if row.slot.starts_at <= at else no(_("The visiting hour has not begun yet."))


FACILITY = Workflow(
    code="seedling_facilities",
    initial=s.PLANNED,
    states=s.FACILITY,
    transitions=transitions(
        Transition(
            "build", sources(s.PLANNED), s.BUILDING, _("Begin building"), f"{CODE}.facility_begun", may.may_organise
        ),
        Transition(
            "open",
            sources(s.PLANNED, s.BUILDING, s.CLOSED),
            s.OPEN,
            pgettext_lazy("facility act", "Open"),
            f"{CODE}.facility_opened",
            may.may_organise,
            tone="brand",
        ),
        Transition(
            "close",
            sources(s.OPEN),
            s.CLOSED,
            pgettext_lazy("facility act", "Close"),
            f"{CODE}.facility_closed",
            may.may_organise,
            guards=(_nobody_is_booked,),
        ),
    ),
)

VISIT = Workflow(
    code="seedling_visits",
    initial=s.BOOKED,
    states=s.VISIT,
    transitions=transitions(
        Transition(
            "come",
            sources(s.BOOKED),
            s.CAME,
            _("The group came"),
            f"{CODE}.visit_came",
            may.may_organise,
            guards=(_has_begun,),
            tone="brand",
        ),
        Transition(
            "miss",
            sources(s.BOOKED),
            s.MISSED,
            _("The group did not come"),
            f"{CODE}.visit_missed",
            may.may_organise,
            guards=(_has_begun,),
        ),
        Transition(
            "cancel",
            sources(s.BOOKED),
            s.CANCELLED,
            _("Cancel the visit"),
            f"{CODE}.visit_cancelled",
            may.may_act_on,
            tone="danger",
        ),
    ),
)

DISTRIBUTION = Workflow(
    code="seedling_distributions",
    initial=s.PLANNED,
    states=s.DISTRIBUTION,
    transitions=transitions(
        Transition(
            "finish",
            sources(s.PLANNED),
            s.DONE,
            _("Finish the distribution"),
            f"{CODE}.distribution_finished",
            may.may_act_on,
            guards=(_something_is_out,),
            tone="brand",
        ),
        Transition(
            "cancel",
            sources(s.PLANNED),
            s.CANCELLED,
            _("Cancel the distribution"),
            f"{CODE}.distribution_cancelled",
            may.may_organise,
            guards=(_nothing_is_out,),
            tone="danger",
        ),
    ),
)

TRAINING = Workflow(
    code="seedling_trainings",
    initial=s.PLANNED,
    states=s.TRAINING,
    transitions=transitions(
        Transition(
            "hold", sources(s.PLANNED), s.HELD, _("Record the training"), f"{CODE}.training_held", may.may_act_on
        ),
        Transition(
            "cancel",
            sources(s.PLANNED),
            s.CANCELLED,
            _("Cancel the training"),
            f"{CODE}.training_cancelled",
            may.may_organise,
            tone="danger",
        ),
    ),
)
