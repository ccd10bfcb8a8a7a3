"""What the federation publishes about itself."""

from disclosure.models.calendar import Bound, Done, Occasion, Rhythm, StatutoryRule, Subject
from disclosure.models.expenses import Base, ExpenseRule
from disclosure.models.organisation import Body, DisclosurePolicy, Officer, Organisation, OrganisationKind
from disclosure.models.packs import Pack, PackTable
from disclosure.models.tracing import Lot, Pool, Share, TraceHead

__all__ = [
    "Base",
    "Body",
    "Bound",
    "DisclosurePolicy",
    "Done",
    "ExpenseRule",
    "Lot",
    "Occasion",
    "Officer",
    "Organisation",
    "OrganisationKind",
    "Pack",
    "PackTable",
    "Pool",
    "Rhythm",
    "Share",
    "StatutoryRule",
    "Subject",
    "TraceHead",
]
