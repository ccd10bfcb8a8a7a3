from delivery.porridge_house.models.cards import MealCard
from delivery.porridge_house.models.meals import DayCount, MealRedemption, MonthTotal, RefusedScan
from delivery.porridge_house.models.rosters import Employer, EmployerContact, RosterEntry
from delivery.porridge_house.models.safety import FoodSafetyLog, HealthCertificate
from delivery.porridge_house.models.sites import MealSite, MealTerms, Partner, SiteClerk
from delivery.porridge_house.models.statements import MealStatement, StatementLine
from delivery.porridge_house.models.watching import FraudSignal, WelfareSignal

__all__ = [
    "DayCount",
    "Employer",
    "EmployerContact",
    "FoodSafetyLog",
    "FraudSignal",
    "HealthCertificate",
    "MealCard",
    "MealRedemption",
    "MealSite",
    "MealStatement",
    "MealTerms",
    "MonthTotal",
    "Partner",
    "RefusedScan",
    "RosterEntry",
    "SiteClerk",
    "StatementLine",
    "WelfareSignal",
]
