"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "notifications.channel_paused": _("Channel paused: the provider refuses us"),
        "notifications.channel_resumed": _("Channel works again"),
        "notifications.contact_refused": _("Contact refused for good"),
        "notifications.sent_again": _("Message sent again"),
        "notifications.wish_changed": _("Wish about messages changed"),
    },
)
