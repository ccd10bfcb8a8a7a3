"""What each field of this app says about a person (see protection.classification)."""

from protection.classification import Personal

FIELDS: dict[str, Personal] = {
    "Event.actor": Personal("L2", "who did it", "none", "15 years after the case is closed"),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "Event": (
        "stream",
        "seq",
        "code",
        "at",
        "subject_type",
        "subject_id",
        "transition",
        "from_state",
        "to_state",
        "version",
        "data",
        "dedupe_key",
        "prev_hash",
        "hash",
    ),
    "OutboxEntry": ("created_at",),
}
