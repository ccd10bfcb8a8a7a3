"""The telephone of whoever complained may be opened by those who handle the complaint (protection.registry)."""

from oversight.models import Complaint
from oversight.permissions import may_handle
from protection.registry import register_revealable

register_revealable(Complaint, fields=("phone",), may_reveal=may_handle)
