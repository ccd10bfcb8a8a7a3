"""Run inside the portal after a season: traces what is left, and tells the sums that the portal itself shows.

Per fund: what its statement says, and what the public page of funds says.
"""

import json
from datetime import date
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from audit.models import OutboxEntry
from bench.season.books import AT
from disclosure.money import fund_rows
from disclosure.services import trace_everything
from disclosure.spans import Span
from donations.services import calculate_stale_pools
from funds.models import Fund
from funds.statements import statements_of


def said() -> dict[str, Any]:
    """Fund → opening, income, costs, transfers, closing, money; in fen."""
    calculate_stale_pools(at=AT)
    trace_everything(at=AT)
    year = {"first": date(2023, 1, 1), "last": date(2023, 12, 31)}
    rows = statements_of(list(Fund.objects.order_by("pk")), **year)
    names = ("opening_fen", "income_fen", "spent_fen", "moved_fen", "balance_fen")
    return {
        "statements": {
            one.fund.code: [
                one.opening_fen, one.income_fen, one.expense_fen, one.transfers_fen, one.closing_fen, one.money_fen,
            ]
            for one in rows if one.fund
        },
        "public": {row["code"]: [row[name] for name in names] for row in fund_rows(Span(2023))},
    }  # fmt: skip


if __name__ == "__main__":
    answer = json.dumps(said())
    OutboxEntry.objects.all().delete()  # a season of 2023 tells nobody, and verify asks how long an event has waited
    print(answer)
