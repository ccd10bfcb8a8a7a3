"""Who asked for what and where the case stands."""

from applications.models.application import NEVER, NO_CLOCK, Application, StateTally
from applications.models.casework import (
    AccountCorrection,
    ApplicationDocument,
    ClaimUse,
    Finding,
    HomeVisit,
    Investigator,
    Remark,
    SupplementRequest,
    VerificationTask,
)
from applications.models.draft import ApplicationDraft, DraftPaper
from applications.models.notice import Objection, PublicNotice
from applications.models.settings import ApprovalLevel, NumberSeries
from applications.models.unclaimed import UnclaimedAid

__all__ = [
    "NEVER",
    "NO_CLOCK",
    "AccountCorrection",
    "Application",
    "ApplicationDocument",
    "ApplicationDraft",
    "ApprovalLevel",
    "ClaimUse",
    "DraftPaper",
    "Finding",
    "HomeVisit",
    "Investigator",
    "NumberSeries",
    "Objection",
    "PublicNotice",
    "Remark",
    "StateTally",
    "SupplementRequest",
    "UnclaimedAid",
    "VerificationTask",
]
