"""The three tables: where a batch may go, where a payment in it, and where the check of a payment that was drawn."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments import states as s
from payments.permissions import (
    may_abort,
    may_answer_finding,
    may_check,
    may_close,
    may_record_check,
    may_return,
    may_send,
    may_work_on,
)
from workflow.machine import State, Transition, Workflow, sources, states, transitions

BATCH = Workflow(
    code="payment_batch",
    initial=s.BATCH_INITIAL,
    states=states(
        State(s.OPEN, _("Being made"), _("In progress"), "draft"),
        State(s.LOCKED, _("Locked, waiting for the check"), _("In progress"), "review"),
        State(s.APPROVED, _("Checked, waiting for the cashier"), _("In progress"), "approved"),
        State(s.RELEASED, _("With the bank"), _("In progress"), "review"),
        State(s.PARTLY_FINISHED, _("Finished, some payments failed"), _("In progress"), "need"),
        State(s.FINISHED, _("Finished"), _("Paid"), "paid"),
        State(s.CLOSED, _("Filed"), _("Paid"), "closed", is_final=True),
        State(s.ABORTED, _("Aborted"), _("Aborted"), "rejected", is_final=True),
    ),
    transitions=transitions(
        Transition(
            "lock",
            sources(s.OPEN),
            s.LOCKED,
            _("Lock and hand over for checking"),
            "payments.batch_locked",
            permission=may_work_on,
            tone="brand",
        ),
        Transition(
            "approve",
            sources(s.LOCKED),
            s.APPROVED,
            _("Checked: approve"),
            "payments.batch_approved",
            permission=may_check,
            tone="brand",
        ),
        Transition(
            "return",
            sources(s.LOCKED, s.APPROVED),
            s.OPEN,
            _("Return to the maker"),
            "payments.batch_returned",
            permission=may_return,
        ),
        Transition(
            "release",
            sources(s.APPROVED),
            s.RELEASED,
            _("Release to the bank"),
            "payments.batch_released",
            permission=may_send,
            tone="brand",
        ),
        Transition(
            "finish",
            sources(s.RELEASED),
            s.FINISHED,
            _("Finish"),
            "payments.batch_finished",
            permission=may_send,
            automatic=True,
        ),
        Transition(
            "finish_partly",
            sources(s.RELEASED),
            s.PARTLY_FINISHED,
            _("Finish with failures"),
            "payments.batch_partly_finished",
            permission=may_send,
            automatic=True,
        ),
        Transition(
            "close",
            sources(s.FINISHED, s.PARTLY_FINISHED),
            s.CLOSED,
            _("File the batch"),
            "payments.batch_closed",
            permission=may_close,
        ),
        Transition(
            "abort",
            sources(s.OPEN, s.LOCKED, s.APPROVED),
            s.ABORTED,
            _("Abort the batch"),
            "payments.batch_aborted",
            permission=may_abort,
            tone="danger",
        ),
    ),
)

PAYMENT = Workflow(
    code="payment",
    initial=s.PAYMENT_INITIAL,
    states=states(
        State(s.PENDING, _("Pending"), _("Pending"), "draft"),
        State(s.SENT, _("With the bank"), _("On its way"), "review"),
        State(s.SUCCESS, _("Paid"), _("Paid"), "paid", is_final=True),
        State(s.FAILED, _("Failed"), _("Not paid"), "rejected", is_final=True),
        State(s.CANCELLED, _("Taken out"), _("Not paid"), "closed", is_final=True),
    ),
    transitions=transitions(
        Transition("send", sources(s.PENDING), s.SENT, _("Send"), "payments.payment_sent", automatic=True),
        Transition("pay", sources(s.SENT), s.SUCCESS, _("Pay"), "payments.payment_paid", automatic=True),
        Transition("fail", sources(s.SENT), s.FAILED, _("Fail"), "payments.payment_failed", automatic=True),
        Transition(
            "cancel", sources(s.PENDING), s.CANCELLED, _("Take out"), "payments.payment_cancelled", automatic=True
        ),
    ),
)

CHECK = Workflow(
    code="payment_check",
    initial=s.CHECK_INITIAL,
    states=states(
        State(s.CHECK_OPEN, pgettext_lazy("payment check", "To be made"), _("Being checked"), "submitted"),
        State(
            s.CHECK_DONE,
            pgettext_lazy("payment check", "Made"),
            pgettext_lazy("payment check", "Checked"),
            "approved",
            is_final=True,
        ),
        State(s.CHECK_FINDING, pgettext_lazy("payment check", "Finding, to be cleared up"), _("Being checked"), "need"),
        State(
            s.CHECK_ANSWERED,
            pgettext_lazy("payment check", "Finding closed"),
            pgettext_lazy("payment check", "Checked"),
            "closed",
            is_final=True,
        ),
    ),
    transitions=transitions(
        Transition(
            "record",
            sources(s.CHECK_OPEN),
            s.CHECK_DONE,
            _("Record the result"),
            "payments.check_made",
            permission=may_record_check,
            tone="brand",
        ),
        Transition(
            "find",
            sources(s.CHECK_OPEN),
            s.CHECK_FINDING,
            _("Open a finding"),
            "payments.finding_opened",
            permission=may_record_check,
            automatic=True,
        ),
        Transition(
            "answer",
            sources(s.CHECK_FINDING),
            s.CHECK_ANSWERED,
            _("Close the finding"),
            "payments.finding_closed",
            permission=may_answer_finding,
            tone="brand",
        ),
    ),
)
