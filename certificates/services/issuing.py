"""Issuing and revoking certificates."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from certificates.models import Certificate, CertificateSeries
from certificates.permissions import may_issue
from certificates.signing import sign
from certificates.snapshots import canonical, new_holder, service_part, whole
from certificates.workflow import WORKFLOW
from programs.selectors import figures_in_force
from protection.access import AccessContext
from protection.sealing import seal, unseal
from volunteers.locking import locked_volunteers, taking_turns
from volunteers.models import VolunteerProfile
from volunteers.service_records import records, standing_entries
from workflow.machine import NotAllowed, Refused

PREFIX = "ZM"
SELF_SERVICE = "志愿者自助打印"


class NothingToCertify(Refused):
    """No confirmed service in the period."""


@taking_turns
def issue_certificate(*, volunteer: VolunteerProfile, first: date, last: date, by: Any, at: datetime) -> Certificate:
    """Certifies the confirmed service of the days from `first` to `last`, both included.

    When a valid certificate says exactly this already, that one is returned: printing again needs no new number. Locks
    the volunteer, then the series of the year: two at once get two numbers, and whatever fails gives its number back.
    Raises NotAllowed, NothingToCertify, and Refused for an impossible period.
    """
    allowed = may_issue(by, volunteer)
    if not allowed:
        raise NotAllowed(allowed.reason)
    if last < first or last > localdate(at):
        raise Refused(_("The period must end today or earlier, and not before it begins."))
    [person] = locked_volunteers([volunteer.pk])
    entries = standing_entries(person).filter(day__gte=first, day__lte=last).order_by("day", "starts_at", "pk")
    service = service_part(records(entries), first, last)
    if service["minutes"] == 0:
        raise NothingToCertify(_("There are no confirmed hours of service in this period."))
    return _same_as_before(person, service) or _issue(person, service, by, at)


@taking_turns
def revoke_certificate(*, certificate: Certificate, reason: str, by: Any, at: datetime) -> Certificate:
    """The check page says "revoked" from now on; the row and its number stay. Raises IllegalTransition, NotAllowed."""
    fresh = Certificate.objects.select_for_update(of=("self",)).select_related("volunteer").get(pk=certificate.pk)
    WORKFLOW.check("revoke", fresh, by=by, at=at)
    if not reason.strip():
        raise Refused(_("Please say why the certificate is revoked."))
    fresh.revoked_at, fresh.revoked_by, fresh.revoke_reason = at, by, reason.strip()
    fresh.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    WORKFLOW.fire("revoke", fresh, by=by, at=at)
    return fresh


def end_notices(*, at: datetime) -> int:
    """Certificates whose days are over are in force without a note; returns how many."""
    due = Certificate.objects.filter(state="on_notice", notice_until__lte=at).order_by("pk")
    return sum(_end_notice(pk, at) for pk in list(due.values_list("pk", flat=True)[:1_000]))


@taking_turns
def _end_notice(pk: int, at: datetime) -> bool:
    row = Certificate.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.state != "on_notice":
        return False
    WORKFLOW.fire("end-notice", row, by=None, at=at)
    return True


def take_number(at: datetime) -> str:
    """The next number of the year, without a gap: it rises with the certificate or not at all."""
    year = localdate(at).year
    CertificateSeries.objects.get_or_create(year=year)
    series = CertificateSeries.objects.select_for_update(of=("self",)).get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{PREFIX}{year}{series.last:06d}"


def _same_as_before(person: VolunteerProfile, service: dict[str, Any]) -> Certificate | None:
    valid = Certificate.objects.valid().filter(volunteer=person).defer("private").order_by("-pk")[:20]
    for certificate in valid:
        identity = certificate.content["identity"]
        same_person = (identity["name"], identity["id_mask"]) == (person.name, person.id_number_mask)
        if same_person and certificate.content["service"] == service:
            return certificate
    return None


def _issue(person: VolunteerProfile, service: dict[str, Any], by: Any, at: datetime) -> Certificate:
    is_own = person.user_id == by.pk
    purpose = "own_data" if is_own else "certificate"
    id_number = unseal(person, "id_number", AccessContext(by=by, purpose=purpose, at=at)) if person.id_number else ""
    holder = new_holder(id_number)
    days = int(figures_in_force(localdate(at))["certificate_notice_days"])
    notice_until = at + timedelta(days=days)
    handler = SELF_SERVICE if is_own else by.display_name
    number = take_number(at)
    content = whole(number, person, holder, service, handler=handler, at=at, notice_until=notice_until)
    text = canonical(content)
    key_id, signature = sign(text, at=at)
    certificate = Certificate(
        number=number,
        volunteer=person,
        snapshot=text,
        key_id=key_id,
        signature=signature,
        issued_at=at,
        issued_by=by,
        notice_until=notice_until,
        state="on_notice",
        state_since=at,
    )
    seal(certificate, "private", holder.private_text())
    certificate.save(force_insert=True)
    data = {"number": number, "minutes": service["minutes"], "own": is_own}
    record("certificates.issued", subject=certificate, by=by, at=at, data=data)
    return certificate
