"""What the books refuse. `str()` of each is a sentence for the person who tried."""


class FundsError(Exception):
    """Something that the books refuse."""


class InsufficientFunds(FundsError):
    """The fund has less available than asked for."""


class AlreadyReserved(FundsError):
    """The source holds a live reservation already."""


class NotReserved(FundsError):
    """The reservation was released or settled already."""


class AmountNotAllowed(FundsError):
    """Zero, negative, or more than was reserved, billed, given or stored."""


class AlreadyReversed(FundsError):
    """The voucher was reversed already, or is itself a reversal."""


class AlreadyCredited(FundsError):
    """This source was credited to the fund already."""


class AlreadyBooked(FundsError):
    """This source is in the books with other figures."""


class AlreadySettled(FundsError):
    """Another voucher that still counts pays this one, passes it on or gives it back."""


class AlreadyClosed(FundsError):
    """The month of the books was closed already."""


class AccountNotAllowed(FundsError):
    """The account is not one for this entry, or would fall below zero."""


class NotPermitted(FundsError):
    """A rule of the books forbids it: the policy in force, the cash limit, a restriction."""


class DayNotAllowed(FundsError):
    """The voucher would be dated after the day on which it is booked."""
