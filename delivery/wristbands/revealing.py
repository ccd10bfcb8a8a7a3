"""The telephones of emergency contacts may be opened by the duty officers of the area (protection.registry)."""

from typing import Any

from delivery.wristbands.models import EmergencyContact, Issue
from delivery.wristbands.permissions import may_call_contact
from protection.registry import register_revealable


def _visible(user: Any) -> Any:
    return EmergencyContact.objects.filter(issue__in=Issue.objects.visible_to(user))


register_revealable(EmergencyContact, fields=("phone",), may_reveal=may_call_contact, visible_to=_visible)
