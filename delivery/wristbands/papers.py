"""Papers of the bands: the sheet of codes for the printer, and the form that is signed for a band (领用登记表)."""

import base64
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from beneficiaries.consents import PURPOSES
from delivery.wristbands.choices import Signing
from delivery.wristbands.models import CodeSheet, Issue
from delivery.wristbands.services.issuing import CONSENTS
from delivery.wristbands.services.sheets import Codes
from delivery.wristbands.tokens import address_of
from protection.access import AccessContext
from protection.sealing import unseal
from web.letter_dates import day_in_letters, printed_by
from web.qr_codes import qr_svg
from web.typeset import pdf

CATEGORIES = {1: "失智", 2: "精神或智力残疾", 3: "独居老人", 4: "老人", 5: "其他"}


def code_sheet(sheet: CodeSheet, codes: Codes, *, at: datetime) -> bytes:
    """One square per band with its number below; forty on an A4 page, in the order of the numbers."""
    values = {
        "federation": settings.PORTAL_FEDERATION,
        "title": f"手环二维码 {sheet}",
        "hotline": settings.PORTAL_CONTACT["phone"],
        "printed": f"{sheet.batch.number}　第{sheet.times_made}次制作 {timezone.localtime(at):%Y-%m-%d}　印完即毁",
        "bands": [{"serial": serial, "qr": qr_svg(address_of(token))} for serial, token in codes],
    }
    return pdf("wristband_codes.typ", values, at=at)


def handover_form(issue: Issue, *, by: Any, at: datetime) -> bytes:
    """Numbers masked; with the drawn signature where there is one, else lines to sign on."""
    wearer = issue.wearer
    contacts = issue.contacts.order_by("position")
    with override(settings.LANGUAGE_CODE):
        values = {
            "federation": settings.PORTAL_FEDERATION,
            "title": "“微信手环”领用登记表",
            "reference": issue.reference,
            "serial": issue.band.serial,
            "old_serial": issue.replaces.band.serial if issue.replaces else "",
            "name": wearer.name if wearer else "",
            "id_number": wearer.id_number_mask if wearer else "",
            "category": CATEGORIES[issue.category],
            "area": f"{issue.area.parent or ''}{issue.area}",
            "event": str(issue.event) if issue.event else "",
            "contacts": [
                {"name": one.name, "relation": str(one.get_relation_display()), "phone": one.phone_mask}
                for one in contacts
            ],
            "consents": [str(PURPOSES[code].text) for code in CONSENTS],
            "signer": issue.signer_name,
            "signer_relation": str(issue.get_signer_relation_display()),
            "signed_on": day_in_letters(issue.issued_at) if issue.signing == Signing.DRAWN else "",
            "signatures": _drawn(issue, by, at),
            "issuer": str(issue.issued_by),
            "day": day_in_letters(issue.issued_at),
            "tested": f"{timezone.localtime(issue.tested_at):%Y-%m-%d %H:%M}" if issue.tested_at else "",
            "printed": printed_by(by, at),
        }
    return pdf("wristband_form.typ", values, at=at)


def _drawn(issue: Issue, by: Any, at: datetime) -> dict[str, list[int]]:
    """The bytes of the picture, as _paper.typ sets them beside the name."""
    if issue.signing != Signing.DRAWN:
        return {}
    drawing = unseal(Issue.objects.get(pk=issue.pk), "signature", AccessContext(by=by, purpose="paper", at=at))
    return {"signer": list(base64.b64decode(drawing))} if drawing else {}
