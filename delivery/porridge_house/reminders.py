"""Licences and health certificates that run out are told in time, and once more when they have."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from audit.recording import Occurrence, record_many
from delivery.porridge_house.models import HealthCertificate, MealSite
from delivery.porridge_house.policy import food_rules_on


def plan_paper_reminders(*, at: datetime) -> int:
    """Records what is due at `at`; returns how many. Planned twice is planned once, a missed night is caught up."""
    today = timezone.localdate(at)
    until = today + timedelta(days=food_rules_on(today).warn_days)
    return record_many([*_licences(today, until), *_certificates(today, until)], at=at)


def _licences(today: date, until: date) -> Iterator[Occurrence]:
    for site in MealSite.objects.open().filter(licence_until__lte=until).order_by("pk"):
        yield _occurrence(site, site, "licence", site.licence_until, today)


def _certificates(today: date, until: date) -> Iterator[Occurrence]:
    rows = HealthCertificate.objects.filter(ended_at__isnull=True, valid_until__lte=until, site__is_open=True)
    for certificate in rows.select_related("site").order_by("pk"):
        yield _occurrence(certificate, certificate.site, "certificate", certificate.valid_until, today)


def _occurrence(
    subject: MealSite | HealthCertificate, site: MealSite, kind: str, day: date | None, today: date
) -> Occurrence:
    stage = "late" if day is not None and day < today else "soon"
    data = {"site": site.pk, "kind": kind, "day": f"{day}"}
    return Occurrence("porridge_house.paper_runs_out", subject, f"meal-{kind}-{stage}:{subject.pk}:{day}", data)
