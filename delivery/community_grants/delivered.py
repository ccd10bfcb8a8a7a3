"""What the community grants tell the public about a span of days. Organisations are no people; who benefits is."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from delivery.community_grants import states
from delivery.community_grants.models import Acceptance, Grant, Thanks
from funds.models import AccountKind
from funds.posted import posted_lines
from programs.delivered import DeliveredFigure

PROGRAM = "community_governance_fund"
TITLE = _("Community governance fund")


def figures(first: date, last: date) -> Iterator[DeliveredFigure]:
    """Granted by the day of the decision, paid as booked and less what came back, accepted by the day of acceptance."""
    days = (first, last)
    granted = Grant.objects.filter(state__in=states.PROMISED, decided_at__date__range=days)
    cost = posted_lines().filter(scheme=PROGRAM, account__kind=AccountKind.EXPENSE, voucher__booked_on__range=days)
    paid = cost.aggregate(n=Sum("amount_fen", default=0))["n"]
    done = Acceptance.objects.filter(result=Acceptance.Result.PASS, held_on__range=days)
    people = done.aggregate(n=Sum("grant__people", default=0))["n"]
    yield DeliveredFigure(PROGRAM, TITLE, _("Projects granted"), granted.count())
    yield DeliveredFigure(PROGRAM, TITLE, _("Yuan paid to projects"), paid // 100)
    yield DeliveredFigure(PROGRAM, TITLE, _("Projects accepted"), done.count())
    yield DeliveredFigure(PROGRAM, TITLE, _("People who benefit from accepted projects"), people, counts_people=True)
    yield DeliveredFigure(
        PROGRAM, TITLE, _("Thanks from visitors"), Thanks.objects.filter(given_on__range=days).count()
    )
