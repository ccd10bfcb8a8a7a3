"""What the event of a handed-in batch keeps of its payments, so that `manage.py verify` notices any later change."""

from funds.ledger import in_letters
from payments import states
from payments.models import PaymentBatch

KEPT = ("position", "source", "title", "payee_name", "account_mask", "bank_name", "amount_fen", "reservation_id")


def digest_of_batch(batch: PaymentBatch) -> str:
    """Of all payments that were not taken out, as they are decided on from now on. Full numbers rest sealed and stay
    out; their masks do not. What is aborted later was handed in too: see `promises`."""
    rows = batch.payments.exclude(state=states.CANCELLED).order_by("position").values_list(*KEPT)
    return in_letters([list(row) for row in rows])
