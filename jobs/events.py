"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "jobs.failed": _("Background job failed"),
        "jobs.finished": _("Background job finished"),
        "jobs.requested": _("Background job started"),
        "jobs.stopped": _("Background job stopped"),
    }
)
