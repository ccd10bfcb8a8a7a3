"""The acknowledgement as PDF, the public check of it, and what its holder may read of the gift."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from donations.models import Acknowledgement, Feedback, ReceiptKey
from donations.purposes import purpose_in_words
from donations.selectors import SEALED_OF_DONOR
from funds.money import capital
from protection.access import AccessContext
from protection.codes import code_of, is_code_of
from protection.sealing import unseal
from protection.signatures import is_signed
from web.letter_dates import day_in_letters
from web.qr_codes import qr_svg
from web.references import normalise_reference
from web.templatetags.ui import yuan
from web.typeset import pdf

PURPOSE = "gift-code"
TEMPLATE = "gift_acknowledgement.typ"


@dataclass(frozen=True)
class Opened:
    """What anybody may read who holds number and code: nothing that tells who the donor is beyond his own choice."""

    paper: Acknowledgement
    purpose: str
    told: tuple[Feedback, ...]

    @property
    def gift(self) -> Any:
        return self.paper.gift

    @property
    def is_valid(self) -> bool:
        return self.paper.revoked_at is None


def gift_code(number: str) -> str:
    return code_of(PURPOSE, number)


def opened(number: str, code: str) -> Opened | None:
    """The paper when the code fits and the signature holds; None for every other case.

    `number` is the paper's own or that of the gift, which stands on it too: whoever types one of them means this paper.
    """
    wanted = normalise_reference(number[:20])
    gift = ("gift__donor", "gift__fund", "gift__campaign", "gift__area")
    rows = Acknowledgement.objects.select_related(*gift).defer(*(f"gift__donor__{f}" for f in SEALED_OF_DONOR))
    paper = rows.filter(**{"gift__reference" if "-" in wanted else "number": wanted}).order_by("-pk").first()
    fits = is_code_of(PURPOSE, paper.number if paper else wanted, code[:50])
    if not fits or paper is None or not is_genuine(paper):
        return None
    return Opened(paper, purpose_in_words(paper.gift), tuple(paper.gift.feedback.all()))


def is_genuine(paper: Acknowledgement) -> bool:
    """Whether the signature fits the text, and the text the row."""
    key = ReceiptKey.objects.filter(kid=paper.key_id).first()
    if key is None or not is_signed(paper.snapshot, paper.signature, key.public_key):
        return False
    return paper.content["number"] == paper.number and paper.content["amount_fen"] == paper.gift.amount_fen


def path_of(number: str) -> str:
    """Where the QR code and the thank-you message lead."""
    return f"{reverse('donations:gift_paper', args=[number])}?code={gift_code(number)}"


def typeset(paper: Acknowledgement, access: AccessContext) -> bytes:
    """感谢函 as PDF. The same paper gives the same bytes, whoever prints it and when."""
    content = paper.content
    name = json.loads(unseal(paper, "private", access))["name"] or content["donor"]
    received = paper.gift.received_at
    values = {
        "federation": content["issuer"],
        "number": paper.number,
        "code": gift_code(paper.number),
        "name": name,
        "amount": yuan(content["amount_fen"]),
        "capital": capital(content["amount_fen"]),
        "is_money": content["kind"] == "money",
        "description": content["description"],
        "fund": content["fund"],
        "campaign": content["campaign"],
        "received_on": day_in_letters(received),
        "issued_on": day_in_letters(paper.issued_at),
        "gift": content["gift"],
        "address": f"{settings.PORTAL_BASE_URL}{reverse('donations:open_gift')}",
        "qr": qr_svg(f"{settings.PORTAL_BASE_URL}{path_of(paper.number)}"),
        "key_id": paper.key_id,
        "signature": paper.signature,
        "is_revoked": paper.revoked_at is not None,
    }
    return pdf(TEMPLATE, values, at=paper.issued_at)
