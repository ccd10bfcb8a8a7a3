"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "areas.area_updated": _("Place changed"),
        "areas.calendar_day_set": _("Working day or holiday set"),
        "areas.calendar_day_forgotten": _("Calendar day removed"),
        "areas.deadline_changed": _("Deadline changed"),
        "areas.loaded": _("Places loaded"),
    },
)
