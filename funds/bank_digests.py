"""What the event of an imported statement keeps of it, so that `manage.py verify` notices any later change."""

from collections.abc import Iterable

from funds import ledger
from funds.models import BankLine, BankStatement


def digest_of_statement(statement: BankStatement, lines: Iterable[BankLine]) -> str:
    """Of the head and of every line as the bank said it; explanations and matches are ours and stay out."""
    head = [
        statement.reference, statement.account_code, statement.sha256, statement.first_on.isoformat(),
        statement.last_on.isoformat(), statement.opening_fen, statement.closing_fen, statement.has_balances,
        statement.known_lines,
    ]  # fmt: skip
    said = sorted(
        [n.number, n.identity, n.booked_on.isoformat(), n.amount_fen, n.bank_reference, n.party, n.note] for n in lines
    )
    return ledger.in_letters([head, said])
