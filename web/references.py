"""References that people read out on the telephone: random, so that nobody can count or guess them."""

import secrets
from collections.abc import Callable

from django.db import IntegrityError, models, transaction

# Without 0 O, 1 I L and U, which are misread or spell words.
DRAWS = 5
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # pragma: allowlist secret


def new_reference(prefix: str, length: int = 6) -> str:
    """For instance "SQ-7K2M9X". Six characters are 729 million, so among 50,000 rows one or two are drawn twice: the
    column is unique, and `insert_drawn` draws again."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(length))}"


def insert_drawn(row: models.Model, draw: Callable[[], str], *, field: str = "reference") -> None:
    """Inserts a row whose `field` was drawn at random; when another row has that value, draws anew.

    In a savepoint, so that the caller may go on. Raises IntegrityError for whatever else the database refuses: only
    then does it say something about the row, such as that somebody is registered already.
    """
    for _turn in range(DRAWS):
        try:
            with transaction.atomic():
                return row.save(force_insert=True)
        except IntegrityError:
            if not type(row)._base_manager.filter(**{field: getattr(row, field)}).exists():
                raise
            setattr(row, field, draw())
    raise IntegrityError(f"{field}: {DRAWS} values in a row were taken")


def normalise_reference(text: str) -> str:
    """What somebody typed, in the form that is stored: capitals, no spaces, half-width."""
    half_width = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    return "".join(half_width.split()).upper()
