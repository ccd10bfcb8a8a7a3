"""Which columns of this app are about a person: staff only; the books hold funds and sources, never who was helped."""

from protection.classification import Personal

BOOKED_BY = "who booked or promised the money"
KEEP = "30 years (accounting vouchers)"

FIELDS: dict[str, Personal] = {
    "Voucher.made_by": Personal("L2", BOOKED_BY, "none", KEEP),
    "Reservation.reserved_by": Personal("L2", BOOKED_BY, "none", KEEP),
    "Period.closed_by": Personal("L2", "who closed the month", "none", KEEP),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "Account": ("code", "name_zh", "name_en", "kind", "is_money", "valid_from", "valid_to"),
    "Fund": ("code", "name_zh", "name_en", "custodian", "kind", "available_fen", "reserved_fen", "opened_at"),
    "Period": ("month", "last_number", "closed_at"),
    "Voucher": ("period", "number", "kind", "booked_on", "source", "memo_code", "reverses", "posted_at"),
    "Line": ("voucher", "account", "fund", "scheme", "amount_fen"),
    "Reservation": ("fund", "source", "amount_fen", "state", "reserved_at", "ended_at", "voucher"),
}
