"""What `manage.py verify` checks of this app."""

from collections.abc import Iterator

from protection import keys, rotation


def every_key_opens() -> Iterator[str]:
    for kid in keys.unreadable_kids():
        yield f"field key {kid}: missing from PORTAL_FIELD_KEYS, or another secret under this name"


def every_value_has_a_known_key() -> Iterator[str]:
    """By the key id that each value names; opening all of them is what rotate_keys does."""
    for column, count in rotation.values_under_unknown_keys():
        yield f"{column}: {count} values under a key that is not here"


CHECKS = (
    ("protection: every stored key opens", every_key_opens),
    ("protection: every sealed value has its key here", every_value_has_a_known_key),
)
