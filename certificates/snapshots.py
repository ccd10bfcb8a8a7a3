"""What a certificate says, as it is frozen and signed: the four parts of the guidance of 2015 No. 149."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from volunteers.crediting import hours
from volunteers.models import VolunteerProfile
from volunteers.service_records import ServiceRecord

FORMAT = "service-certificate/1"
ID_TYPE = "居民身份证"


@dataclass(frozen=True)
class Holder:
    """The whole ID number stays out of the signed text: a salted digest binds it, the mask names it."""

    id_number: str
    salt: str

    @property
    def digest(self) -> str:
        return digest_of(self.salt, self.id_number) if self.id_number else ""

    def private_text(self) -> str:
        return json.dumps({"id_number": self.id_number, "salt": self.salt})


def new_holder(id_number: str) -> Holder:
    return Holder(id_number, secrets.token_hex(16))


def digest_of(salt: str, id_number: str) -> str:
    return hashlib.sha256(f"{salt}:{id_number}".encode()).hexdigest()


def canonical(content: dict[str, Any]) -> str:
    """The same content is the same text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def service_part(records: Iterable[ServiceRecord], first: date, last: date) -> dict[str, Any]:
    """Minutes per activity, in the order of their first day; the hours are rounded once, on the total."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    total, occasions = 0, 0
    for record in records:
        total, occasions = total + record.minutes, occasions + 1
        blank = {
            "title": record.title,
            "content": record.content,
            "organiser": record.organiser,
            "first": record.day.isoformat(),
            "occasions": 0,
            "minutes": 0,
        }
        line = lines.setdefault((record.title, record.organiser), blank)
        line["last"] = record.day.isoformat()
        line["occasions"] += 1
        line["minutes"] += record.minutes
    return {
        "from": first.isoformat(),
        "until": last.isoformat(),
        "minutes": total,
        "hours": str(hours(total)),
        "occasions": occasions,
        "lines": list(lines.values()),
    }


def whole(
    number: str,
    volunteer: VolunteerProfile,
    holder: Holder,
    service: dict[str, Any],
    *,
    handler: str,
    at: datetime,
    notice_until: datetime,
) -> dict[str, Any]:
    contact = settings.PORTAL_CONTACT["phone"] or settings.PORTAL_CONTACT["email"]
    return {
        "format": FORMAT,
        "number": number,
        "identity": {
            "name": volunteer.name,
            "id_type": ID_TYPE if holder.id_number else "",
            "id_mask": volunteer.id_number_mask if holder.id_number else "",
            "id_digest": holder.digest,
            "volunteer_number": volunteer.external_no or str(volunteer),
        },
        "service": service,
        "issuer": {
            "name": settings.PORTAL_FEDERATION,
            "in_charge": settings.PORTAL_CERTIFICATE_HEAD,
            "handler": handler,
            "contact": contact,
            "address": settings.PORTAL_ADDRESS,
        },
        "other": {
            "issued_on": localdate(at).isoformat(),
            "notice_until": localdate(notice_until).isoformat(),
        },
    }
