"""Asking for a protected number. The provider is asked outside of any transaction."""

import uuid
from datetime import datetime

from django.db import transaction

from audit.recording import record
from delivery.wristbands import states
from delivery.wristbands.calling import contacts_called
from delivery.wristbands.models import Alert, EmergencyContact, Issue, RelayCall
from delivery.wristbands.policy import alert_terms
from delivery.wristbands.relay import TIMEOUT, LentNumber, RelayFailed, relay_provider
from delivery.wristbands.services.finding import present_alert, raise_alert
from protection.access import AccessContext
from protection.sealing import unseal


def lend_number(*, issue: Issue, at: datetime) -> LentNumber | None:
    """A number by which the finder reaches the contact whose turn it is; None when no provider lends one now.

    Each call of a provider has its row, also when it failed.
    """
    provider = relay_provider()
    if provider is None:
        return None
    call, contact = _asked(issue, at)
    if call is None or contact is None:
        return None
    callee = unseal(contact, "phone", AccessContext(by=None, purpose="message_delivery", at=at))
    try:
        lent = provider.lend(call.reference, callee, at=at, timeout=TIMEOUT)
    except RelayFailed as problem:
        RelayCall.objects.filter(pk=call.pk).update(problem=problem.code[:80])
        return None
    RelayCall.objects.filter(pk=call.pk).update(lent_until=lent.until)
    return lent


@transaction.atomic
def _asked(issue: Issue, at: datetime) -> tuple[RelayCall | None, EmergencyContact | None]:
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if issue.state != states.ACTIVE:
        return None, None
    terms = alert_terms(at)
    alert: Alert = present_alert(issue, terms, at) or raise_alert(issue, terms, at)
    called = contacts_called(alert, at)
    contact = called[-1] if called else issue.contacts.order_by("position").first()
    if contact is None:
        return None, None
    call = RelayCall.objects.create(alert=alert, reference=uuid.uuid4().hex, turn=contact.position, asked_at=at)
    record("wristbands.number_lent", subject=alert, by=None, at=at, data={"call": call.pk, "turn": contact.position})
    return call, contact
