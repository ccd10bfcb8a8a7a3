"""Who asked for what and where the case stands."""

from applications.models.application import NEVER, NO_CLOCK, Application, StateTally
from applications.models.casework import (
    AccountCorrection,
    ApplicationDocument,
    ClaimUse,
    Finding,
    RefusalWording,
    Remark,
    SupplementRequest,
    VerificationTask,
)
from applications.models.danger import DangerSignal
from applications.models.draft import ApplicationDraft, DraftPaper
from applications.models.emergency import EmergencyFile, PhoneCall
from applications.models.handover import Handover
from applications.models.meeting import AgendaItem, Meeting, MeetingMember, Vote
from applications.models.notice import BoardPhoto, Objection, PublicNotice
from applications.models.recovery import ConflictRecord, Instalment
from applications.models.refusal_letter import RefusalLetter
from applications.models.restriction import NamedPerson, Restriction
from applications.models.settings import ApprovalLevel, NumberSeries, WorkWeight
from applications.models.termination import Termination
from applications.models.unclaimed import UnclaimedAid
from applications.models.visit import HomeVisit, Investigator, VisitAttachment

__all__ = [
    "NEVER",
    "NO_CLOCK",
    "AccountCorrection",
    "AgendaItem",
    "Application",
    "ApplicationDocument",
    "ApplicationDraft",
    "ApprovalLevel",
    "BoardPhoto",
    "ClaimUse",
    "ConflictRecord",
    "DangerSignal",
    "DraftPaper",
    "EmergencyFile",
    "Finding",
    "Handover",
    "HomeVisit",
    "Instalment",
    "Investigator",
    "Meeting",
    "MeetingMember",
    "NamedPerson",
    "NumberSeries",
    "Objection",
    "PhoneCall",
    "PublicNotice",
    "RefusalLetter",
    "RefusalWording",
    "Remark",
    "Restriction",
    "StateTally",
    "SupplementRequest",
    "Termination",
    "UnclaimedAid",
    "VerificationTask",
    "VisitAttachment",
    "Vote",
    "WorkWeight",
]
