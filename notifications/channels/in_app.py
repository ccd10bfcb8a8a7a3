"""The inbox: the delivery row itself is the message. It always exists and cannot be switched off."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications.channels.base import Channel, Handover, Parcel


class InAppChannel(Channel):
    code = "in_app"
    title = _("Inbox")
    keeps_quiet_hours = False
    may_disable = False

    def deliver(self, parcel: Parcel, *, timeout: float) -> None:
        """Nothing leaves the portal; `columns` are written together with "sent"."""

    def status(self, reference: str) -> Handover:
        """A row that is not "sent" has not arrived."""
        return Handover.NOT_ACCEPTED

    def columns(self, parcel: Parcel) -> dict[str, Any]:
        return {
            "title": parcel.subject[:200],
            "body": parcel.body,
            "path": parcel.path,
            "user_id": parcel.address.user_id,
        }


channel = InAppChannel()
