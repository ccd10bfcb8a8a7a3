"""Who is called about an alert at a moment, and by which address a contact reaches its page."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from applications.selectors import colleagues_in
from areas.models import AdminArea
from delivery.wristbands import states
from delivery.wristbands.models import Alert, EmergencyContact
from delivery.wristbands.recipients import contact_recipient
from delivery.wristbands.roles import DUTY
from delivery.wristbands.tokens import family_proof, is_family_proof
from notifications.recipients import Recipient, user_recipient


def contacts_called(alert: Alert, at: datetime) -> list[EmergencyContact]:
    """Those whose turn has come: the first at once, the others later; everybody once a search is on; only whoever
    answered, once somebody did."""
    contacts = list(alert.issue.contacts.order_by("position"))
    if alert.state == states.MISSING:
        return contacts
    if alert.answered_turn is not None:
        return [contact for contact in contacts if contact.position == alert.answered_turn]
    called_from = {1: alert.opened_at, 2: alert.second_at, 3: alert.duty_at}
    return [contact for contact in contacts if called_from[contact.position] <= at]


def contacts_of_turn(alert: Alert, turn: int) -> list[Recipient]:
    return recipients(alert.issue.contacts.filter(position=turn))


def recipients(contacts: Iterable[EmergencyContact]) -> list[Recipient]:
    return [contact_recipient(contact) for contact in contacts]


def duty_officers(area: AdminArea, at: datetime) -> list[Recipient]:
    return [user_recipient(user.pk) for user in colleagues_in(area, *DUTY, at=at)]


def family_path(alert: Alert, contact: EmergencyContact) -> str:
    """The page of the alert for somebody without an account; only the portal can compute it."""
    proof = family_proof(alert.pk, contact.position, contact.pk)
    return reverse("wristbands:family", args=[alert.reference, contact.position, proof])


def contact_behind(alert: Alert, turn: int, proof: str) -> EmergencyContact | None:
    """The contact whose address this is; None for a forged one, and for contacts that were changed meanwhile."""
    contact = alert.issue.contacts.filter(position=turn).first()
    if contact is None or not is_family_proof(proof, alert.pk, turn, contact.pk):
        return None
    return contact
