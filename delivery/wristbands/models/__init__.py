"""Bands and their stock, publicity events, who wears a band, and what happens when somebody scans it."""

from delivery.wristbands.models.alerts import Alert, FinderNote, GuessedHour, Scan, ScanMonth
from delivery.wristbands.models.missing import CaseEntry, MissingCase, VolunteerCall
from delivery.wristbands.models.outings import PublicityEvent
from delivery.wristbands.models.relays import RecordedRelay, RelayCall
from delivery.wristbands.models.stock import Band, Batch, CodeSheet, Movement, Posting
from delivery.wristbands.models.wearers import EmergencyContact, Issue

__all__ = [
    "Alert",
    "Band",
    "Batch",
    "CaseEntry",
    "CodeSheet",
    "EmergencyContact",
    "FinderNote",
    "GuessedHour",
    "Issue",
    "MissingCase",
    "Movement",
    "Posting",
    "PublicityEvent",
    "RecordedRelay",
    "RelayCall",
    "Scan",
    "ScanMonth",
    "VolunteerCall",
]
