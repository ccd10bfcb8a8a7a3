"""One step for very many cases: tried first, then done, each case on its own, as a job."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.scopes import is_staff_of_cases
from applications.selectors import largest_amount_fen
from applications.services import intake, publicity
from applications.worklist import NOT_HERE
from jobs.kinds import JobKind, RowResult, Step
from jobs.models import Job
from programs.documents import KINDS
from workflow.answers import YES, Answer, no
from workflow.machine import IllegalTransition, Refused, WorkflowError

TRY, DO = "applications.bulk_try", "applications.bulk_do"
AT_ONCE = 10
Act = Callable[[Application, Mapping[str, Any], Any, datetime], Any]


@dataclass(frozen=True)
class BulkAction:
    """`act(case, parameters, by, at)` calls one service. `needs_papers`, `needs_words`: which papers are missing, or
    the words of the opinion, are asked before."""

    code: str
    label: str | Promise
    act: Act
    needs_papers: bool = False
    needs_words: bool = False


def _assign(case: Application, _parameters: Mapping[str, Any], by: Any, at: datetime) -> None:
    intake.assign_application(application=case, handler=by, by=by, at=at)


def _accept(case: Application, _parameters: Mapping[str, Any], by: Any, at: datetime) -> None:
    intake.accept_application(application=case, by=by, at=at)


def _return(case: Application, parameters: Mapping[str, Any], by: Any, at: datetime) -> None:
    intake.return_for_documents(application=case, items=parameters["papers"], by=by, at=at)


def _post(case: Application, parameters: Mapping[str, Any], by: Any, at: datetime) -> None:
    """The opinion agrees with the amount that the terms give each case; one without an amount is left to people."""
    amount_fen = largest_amount_fen(case)
    if amount_fen is None:
        raise Refused(_("The terms give no amount for this case. Write its opinion one by one."))
    publicity.post_notice(application=case, amount_fen=amount_fen, text=parameters["text"], by=by, at=at)


ACTIONS = {
    action.code: action
    for action in (
        BulkAction("assign", _("Assign to me"), _assign),
        BulkAction("accept", _("Accept"), _accept),
        BulkAction("return", _("Return for documents"), _return, needs_papers=True),
        BulkAction("post", _("Agree and post publicly"), _post, needs_words=True),
    )
}


class BulkJob(JobKind):
    """Parameters: `action`, `ids` of the cases, `papers` (kinds of documents), `text` (one opinion for all)."""

    def may_run(self, job: Job) -> Answer:
        if is_staff_of_cases(job.owner):
            return YES
        return no(_("The worklist belongs to the staff of the federation."))

    def title_of(self, job: Job) -> str:
        return f"{self.title}: {ACTIONS[job.parameters['action']].label}"

    def count(self, job: Job, at: datetime) -> int:
        return len(job.parameters["ids"])

    def step(self, job: Job, at: datetime) -> Step:
        begun = job.cursor or 0
        ids = job.parameters["ids"][begun : begun + AT_ONCE]
        cases = (
            Application.objects.in_worklist_of(job.owner)
            .filter(pk__in=ids)
            .select_related("program", "terms", "applicant")
        )
        rows = [self._result(case, job, at) for case in cases.order_by("pk")]
        done = begun + len(ids)
        return Step(looked_at=len(ids), cursor=done, is_last=done >= len(job.parameters["ids"]), rows=rows)

    def _result(self, case: Application, job: Job, at: datetime) -> RowResult:
        try:
            self.perform(case, job, at)
        except IllegalTransition as error:
            return RowResult(str(case.pk), case.reference, str(NOT_HERE % {"state": error.reason}))
        except WorkflowError as error:
            return RowResult(str(case.pk), case.reference, str(error))
        return RowResult(str(case.pk), case.reference)

    def perform(self, case: Application, job: Job, at: datetime) -> None:
        with transaction.atomic():
            ACTIONS[job.parameters["action"]].act(case, job.parameters, job.owner, at)


class TryBulk(BulkJob):
    """Does the step and takes it back at once, so that the answer is exactly the one that doing it would give."""

    code = TRY
    title = _("Trial run")
    done_word = _("possible")

    def perform(self, case: Application, job: Job, at: datetime) -> None:
        with transaction.atomic():
            super().perform(case, job, at)
            transaction.set_rollback(True)

    def result_url(self, job: Job) -> str:
        return reverse("applications:bulk_confirm", args=[job.reference])


class DoBulk(BulkJob):
    code = DO
    title = _("Bulk action")


TRIAL, EXECUTION = TryBulk(), DoBulk()


def paper_choices() -> list[tuple[str, Any]]:
    return [(code, kind.label) for code, kind in KINDS.items()]
