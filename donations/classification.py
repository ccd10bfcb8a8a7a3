"""Which columns of this app are about a person, why they are held, how they are shown and how long they are kept."""

from protection.classification import Personal

WHO = "who entered, booked or decided it"
GIVES = "who gave, for the receipt and the report back (慈善法 38, 42)"
CONTACT = "to thank and to report back (慈善法 42)"
KEEP = "10 years (accounting records)"

FIELDS: dict[str, Personal] = {
    "Donor.name": Personal("L2", GIVES, "as the donor chose", KEEP),
    "Donor.id_number": Personal("L3", GIVES, "first and last 2", KEEP),
    "Donor.id_number_mask": Personal("L2", GIVES, "first and last 2", KEEP),
    "Donor.id_number_index": Personal("L3", "to find a donor again, and ties to a named person", "never shown", KEEP),
    "Donor.phone": Personal("L3", CONTACT, "middle 4", KEEP),
    "Donor.phone_mask": Personal("L2", CONTACT, "middle 4", KEEP),
    "Donor.phone_index": Personal("L3", "to find a donor again", "never shown", KEEP),
    "Donor.email": Personal("L3", CONTACT, "***", KEEP),
    "Donor.email_index": Personal("L3", "to tell one address from another", "never shown", KEEP),
    "Donor.address": Personal("L3", "for the official receipt by post", "street office", KEEP),
    "Donor.address_mask": Personal("L2", "for the official receipt by post", "street office", KEEP),
    "Donor.employer": Personal("L2", "staff do not trigger the pool of their company", "none", KEEP),
    "Donor.registered_by": Personal("L2", WHO, "none", KEEP),
    "Donation.donor": Personal("L2", GIVES, "as the donor chose", KEEP),
    "Donation.shown_name": Personal("L2", "the name that the platform showed", "surname", KEEP),
    "Donation.named_person": Personal("L3", "whom the donor wants to have it", "staff only", KEEP),
    "Donation.registered_by": Personal("L2", WHO, "none", KEEP),
    "Donation.booked_by": Personal("L2", WHO, "none", KEEP),
    "SecuritiesSale.entered_by": Personal("L2", WHO, "none", KEEP),
    "SecuritiesSale.undone_by": Personal("L2", WHO, "none", KEEP),
    "Feedback.text": Personal("L2", CONTACT, "none", KEEP),
    "Feedback.told_by": Personal("L2", WHO, "none", KEEP),
    "Agreement.donor": Personal("L2", GIVES, "as the donor chose", KEEP),
    "Agreement.entered_by": Personal("L2", WHO, "none", KEEP),
    "Pledge.donor": Personal("L2", GIVES, "as the donor chose", KEEP),
    "Pledge.entered_by": Personal("L2", WHO, "none", KEEP),
    "UseChange.consent_evidence": Personal("L2", "proof of the donor's consent (慈善法 56)", "none", KEEP),
    "UseChange.proposed_by": Personal("L2", WHO, "none", KEEP),
    "UseChange.decided_by": Personal("L2", WHO, "none", KEEP),
    "Campaign.in_charge": Personal("L2", "named on the page by law (慈善法 24)", "none", KEEP),
    "Campaign.contact_phone": Personal("L2", "shown on the page by law (慈善法 25)", "none", KEEP),
    "Campaign.published_by": Personal("L2", WHO, "none", KEEP),
    "Reach.entered_by": Personal("L2", WHO, "none", KEEP),
    "MatchingPool.sponsor": Personal("L2", "who matches the gifts of others", "as the donor chose", KEEP),
    "MatchingPool.opened_by": Personal("L2", WHO, "none", KEEP),
    "MatchingPool.confirmed_by": Personal("L2", WHO, "none", KEEP),
    "MatchingPool.withdrawn_by": Personal("L2", WHO, "none", KEEP),
    "OfficialReceipt.payer": Personal("L2", "named by law on the receipt (慈善法 38)", "none", KEEP),
    "OfficialReceipt.qr_text": Personal("L2", "may hold the payer and the sum, as printed", "none", KEEP),
    "OfficialReceipt.entered_by": Personal("L2", WHO, "none", KEEP),
    "OfficialReceipt.voided_by": Personal("L2", WHO, "none", KEEP),
    "OfficialReceipt.checker": Personal("L2", "named on the receipt", "none", KEEP),
    "OfficialReceipt.payee": Personal("L2", "named on the receipt", "none", KEEP),
    "Acknowledgement.private": Personal("L3", "the donor's name, printed for the donor", "never shown", KEEP),
    "Acknowledgement.issued_by": Personal("L2", WHO, "none", KEEP),
    "ColumnMap.saved_by": Personal("L2", WHO, "none", KEEP),
    "GiftFile.uploaded_by": Personal("L2", WHO, "none", KEEP),
    "GiftFileChunk.cells": Personal("L3", "who gave, until the lines are taken over", "never shown", "30 days"),
}
_STATE = ("state", "version", "state_since")
_PURPOSE = ("restriction", "scheme", "project", "area", "use_by")
PLAIN: dict[str, tuple[str, ...]] = {
    "Donor": ("seal_id", "reference", "kind", "public_name_mode", "consented_on", "credit_code", "registered_at"),
    "Donation": (
        *_STATE, *_PURPOSE, "reference", "public_name_mode", "kind", "channel", "amount_fen", "basis", "description",
        "quantity", "unit", "security_code", "unit_price", "valued_on", "fund", "campaign", "agreement", "pledge",
        "paid_at", "received_at", "bank_reference", "import_reference", "wants_receipt", "booked_at", "voucher",
        "refund_voucher", "end_reason", "receipt_state",
    ),
    "SecuritiesSale": (
        "gift", "units", "sold_on", "proceeds_fen", "cost_fen", "paper", "voucher", "entered_at", "undone_at",
        "undo_reason",
    ),
    "Feedback": ("gift", "told_at"),
    "Agreement": ("reference", "signed_on", "property", "use", "delivery", "entered_at"),
    "Pledge": (
        *_STATE, "reference", "fund", "campaign", "amount_fen", "reduced_fen", "promised_on", "due_on", "note",
        "withdraw_reason", "entered_at",
    ),
    "UseChange": (
        *_STATE, *_PURPOSE, "gift", "reason", "before", "consented_on", "council_decision", "filing_no", "proposed_at",
        "decided_at",
    ),
    "Campaign": (
        "code", "title_zh", "title_en", "purpose_zh", "purpose_en", "fund", "filing_no", "holder", "holder_certificate",
        "platform", "platform_url", "starts_on", "ends_on", "target_fen", "target_person_times", "cost_plan_fen",
        "beneficiaries", "query_way", "region", "ways", "bank_account", "use", "leftover", "published_at",
    ),
    "ColumnMap": ("channel", "headings_key", "columns", "saved_at"),
    "GiftFile": (
        "reference", "channel", "fund", "campaign", "pool", "sha256", "headings", "columns", "lines", "uploaded_at",
        "check_job", "take_job", "emptied_at",
    ),
    "GiftFileChunk": ("seal_id", "file", "number"),
    "GiftFileRow": (
        "file", "chunk", "number", "state", "rank", "bank_reference", "amount_fen", "paid_at", "problem", "gift",
    ),
    "OfficialReceipt": (
        "gift", "title", "seal_mark", "code", "number", "check_code", "issued_on", "payer_code", "lines", "total_fen",
        "remark", "other", "issuer", "entered_at", "voided_at", "void_reason",
    ),
    "ReceiptSeries": ("year", "last"),
    "ReceiptKey": ("kid", "public_key", "first_used_at"),
    "Acknowledgement": (
        "seal_id", "number", "gift", "snapshot", "key_id", "signature", "issued_at", "revoked_at", "revoke_reason",
    ),
    "MatchingPool": (
        "reference", "campaign", "mode", "total_fen", "ratio_given", "ratio_for", "least_gift_fen", "per_gift_fen",
        "per_donor_day_fen", "starts_on", "ends_on", "opens", "closes", "schemes", "matched_fen", "is_stale",
        "calculated_at", "confirmed_at", "opened_at", "withdrawn_at", "withdraw_reason",
    ),
    "PoolDay": ("pool", "day", "cap_fen", "matched_fen"),
    "MatchEntry": ("pool", "gift", "payment", "pledge", "day", "amount_fen", "state"),
    "Reach": ("campaign", "unit", "number", "reached_on", "action", "source", "entered_at"),
}  # fmt: skip
