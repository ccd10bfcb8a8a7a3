"""Which fields are personal (docs/security.md)."""

from protection.classification import Personal

FIELDS: dict[str, Personal] = {
    "Job.owner": Personal("L2", "who asked for the work", "none", "with the audit trail"),
    "Job.file": Personal("L3", "a random name; the file holds what its list shows", "none", "3 days"),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "Job": (
        "reference",
        "kind",
        "parameters",
        "language",
        "state",
        "total",
        "done",
        "refused",
        "cursor",
        "problem",
        "attempts",
        "lease",
        "leased_until",
        "requested_at",
        "started_at",
        "finished_at",
        "file_name",
        "expires_at",
    ),
    "JobRow": ("job", "key", "label", "is_done", "sentence"),
}
