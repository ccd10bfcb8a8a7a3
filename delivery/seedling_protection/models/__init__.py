from delivery.seedling_protection.models.books import BookHolding, BookLoan, BookMovement, BookTitle
from delivery.seedling_protection.models.facilities import Facility, HallVisit, VisitSlot
from delivery.seedling_protection.models.files import Paper, PaperKind
from delivery.seedling_protection.models.schools import School, SchoolContact
from delivery.seedling_protection.models.supplies import ClassLine, Distribution, StockMovement, SupplyItem, SupplyLot
from delivery.seedling_protection.models.trainings import GradeAttendance, TrainerContact, TrainingSession

__all__ = [
    "BookHolding",
    "BookLoan",
    "BookMovement",
    "BookTitle",
    "ClassLine",
    "Distribution",
    "Facility",
    "GradeAttendance",
    "HallVisit",
    "Paper",
    "PaperKind",
    "School",
    "SchoolContact",
    "StockMovement",
    "SupplyItem",
    "SupplyLot",
    "TrainerContact",
    "TrainingSession",
    "VisitSlot",
]
