"""Do the rows hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections.abc import Iterator

from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, Max

from delivery.porridge_house import states
from delivery.porridge_house.models import DayCount, FoodSafetyLog, MealCard, MealRedemption, MealStatement
from delivery.porridge_house.services.forgetting import KEPT_YEARS
from delivery.porridge_house.services.statements import lines_from_meals


def states_are_known() -> Iterator[str]:
    for model, known in ((MealCard, states.CARD_STATES), (MealStatement, states.STATEMENT_STATES)):
        for pk, state in model.objects.exclude(state__in=list(known)).order_by("pk").values_list("pk", "state"):
            yield f"{model._meta.model_name} {pk}: unknown state {state}"


def no_card_gave_more_than_its_limit() -> Iterator[str]:
    rows = MealRedemption.objects.standing().values("card", "day", limit=F("card__daily_limit"))
    for row in rows.annotate(n=Count("pk"), most=Max("number")).filter(n__gt=F("limit")).order_by("card", "day"):
        yield f"card {row['card']}: {row['n']} meals on {row['day']}, {row['limit']} allowed"


def statements_follow_from_their_meals() -> Iterator[str]:
    """Of statements whose meals are still there (they are forgotten after three years)."""
    newest = MealStatement.objects.aggregate(newest=Max("month"))["newest"]
    if newest is None:
        return
    rows = MealStatement.objects.exclude(state=states.CANCELLED).order_by("pk").prefetch_related("lines")
    for one in rows.filter(month__gte=newest - relativedelta(years=KEPT_YEARS - 1)):
        said = sorted((line.site_id, line.price_fen, line.is_donated, line.meals) for line in one.lines.all())
        if said != lines_from_meals(one):
            yield f"statement {one.reference}: its lines do not follow from its meals"
        if one.amount_fen != sum(line.amount_fen for line in one.lines.all()):
            yield f"statement {one.reference}: its amount is not the sum of its lines"


def taken_back_statements_hold_no_meals() -> Iterator[str]:
    rows = MealRedemption.objects.filter(statement__state=states.CANCELLED).order_by("pk")
    for pk in rows.values_list("pk", flat=True):
        yield f"meal {pk}: on a statement that was taken back"


def paid_is_what_was_booked() -> Iterator[str]:
    for one in MealStatement.objects.filter(bill__isnull=False).order_by("pk").select_related("bill", "payment"):
        for voucher in (one.bill, one.payment):
            debit = sum(line.amount_fen for line in voucher.lines.all() if line.amount_fen > 0) if voucher else None
            if debit is not None and debit != one.amount_fen:
                yield f"statement {one.reference}: voucher {voucher.reference} is over another amount"


def kitchens_are_not_counted_without_a_log() -> Iterator[str]:
    logs = set(FoodSafetyLog.objects.values_list("site", "day"))
    rows = DayCount.objects.filter(site__mode="volunteer_kitchen").order_by("pk")
    for pk, site, day in rows.values_list("pk", "site", "day"):
        if (site, day) not in logs:
            yield f"count {pk}: a kitchen was counted without its food-safety log"


CHECKS = (
    ("porridge house: every state is known", states_are_known),
    ("porridge house: no card gave more than its limit", no_card_gave_more_than_its_limit),
    ("porridge house: statements follow from their meals", statements_follow_from_their_meals),
    ("porridge house: taken back statements hold no meals", taken_back_statements_hold_no_meals),
    ("porridge house: what was paid is what was booked", paid_is_what_was_booked),
    ("porridge house: kitchens are not counted without a food log", kitchens_are_not_counted_without_a_log),
)
