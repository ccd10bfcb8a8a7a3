"""What disclosure holds about people."""

from protection.classification import Personal

WHO = "who prepared, published or noted it"
KEEP = "for ever"

FIELDS: dict[str, Personal] = {
    "Officer.name": Personal("L2", "council and supervisors are public by law (81号令)", "none", "for ever"),
    "Pack.prepared_by": Personal("L2", WHO, "none", KEEP),
    "Pack.published_by": Personal("L2", WHO, "none", KEEP),
    "Done.noted_by": Personal("L2", WHO, "none", KEEP),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "Organisation": (
        "valid_from", "name_zh", "name_en", "kind", "registration_no", "certificate_no", "address_zh", "address_en",
        "contact", "complaint_contact", "source",
    ),
    "Officer": ("body", "post_zh", "post_en", "position", "serves_from", "serves_to"),
    "Pack": ("year", "quarter", "version", "note", "digest", "prepared_at", "published_at"),
    "PackTable": ("pack", "code", "part", "position", "content", "digest"),
    "StatutoryRule": (
        "code", "title_zh", "title_en", "subject", "rhythm", "months", "days", "longer_than_months", "bound",
        "first_reminder_days", "last_reminder_days", "valid_from", "valid_to", "source",
    ),
    "ExpenseRule": (
        "kind", "net_assets_from_fen", "net_assets_below_fen", "base", "least_spending", "least_of_income",
        "most_management", "management_free_fen", "valid_from", "valid_to", "source",
    ),
    "Lot": (
        "fund", "origin", "entered_by", "pool", "amount_fen", "left_fen", "returned_fen", "scheme", "project", "area",
    ),
    "Share": ("lot", "line", "pool", "amount_fen", "is_moved", "is_outside", "area"),
    "TraceHead": ("period", "last_number", "traced_at"),
    "Occasion": ("kind", "title_zh", "title_en", "started_on", "ended_on"),
    "Done": ("rule_code", "subject_key", "due_on", "published_on", "where", "pack", "noted_at"),
    "DisclosurePolicy": ("valid_from", "smallest_group", "gift_first_days", "gift_last_days", "source"),
}  # fmt: skip
