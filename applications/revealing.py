"""The sealed answers of a case may be opened by those who handle it (protection.registry)."""

from applications.models import Application
from applications.permissions import may_open_sealed
from protection.registry import register_revealable

register_revealable(Application, fields=("sensitive_answers",), may_reveal=may_open_sealed)
