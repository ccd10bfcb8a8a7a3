"""References that people read out on the telephone: random, so that nobody can count or guess them."""

import secrets

# Without 0 O, 1 I L and U, which are misread or spell words.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # pragma: allowlist secret


def new_reference(prefix: str, length: int = 6) -> str:
    """For instance "SQ-7K2M9X". Six characters are 729 million; the column is unique, a collision is tried again."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(length))}"


def normalise_reference(text: str) -> str:
    """What somebody typed, in the form that is stored: capitals, no spaces, half-width."""
    half_width = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    return "".join(half_width.split()).upper()
