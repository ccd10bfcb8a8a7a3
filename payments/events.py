"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels
from payments.timeline import LABELS
from payments.workflow import BATCH, PAYMENT

register_labels(
    {
        **LABELS,
        "payments.payment_cancelled": _("Payment taken out"),
        "payments.payment_failed": _("Payment failed"),
        "payments.payment_paid": _("Payment arrived"),
        "payments.payment_sent": _("Payment sent to the bank"),
    },
    states={"payments.paymentbatch": BATCH.states, "payments.payment": PAYMENT.states},
)
