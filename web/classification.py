"""Which fields are personal (docs/security.md)."""

from protection.classification import Personal

FIELDS: dict[str, Personal] = {
    "IdempotencyKey.user": Personal("L2", "whose form it was", "an id, no name", "30 days; money for ever"),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "IdempotencyKey": ("key", "body_hash", "result_url", "is_kept", "created_at"),
}
