"""The tables of the community governance fund (社区治理基金)."""

from delivery.community_grants.models.grants import BudgetLine, Grant, Paper, PaperKind, Statement
from delivery.community_grants.models.organisations import Organisation, OrganisationKind, Representative
from delivery.community_grants.models.projects import Acceptance, Acceptor, Milestone, Repayment, Thanks, Tranche
from delivery.community_grants.models.publicity import GrantNotice, GrantObjection
from delivery.community_grants.models.rounds import Criterion, ForbiddenUse, GrantRound
from delivery.community_grants.models.scoring import ScoreLine, ScoreSheet
from delivery.community_grants.models.visits import SiteVisit

__all__ = [
    "Acceptance",
    "Acceptor",
    "BudgetLine",
    "Criterion",
    "ForbiddenUse",
    "Grant",
    "GrantNotice",
    "GrantObjection",
    "GrantRound",
    "Milestone",
    "Organisation",
    "OrganisationKind",
    "Paper",
    "PaperKind",
    "Repayment",
    "Representative",
    "ScoreLine",
    "ScoreSheet",
    "SiteVisit",
    "Statement",
    "Thanks",
    "Tranche",
]
