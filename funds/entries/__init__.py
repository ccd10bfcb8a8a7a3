"""The entries of 《民间非营利组织会计制度》 (domain fact book §5.7): one function each, one transaction with its event.

Each is idempotent per `source` ("donations.donation:12"): the same call again gives the same voucher, other figures
for the same source raise AlreadyBooked, and after a reversal the source may be booked anew. Amounts are fen. The day of
the voucher is `booked_on`, never after the day of `at`, in an open month. Dimensions are codes; blank means none.
"""

from funds.entries.moving import BASES, move_money, sell_securities, transfer
from funds.entries.passing import pass_on, receive_pass_through
from funds.entries.receiving import (
    receive_allocation,
    receive_gift,
    receive_goods,
    receive_interest,
    receive_securities,
    receive_service,
    refund_gift,
)
from funds.entries.spending import COSTS, accrue_meals, book_cost, issue_goods, pay_payable
from funds.entries.stocktaking import find_goods, use_up_goods, write_off_goods

__all__ = [
    "BASES",
    "COSTS",
    "accrue_meals",
    "book_cost",
    "find_goods",
    "issue_goods",
    "move_money",
    "pass_on",
    "pay_payable",
    "receive_allocation",
    "receive_gift",
    "receive_goods",
    "receive_interest",
    "receive_pass_through",
    "receive_securities",
    "receive_service",
    "refund_gift",
    "sell_securities",
    "transfer",
    "use_up_goods",
    "write_off_goods",
]
