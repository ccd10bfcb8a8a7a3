"""What the event of a new gift keeps of it, so that `manage.py verify` notices any later change past the triggers."""

from datetime import UTC
from typing import Any

from donations.models import Donation
from funds.ledger import in_letters

USE = ("restriction", "scheme", "project", "area_id", "use_by")


def digest_of_gift(gift: Donation) -> str:
    """Of who gave what, when and how: the columns that the trigger keeps."""
    return in_letters(
        [
            gift.reference, gift.donor_id, gift.shown_name, gift.kind, gift.channel, gift.amount_fen, gift.basis,
            gift.description, gift.fund_id, gift.campaign_id, gift.named_person_id, _moment(gift.paid_at),
            _moment(gift.received_at), gift.bank_reference, gift.import_reference, gift.registered_by_id,
            _number(gift.quantity, 2), gift.unit, gift.security_code, _number(gift.unit_price, 4), _day(gift.valued_on),
        ]
    )  # fmt: skip


def digest_of_use(row: Any) -> str:
    """What a gift, or an agreed change of its use, is for."""
    return in_letters([row.restriction, row.scheme, row.project, row.area_id, _day(row.use_by)])


def _moment(value: Any) -> str:
    return value.astimezone(UTC).isoformat()


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _number(value: Any, places: int) -> str:
    return "" if value is None else f"{value:.{places}f}"
