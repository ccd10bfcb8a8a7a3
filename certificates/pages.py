"""What the public check page says, and the papers of a certificate: PDF with its code, and the signed file."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from certificates.models import Certificate, SigningKey
from certificates.signing import is_signed
from protection.access import AccessContext
from protection.codes import code_of, is_code_of
from protection.sealing import unseal
from web.letter_dates import day_in_letters
from web.names import masked
from web.qr_codes import qr_svg
from web.references import normalise_reference
from web.typeset import pdf

PURPOSE = "certificate-code"
NUMBER = re.compile(r"ZM[0-9]{10}")
TEMPLATE = "service_certificate.typ"


@dataclass(frozen=True)
class Checked:
    """What anybody may read who holds number and code: no ID number, no whole name, no activity."""

    certificate: Certificate

    @property
    def name(self) -> str:
        return masked(self.certificate.content["identity"]["name"])

    @property
    def issuer(self) -> str:
        return self.certificate.content["issuer"]["name"]

    @property
    def revoked_on(self) -> date | None:
        revoked_at = self.certificate.revoked_at
        return localdate(revoked_at) if revoked_at else None


def certificate_code(number: str) -> str:
    return code_of(PURPOSE, number)


def checked(number: str, code: str) -> Checked | None:
    """The certificate of this number when the code fits and the signature holds; None for every other case."""
    wanted = normalise_reference(number[:20])
    fits = is_code_of(PURPOSE, wanted, code[:50])
    found = find(wanted)
    if not fits or found is None or not is_intact(found):
        return None
    return Checked(found)


def find(number: str) -> Certificate | None:
    """By the number as it is written on the paper; whatever cannot be a number is nobody's."""
    if not NUMBER.fullmatch(number):
        return None
    return Certificate.objects.defer("private").filter(number=number).first()


def is_intact(certificate: Certificate) -> bool:
    """The stored text is the one that was signed, and it is about this number."""
    key = SigningKey.objects.filter(kid=certificate.key_id).first()
    if key is None or not is_signed(certificate.snapshot, certificate.signature, key.public_key):
        return False
    return certificate.content["number"] == certificate.number


def check_address(number: str) -> str:
    """What the QR code holds."""
    path = reverse("certificates:check", args=[number])
    return f"{settings.PORTAL_BASE_URL}{path}?code={certificate_code(number)}"


def typeset(certificate: Certificate, access: AccessContext) -> bytes:
    """志愿服务记录证明 as PDF. The same certificate gives the same bytes, whoever prints it and when."""
    content = certificate.content
    private = private_part(certificate, access)
    service = content["service"]
    first, last = certificate.period
    values = {
        "federation": content["issuer"]["name"],
        "number": certificate.number,
        "code": certificate_code(certificate.number),
        "identity": {**content["identity"], "id_number": private["id_number"]},
        "service": {
            "first": day_in_letters(first),
            "last": day_in_letters(last),
            "hours": service["hours"],
            "occasions": str(service["occasions"]),
            "lines": [_line(line) for line in service["lines"]],
        },
        "issuer": content["issuer"],
        "issued_on": day_in_letters(date.fromisoformat(content["other"]["issued_on"])),
        "notice_until": day_in_letters(date.fromisoformat(content["other"]["notice_until"])),
        "address": f"{settings.PORTAL_BASE_URL}{reverse('certificates:check_form')}",
        "qr": qr_svg(check_address(certificate.number)),
        "key_id": certificate.key_id,
        "signature": certificate.signature,
        "is_revoked": not certificate.is_valid,
    }
    return pdf(TEMPLATE, values, at=certificate.issued_at)


def signed_file(certificate: Certificate, access: AccessContext) -> str:
    """What scripts/check_certificate.py verifies without the portal: JSON, with the snapshot as the signed text."""
    content = {
        "snapshot": certificate.snapshot,
        "key_id": certificate.key_id,
        "signature": certificate.signature,
        "identity": private_part(certificate, access),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def private_part(certificate: Certificate, access: AccessContext) -> dict[str, str]:
    return json.loads(unseal(certificate, "private", access))


def published_keys() -> list[SigningKey]:
    return list(SigningKey.objects.all())


def _line(line: dict[str, Any]) -> list[str]:
    first, last = line["first"], line["last"]
    days = first if first == last else f"{first} 至 {last}"
    hours, minutes = divmod(line["minutes"], 60)
    length = f"{hours}小时{minutes}分" if minutes else f"{hours}小时"
    return [line["title"], line["content"], line["organiser"], days, str(line["occasions"]), length]
