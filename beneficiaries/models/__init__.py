"""People we help: who they are, whom they live with, what proves it, and what they agreed to."""

from beneficiaries.models.affiliates import Affiliate
from beneficiaries.models.consents import Consent, ConsentText, ConsentWithdrawal
from beneficiaries.models.duplicates import ComparedPerson, DuplicatePair, PersonMerge
from beneficiaries.models.economy import IncomeDeclaration, PropertyDeclaration
from beneficiaries.models.papers import Document, HardshipCertificate
from beneficiaries.models.people import Person, PersonToken
from beneficiaries.models.ties import DeclaredRelative, GuardianLink, Household, HouseholdMember
from beneficiaries.models.validity import PaperValidity

__all__ = [
    "Affiliate",
    "ComparedPerson",
    "Consent",
    "ConsentText",
    "ConsentWithdrawal",
    "DeclaredRelative",
    "Document",
    "DuplicatePair",
    "GuardianLink",
    "HardshipCertificate",
    "Household",
    "HouseholdMember",
    "IncomeDeclaration",
    "PaperValidity",
    "Person",
    "PersonMerge",
    "PersonToken",
    "PropertyDeclaration",
]
