"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels
from certificates.workflow import WORKFLOW

register_labels(
    {
        "certificates.issued": _("Certificate issued"),
        "certificates.notice_ended": _("Notice of a certificate ended"),
        "certificates.revoked": _("Certificate revoked"),
        "certificates.bulk_requested": _("Certificates for many people asked for"),
        "certificates.records_exported": _("Volunteer records written for the national system"),
    },
    states={"certificates.certificate": WORKFLOW.states},
)
