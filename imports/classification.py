"""Which fields are personal (docs/security.md)."""

from protection.classification import Personal

KEEP = "30 days"

FIELDS: dict[str, Personal] = {
    "Import.owner": Personal("L2", "who uploaded the list", "none", "with the audit trail"),
    "ImportRow.cells": Personal("L4", "what the list says, until it is taken over", "shown to the uploader only", KEEP),
    "ImportRow.key": Personal("L3", "finds the same person in the list again", "an index, no value", KEEP),
    "ImportRow.group": Personal("L2", "finds the lines of one household", "an index, no value", KEEP),
    "ImportRow.taken_key": Personal("L3", "keeps the same line from counting twice", "an index, no value", "10 years"),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "Import": (
        "reference",
        "kind",
        "subject",
        "sha256",
        "columns",
        "places",
        "notices",
        "uploaded_at",
        "emptied_at",
        "check_job",
        "take_job",
    ),
    "ImportRow": ("seal_id", "source", "number", "state", "rank", "errors", "result"),
}
