"""What a channel is. Adding one: docs/adding-a-channel.md."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from django.utils.functional import Promise

from notifications.recipients import Address


@dataclass(frozen=True)
class Parcel:
    """One message ready to be handed over. `reference` is the same at every attempt."""

    reference: str
    address: Address
    subject: str
    body: str
    path: str


class Handover(Enum):
    """What a provider knows about a reference."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    CANNOT_TELL = "cannot_tell"


class TransportError(Exception):
    """The provider did not take the message, and said so. `code` goes into the delivery log: no address in it.

    `permanent`: trying again is useless, the next channel takes over. `whole_channel`: it is the portal that was
    refused, not this message (password, sender, unpaid bill); the channel is left alone for a while.
    `bad_address`: nobody has this address, or it takes nothing; the contact is marked and somebody asks for another.
    """

    def __init__(
        self, code: str, *, permanent: bool = False, whole_channel: bool = False, bad_address: bool = False
    ) -> None:
        super().__init__(code)
        self.code, self.whole_channel, self.bad_address = code, whole_channel, bad_address
        self.permanent = permanent or bad_address


class HandoverInDoubt(Exception):
    """The connection broke after the message was on its way: it may have arrived. Never sent again on its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Channel:
    """A way to reach people. Subclasses set the names and override `deliver`."""

    code: ClassVar[str] = ""
    title: ClassVar[str | Promise] = ""
    keeps_quiet_hours: ClassVar[bool] = True
    may_disable: ClassVar[bool] = True

    def is_configured(self) -> bool:
        """False takes the channel out of the plan: nobody is reached over it."""
        return True

    def deliver(self, parcel: Parcel, *, timeout: float) -> None:
        """Hands the message over within `timeout` seconds. Returning means: accepted.

        Raises TransportError when it was not accepted and HandoverInDoubt when that cannot be known. Runs outside of
        any transaction.
        """
        raise NotImplementedError

    def status(self, reference: str) -> Handover:
        """Asked after a crash in the hand-over: did the provider accept this reference?"""
        return Handover.CANNOT_TELL

    def columns(self, parcel: Parcel) -> dict[str, Any]:
        """Columns of the delivery row to write together with "sent"."""
        return {}
