"""Gifts in the back office: read only. They move on their own pages, through the services."""

from donations.admin import campaigns, donors, files, gifts, receipts  # noqa: F401
