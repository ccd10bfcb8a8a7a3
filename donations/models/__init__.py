"""Donors, their gifts, what they promised or agreed to, campaigns, and files of gifts."""

from donations.models.campaigns import Campaign, Reach
from donations.models.donors import Donor
from donations.models.files import ColumnMap, GiftFile, GiftFileChunk, GiftFileRow
from donations.models.gifts import Donation, Feedback
from donations.models.pools import MatchEntry, MatchingPool, PoolDay
from donations.models.promises_of_donors import Agreement, Pledge, UseChange
from donations.models.receipts import Acknowledgement, OfficialReceipt, ReceiptKey, ReceiptSeries
from donations.models.securities import SecuritiesSale

__all__ = [
    "Acknowledgement",
    "Agreement",
    "Campaign",
    "ColumnMap",
    "Donation",
    "Donor",
    "Feedback",
    "GiftFile",
    "GiftFileChunk",
    "GiftFileRow",
    "MatchEntry",
    "MatchingPool",
    "OfficialReceipt",
    "Pledge",
    "PoolDay",
    "Reach",
    "ReceiptKey",
    "ReceiptSeries",
    "SecuritiesSale",
    "UseChange",
]
