"""The keyed blind index: equal values of one column have equal indexes, and without the key nobody can compute one."""

import hashlib
import hmac

from django.db import models

from protection.fields import column_name, sealed_field
from protection.keys import purpose_key
from protection.normalising import NORMALISERS


def index_of(model: type[models.Model], field: str, plain: str) -> str:
    """HMAC-SHA256 (hex) of the normalised value under the key of this column; "" stays ""."""
    return _digest(model, field, NORMALISERS[sealed_field(model, field).kind or "text"](plain))


def tokens_of(model: type[models.Model], field: str, plain: str) -> dict[str, str]:
    """The further indexes of a value by column, "" where it has none: parts of it under the key of the same field."""
    column = sealed_field(model, field)
    normalised = NORMALISERS[column.kind or "text"](plain)
    return {name: _digest(model, field, part(normalised)) for name, part in column.tokens.items()}


def _digest(model: type[models.Model], field: str, normalised: str) -> str:
    if not normalised:
        return ""
    key = purpose_key(index_purpose(model, field))
    return hmac.new(key, normalised.encode(), hashlib.sha256).hexdigest()


def index_purpose(model: type[models.Model], field: str) -> str:
    return f"index:{column_name(model, field)}"
