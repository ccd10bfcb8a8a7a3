"""What the page of a case offers about ending it before its time (T33)."""

from functools import cached_property
from typing import Any

from applications.models import Application
from applications.permissions import may_confirm_termination, may_propose_termination
from applications.states import ENDED_BY_TWO
from workflow.answers import Answer


class TerminationPage:
    def __init__(self, application: Application, user: Any) -> None:
        self.application, self.user = application, user

    @cached_property
    def may_propose(self) -> bool:
        """While nobody has, and before money is on its way."""
        case = self.application
        if case.state not in ENDED_BY_TWO or case.proposed_termination:
            return False
        return bool(may_propose_termination(self.user, case))

    @cached_property
    def may_answer(self) -> Answer:
        return may_confirm_termination(self.user, self.application)
