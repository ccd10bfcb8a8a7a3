"""The food-safety log and the certificates of a place."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.porridge_house.models import FoodSafetyLog, HealthCertificate, MealSite
from delivery.porridge_house.permissions import may_enter_day
from workflow.machine import NotAllowed, Refused

PAST_DAYS = 3  # a log is written on the day; somebody ill may do it within these


@dataclass(frozen=True)
class LogFacts:
    """What was found. Temperatures in tenths of a degree."""

    items: str
    sample_grams: int
    stored_at: datetime
    discard_at: datetime
    fridge_tenths: int
    core_tenths: int | None
    is_clean: bool
    disinfection: str
    disinfection_minutes: int
    staff_healthy: bool
    ingredients: str
    note: str = ""


@transaction.atomic
def write_food_log(*, site: MealSite, day: date, facts: LogFacts, by: Any, at: datetime) -> FoodSafetyLog:
    """One log per place and day, written once: what was found stays. Raises NotAllowed, Refused."""
    if not (answer := may_enter_day(by, site)):
        raise NotAllowed(answer.reason)
    age = (timezone.localdate(at) - day).days
    if not 0 <= age <= PAST_DAYS:
        raise Refused(_("The log is written on the day, or within three days."))
    if facts.discard_at <= facts.stored_at:
        raise Refused(_("The samples are kept until later than they were stored."))
    if facts.stored_at > at:
        raise Refused(_("The samples were not stored yet."))
    try:
        with transaction.atomic():
            log = FoodSafetyLog.objects.create(site=site, day=day, inspector=by, recorded_at=at, **vars(facts))
    except IntegrityError as error:
        raise Refused(_("The log of this day is written already.")) from error
    record("porridge_house.food_log_written", subject=log, by=by, at=at, data={"site": site.code, "day": str(day)})
    return log


@transaction.atomic
def add_certificate(
    *, site: MealSite, name: str, number: str, valid_until: date, by: Any, at: datetime
) -> HealthCertificate:
    """A new or renewed health certificate; an earlier one of the same name at the place ends. Raises NotAllowed."""
    if not (answer := may_enter_day(by, site)):
        raise NotAllowed(answer.reason)
    HealthCertificate.objects.filter(site=site, name=name.strip(), ended_at__isnull=True).update(ended_at=at)
    certificate = HealthCertificate.objects.create(
        site=site, name=name.strip(), number=number.strip(), valid_until=valid_until, recorded_at=at, recorded_by=by
    )
    data = {"site": site.code, "until": valid_until.isoformat()}
    record("porridge_house.health_certificate_added", subject=certificate, by=by, at=at, data=data)
    return certificate


@transaction.atomic
def end_certificate(*, certificate: HealthCertificate, by: Any, at: datetime) -> HealthCertificate:
    """The person no longer works at the place. Raises NotAllowed."""
    if not (answer := may_enter_day(by, certificate.site)):
        raise NotAllowed(answer.reason)
    certificate = HealthCertificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.ended_at is None:
        certificate.ended_at = at
        certificate.save(update_fields=["ended_at"])
        record("porridge_house.health_certificate_ended", subject=certificate, by=by, at=at)
    return certificate
