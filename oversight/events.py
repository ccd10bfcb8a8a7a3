"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels
from oversight import states
from oversight.selectors import LABELS

register_labels(
    {
        **LABELS,
        "oversight.case_reviewed": _("Decided case judged again"),
        "oversight.reviews_exported": _("Re-reviews exported"),
        "oversight.complaints_exported": _("Complaints exported"),
        "oversight.complaint_due": _("Reminder: complaint due soon"),
        "oversight.complaint_overdue": _("Reminder: complaint overdue"),
        "oversight.round_drawn": _("Cases drawn for the re-review"),
        "oversight.review_handed_over": _("Re-review handed over"),
    },
    states={"oversight.complaint": states.STATES},
)
