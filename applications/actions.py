"""Which form a transition asks with, and which service does it. One line per transition that people fire."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from applications.forms import actions as f
from applications.forms import lanes as lf
from applications.models import Application
from applications.services import (
    aftercare,
    casework,
    emergency,
    in_kind,
    intake,
    publicity,
    recovery,
    review,
    terminating,
    verification,
)

Perform = Callable[[Application, Any, Any, datetime], Any]


@dataclass(frozen=True)
class Action:
    """`perform(application, form, by, at)` calls exactly one service with what the form holds.

    `page` names the route that asks instead of the common page of steps.
    """

    form: type[f.ActionForm]
    perform: Perform
    page: str = ""


def _noted(service: Callable[..., Any]) -> Action:
    return Action(
        f.ActionForm,
        lambda case, form, by, at: service(application=case, note=form.cleaned_data["note"], by=by, at=at),
    )


def _worded(service: Callable[..., Any], form: type[f.ActionForm] = f.WordsForm, **more: Any) -> Action:
    return Action(
        form, lambda case, form, by, at: service(application=case, text=form.cleaned_data["text"], by=by, at=at, **more)
    )


def _stopping(service: Callable[..., Any]) -> Action:
    return Action(
        f.PublicWordsForm,
        lambda case, form, by, at: service(application=case, note=form.cleaned_data["text"], by=by, at=at),
    )


def _refusing(transition: str) -> Action:
    return Action(
        f.RefusalForm,
        lambda case, form, by, at: review.reject_application(
            application=case, transition=transition, by=by, at=at, **_of(form, "refusal_code", "sentence", "text")
        ),
    )


def _amounting(service: Callable[..., Any], form: type[f.AmountForm] = f.AmountForm, **more: Any) -> Action:
    return Action(
        form,
        lambda case, form, by, at: service(
            application=case, amount_fen=form.amount_fen, text=form.cleaned_data["text"], by=by, at=at, **more
        ),
    )


def _of(form: Any, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}


ACTIONS: dict[str, Action] = {
    "accept": _noted(intake.accept_application),
    "return": Action(
        f.ReturnForm,
        lambda case, form, by, at: intake.return_for_documents(
            application=case, by=by, at=at, **_of(form, "items", "note")
        ),
    ),
    "decline": Action(
        f.RefusalForm,
        lambda case, form, by, at: intake.decline_application(
            application=case,
            refusal_code=form.cleaned_data["refusal_code"],
            sentence=form.cleaned_data["sentence"],
            note=form.cleaned_data["text"],
            by=by,
            at=at,
        ),
    ),
    "resubmit": Action(
        f.SupplementForm,
        lambda case, form, by, at: intake.resubmit_application(
            application=case, documents=(), note=form.cleaned_data["note"], by=by, at=at
        ),
        page="applications:supplement",
    ),
    "start-verification": Action(
        f.QuestionsForm,
        lambda case, form, by, at: verification.start_verification(
            application=case, questions=form.questions, note=form.cleaned_data["note"], by=by, at=at
        ),
    ),
    "start-survey": Action(
        f.InvestigatorsForm,
        lambda case, form, by, at: casework.start_survey(
            application=case, by=by, at=at, **_of(form, "investigators", "note")
        ),
    ),
    "adopt-findings": _noted(casework.adopt_findings),
    "reject-on-data": _refusing("reject-on-data"),
    "finish-survey": _noted(casework.finish_survey),
    "appraise": Action(
        f.WordsForm,
        lambda case, form, by, at: casework.call_appraisal(
            application=case, note=form.cleaned_data["text"], by=by, at=at
        ),
    ),
    "finish-appraisal": _worded(casework.record_appraisal, form=lf.ConfirmForm),
    "post-notice": _amounting(publicity.post_notice),
    "post-again": _amounting(publicity.post_notice, again=True),
    "forward": _amounting(review.forward_application),
    "reject-preliminarily": _refusing("reject-preliminarily"),
    "dismiss-objection": _worded(publicity.dismiss_objection),
    "uphold-objection": _refusing("uphold-objection"),
    "approve": _amounting(review.approve_application),
    "reject": _refusing("reject"),
    "send-back": _worded(review.send_back),
    "refer-to-committee": _worded(review.refer_to_committee),
    "approve-collectively": _amounting(review.approve_collectively),
    "reject-collectively": Action(
        f.RefusalForm,
        lambda case, form, by, at: review.reject_collectively(
            application=case, by=by, at=at, **_of(form, "refusal_code", "sentence", "text")
        ),
    ),
    "start-follow-up": _noted(aftercare.start_follow_up),
    "finish-follow-up": _worded(aftercare.finish_follow_up, form=f.FollowUpForm),
    "recover": Action(
        f.RecoveryForm,
        lambda case, form, by, at: recovery.start_recovery(
            application=case, amount_fen=form.amount_fen, text=form.cleaned_data["text"], by=by, at=at
        ),
    ),
    "record-recovery": _worded(recovery.record_repayment),
    "write-off": _worded(recovery.write_off, form=lf.ConfirmForm),
    "withdraw": _stopping(intake.withdraw_application),
    "terminate": _noted(terminating.terminate_application),
    "ask-reconsideration": _worded(review.ask_reconsideration, form=f.PublicWordsForm),
    "keep-refusal": _worded(review.answer_reconsideration, form=f.PublicWordsForm, reopen="keep-refusal"),
    "reopen": _worded(review.answer_reconsideration, form=f.PublicWordsForm, reopen="reopen"),
    "start-fast-review": Action(
        lf.FastReviewForm,
        lambda case, form, by, at: emergency.start_fast_review(
            application=case, call=form.call, by=by, at=at, **_of(form, "incident", "happened_on")
        ),
    ),
    "check-fast": _amounting(emergency.check_fast, form=lf.FastAmountForm),
    "approve-fast": _amounting(emergency.approve_fast, form=lf.FastAmountForm),
    "move-to-standard": _worded(emergency.move_to_standard),
    "file-paperwork": Action(
        lf.PaperworkForm,
        lambda case, form, by, at: emergency.file_paperwork(
            application=case, by=by, at=at, **_of(form, "formalities", "text")
        ),
    ),
    "close-paperwork": _worded(emergency.close_paperwork, form=lf.ConfirmForm),
    "approve-in-kind": _worded(in_kind.approve_in_kind, form=lf.GoodsForm),
    "refer-goods-to-committee": _worded(in_kind.refer_goods_to_committee),
    "approve-goods-collectively": _worded(in_kind.approve_goods_collectively, form=lf.GoodsForm),
    "record-delivery": Action(
        lf.HandoverForm,
        lambda case, form, by, at: in_kind.record_delivery(application=case, by=by, at=at, **form.handover),
    ),
    "finish-delivery": _noted(in_kind.finish_delivery),
}
