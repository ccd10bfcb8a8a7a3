"""Staging a list, checking it, correcting a line, taking it over, and emptying it."""

from imports.services.checking import check_rows, correct_row
from imports.services.cleaning import discard_import, empty_old_imports
from imports.services.staging import AlreadyUploaded, check_again, stage_list, start_take_over
from imports.services.taking import take_over_group

__all__ = [
    "AlreadyUploaded",
    "check_again",
    "check_rows",
    "correct_row",
    "discard_import",
    "empty_old_imports",
    "stage_list",
    "start_take_over",
    "take_over_group",
]
