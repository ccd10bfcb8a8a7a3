"""Beside the form of a step: which case it is, where it goes, and who is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from applications.case_messages import AboutCase, ToHandler
from applications.models import Application
from applications.states import STATES
from areas.deadlines import Light, light
from notifications.channels import channels
from notifications.messages import messages_about
from protection import masks
from workflow.machine import Transition


@dataclass(frozen=True)
class Told:
    """Who gets a message about the step, and over which channels."""

    who: str | Promise
    over: list[str | Promise]


class AskPage:
    """`step` is None on a page that does not move the case (a remark, another telephone)."""

    def __init__(self, application: Application, step: Transition | None, now: datetime) -> None:
        self.application, self.step, self.now = application, step, now

    @property
    def applicant(self) -> str:
        """The alias of a confidential case, else the masked name."""
        case = self.application
        return str(case.shown_name) if case.is_confidential else masks.name(case.applicant.name)

    @property
    def light(self) -> Light | None:
        return light(self.application.due, self.now)

    @property
    def next_state(self) -> Any:
        return STATES[self.step.target] if self.step else None

    @property
    def told(self) -> list[Told]:
        """Read from the messages that follow the event of the step. Nobody is listed who gets none."""
        if self.step is None:
            return []
        about = [message for message in messages_about(self.step.event) if isinstance(message, AboutCase)]
        return [
            Told(audience(message), [channels()[code].title for code in message.channels if code in channels()])
            for message in about
            if message.whom(self.application)
        ]


def audience(message: AboutCase) -> str | Promise:
    if type(message).recipients_of is not AboutCase.recipients_of:
        return _("Those who decide and supervise")
    return _("The handler of the case") if isinstance(message, ToHandler) else pgettext("recipient", "The family")
