"""Money we hold and promise: funds, the append-only double-entry ledger, and what is reserved but not yet paid."""

from funds.models.accounts import Account, AccountKind
from funds.models.bank import BankLine, BankMatch, BankStatement, Explanation
from funds.models.funds import Fund, FundKind
from funds.models.policies import BooksPolicy, Rhythm
from funds.models.reservations import Reservation, ReservationState
from funds.models.slips import CostKind, Slip, SlipKind, TransferBasis
from funds.models.vouchers import Line, Period, Voucher, VoucherKind, voucher_reference

__all__ = [
    "Account",
    "AccountKind",
    "BankLine",
    "BankMatch",
    "BankStatement",
    "BooksPolicy",
    "CostKind",
    "Explanation",
    "Fund",
    "FundKind",
    "Line",
    "Period",
    "Reservation",
    "ReservationState",
    "Rhythm",
    "Slip",
    "SlipKind",
    "TransferBasis",
    "Voucher",
    "VoucherKind",
    "voucher_reference",
]
