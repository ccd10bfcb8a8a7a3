"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "disclosure.row_kept": _("Published details or rules changed"),
        "disclosure.pack_prepared": _("Disclosure report prepared"),
        "disclosure.pack_published": _("Disclosure report published"),
        "disclosure.pack_discarded": _("Disclosure report discarded"),
        "disclosure.done_noted": _("Publication noted on the calendar"),
        "disclosure.deadline_near": _("Publication due soon"),
        "disclosure.deadline_missed": _("Publication overdue"),
        "disclosure.gift_time_near": _("A donation has to be used soon"),
        "disclosure.gift_time_over": _("The time of a donation is over, and not all of it is used"),
    },
)
