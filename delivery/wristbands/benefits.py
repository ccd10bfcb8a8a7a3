"""What the benefit ledger of a household tells of bands that were handed out without an application.

A band that came with an application stands there as the application already.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.benefits import RECEIVED, Benefit, People
from delivery.wristbands.models import Issue
from programs.history import PastGrant
from programs.schemes.wristband.terms import CODE

TITLE = _("Wristband against getting lost")


def told_issues(user: Any, people: People) -> QuerySet[Issue]:
    return Issue.objects.visible_to(user).filter(wearer__in=people, application=None, replaces=None)


def band_benefits(user: Any, people: People) -> list[Benefit]:
    """One query."""
    return [_line(issue) for issue in told_issues(user, people).defer("signature").order_by("pk")]


def _line(issue: Issue) -> Benefit:
    return Benefit(
        on=timezone.localdate(issue.issued_at),
        person_id=issue.wearer_id or 0,
        title=TITLE,
        state=issue.status.label,
        amount_fen=None,
        url=reverse("wristbands:band", args=[issue.reference]),
        outcome=RECEIVED,
        kind=CODE,
        source=f"wristbands.issue:{issue.pk}",
    )


def bands_without_application(people: Any) -> Iterator[tuple[int, PastGrant]]:
    """For the rules (programs.history): who wears a band already that nobody applied for. One query."""
    issues = Issue.objects.live().filter(application=None, wearer__isnull=False)
    if people is not None:
        issues = issues.filter(wearer__in=people)
    for wearer, issued_at in issues.order_by("pk").values_list("wearer", "issued_at"):
        yield wearer, PastGrant(CODE, timezone.localdate(issued_at), 0)
