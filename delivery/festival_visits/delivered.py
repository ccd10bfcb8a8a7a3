"""What the public is told of Spring Festival visits (shape: programs.delivered)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.festival_visits import states
from delivery.festival_visits.choices import CODE, TITLE
from delivery.festival_visits.models import CashPart, FestivalVisit, StockMovement, Wish
from programs.delivered import DeliveredFigure


def festival_figures(first: date, last: date) -> Iterator[DeliveredFigure]:
    """Of visits made, money paid and wishes followed up from the first to the last day."""
    span = (_start(first), _start(last + timedelta(days=1)))
    visits = FestivalVisit.objects.filter(state=states.DELIVERED, visited_at__gte=span[0], visited_at__lt=span[1])
    given = StockMovement.objects.filter(kind="give", visit__in=visits)
    goods = given.aggregate(fen=Sum(F("quantity") * F("lot__price_fen"), default=0))["fen"]
    paid = CashPart.objects.filter(state=states.PAID, paid_at__gte=span[0], paid_at__lt=span[1])
    money = paid.aggregate(fen=Sum("amount_fen", default=0))["fen"]
    wishes = Wish.objects.filter(handled_at__gte=span[0], handled_at__lt=span[1])
    yield DeliveredFigure(CODE, TITLE, _("households visited"), visits.count(), counts_people=True)
    yield DeliveredFigure(CODE, TITLE, _("visits on a second attempt"), visits.filter(attempt__gt=1).count(), True)
    yield DeliveredFigure(CODE, TITLE, _("yuan paid to households"), money // 100)
    yield DeliveredFigure(CODE, TITLE, _("yuan worth of goods handed over"), goods // 100)
    yield DeliveredFigure(CODE, TITLE, _("wishes followed up"), wishes.count(), counts_people=True)


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
