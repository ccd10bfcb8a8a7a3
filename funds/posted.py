"""The lines that figures are made of: posted ones, without what only carries results forward."""

from django.db.models import QuerySet

from funds import chart
from funds.models import Line
from funds.statements import CLOSINGS


def posted_lines() -> QuerySet[Line]:
    """Without the vouchers that only carry results forward at the end of a period, and what reverses those."""
    lines = Line.objects.filter(voucher__posted_at__isnull=False).order_by()
    return lines.exclude(voucher__kind__in=CLOSINGS).exclude(voucher__reverses__kind__in=CLOSINGS)


def campaign_costs(code: str) -> QuerySet[Line]:
    """What was booked as fundraising for the campaign (筹资费用), and below zero what was taken back."""
    return posted_lines().filter(campaign=code, account__code__startswith=chart.FUNDRAISING)
