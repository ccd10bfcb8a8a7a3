"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels
from payments.check_selectors import LABELS as CHECK_LABELS
from payments.timeline import LABELS
from payments.workflow import BATCH, CHECK, PAYMENT

register_labels(
    {
        **LABELS,
        **CHECK_LABELS,
        "payments.sample_drawn": _("Payments drawn for a check with their payees"),
        "payments.checks_exported": _("Checks after payment exported"),
        "payments.check_due": _("Reminder: check after payment due soon"),
        "payments.check_overdue": _("Reminder: check after payment overdue"),
        "payments.payment_cancelled": _("Payment taken out"),
        "payments.payment_failed": _("Payment failed"),
        "payments.payment_paid": _("Payment arrived"),
        "payments.payment_sent": _("Payment sent to the bank"),
    },
    states={
        "payments.paymentbatch": BATCH.states,
        "payments.payment": PAYMENT.states,
        "payments.paymentcheck": CHECK.states,
    },
)
