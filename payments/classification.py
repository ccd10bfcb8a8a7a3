"""Which columns of this app are about a person, why they are held, how they are shown and how long they are kept."""

from protection.classification import Personal

PAYER = "who carried out a duty of the three-person rule"
TEN_YEARS = "10 years (accounting records)"

FIELDS: dict[str, Personal] = {
    "PaymentBatch.maker": Personal("L2", PAYER, "none", TEN_YEARS),
    "PaymentBatch.checker": Personal("L2", PAYER, "none", TEN_YEARS),
    "PaymentBatch.cashier": Personal("L2", PAYER, "none", TEN_YEARS),
    "Payment.payee_name": Personal("L2", "who is paid, an alias for confidential cases", "none", TEN_YEARS),
    "Payment.account_holder": Personal("L3", "name on the account, for the bank file", "***", TEN_YEARS),
    "Payment.account": Personal("L3", "where the money goes, for the bank file", "last 4", TEN_YEARS),
    "Payment.account_mask": Personal("L2", "to compare with the bank's result", "last 4", TEN_YEARS),
    "Payment.bank_name": Personal("L2", "where the money goes, for the bank file", "none", TEN_YEARS),
    "Payment.failure_reason": Personal("L2", "what the bank said, to correct the account", "none", TEN_YEARS),
    "BankFile.made_by": Personal("L2", "who took accounts out of the portal", "none", TEN_YEARS),
    "PaymentCheck.checker": Personal("L2", "who asks the payee after the payment", "none", TEN_YEARS),
    "PaymentCheck.note": Personal("L3", "what the payee said about the payment", "none", TEN_YEARS),
    "PaymentCheck.answer": Personal("L3", "what a finding came from; may name people", "none", TEN_YEARS),
    "PaymentCheck.answered_by": Personal("L2", "who closed a finding", "none", TEN_YEARS),
    "ResultFile.imported_by": Personal("L2", PAYER, "none", TEN_YEARS),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "PaymentBatch": (
        "state",
        "version",
        "state_since",
        "reference",
        "fund",
        "bank_format",
        "made_at",
        "checked_at",
        "released_at",
    ),
    "Payment": (
        "seal_id",
        "state",
        "version",
        "state_since",
        "batch",
        "position",
        "source",
        "source_reference",
        "title",
        "scheme",
        "amount_fen",
        "reservation",
        "voucher",
    ),
    "SampleDraw": ("batch", "drawn_at", "seed", "share", "minimum", "candidates", "drawn"),
    "PaymentCheck": (
        "state",
        "version",
        "state_since",
        "reference",
        "draw",
        "payment",
        "due_at",
        "way",
        "result",
        "received_fen",
        "attempts",
        "done_at",
        "outcome",
        "answered_at",
    ),
    "BankFile": ("batch", "sha256", "rows", "total_fen", "made_at"),
    "ResultFile": ("batch", "sha256", "paid", "failed", "known", "missing", "imported_at"),
}
