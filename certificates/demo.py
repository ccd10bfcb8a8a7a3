"""Certificates of the demo: one in force, one being made known, one revoked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from certificates.models import Certificate
from certificates.services import end_notices, issue_certificate, revoke_certificate
from volunteers.models import VolunteerProfile

PERIOD = timedelta(days=200)


def load_demo_certificates(users: Mapping[str, Any], at: datetime) -> None:
    """Nothing changes when a certificate is there. The volunteers of the demo and their hours must be loaded."""
    if Certificate.objects.exists():
        return
    certificates = [_issue(VolunteerProfile.objects.get(user__username=name), at) for name in ("leader", "volunteer2")]
    revoke_certificate(certificate=certificates[0], reason="签到表登记有误（演示）", by=users["reviewer"], at=at)
    end_notices(at=at)
    _issue(VolunteerProfile.objects.get(user__username="volunteer"), at)


def _issue(person: VolunteerProfile, at: datetime) -> Certificate:
    first = localdate(at - PERIOD)
    return issue_certificate(volunteer=person, first=first, last=localdate(at), by=person.user, at=at)
