"""The morning board: each place of a day with its meals, helpers, log and warnings, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext as _text

from delivery.porridge_house.models import DayCount, FoodSafetyLog, HealthCertificate, MealRedemption, MealSite
from delivery.porridge_house.policy import FoodRules, food_rules_on
from volunteers.models import Shift, Signup


@dataclass(frozen=True)
class Line:
    """One place. `helpers` of `wanted` people have a place on the volunteers' shifts of the day (None: no shift)."""

    site: MealSite
    meals: int
    last_at: datetime | None
    helpers: int | None
    wanted: int | None
    log: FoodSafetyLog | None
    own_count: int | None
    warnings: Sequence[str] = field(default_factory=tuple)

    @property
    def log_is_missing(self) -> bool:
        return self.site.keeps_food_log and self.log is None


def board_of(sites: QuerySet[MealSite], day: date) -> list[Line]:
    places = list(sites.open().select_related("partner", "area").order_by("code"))
    rules = food_rules_on(day)
    meals = MealRedemption.objects.standing().filter(day=day, site__in=places).order_by()
    served = {
        site: (n, last) for site, n, last in meals.values_list("site").annotate(n=Count("pk"), at=Max("eaten_at"))
    }
    logs = {log.site_id: log for log in FoodSafetyLog.objects.filter(day=day, site__in=places)}
    counts = dict(DayCount.objects.filter(day=day, site__in=places).values_list("site", "own_count"))
    shifts = _shifts_of(places, day)
    expiring = _certificates(places, day, rules)
    lines = []
    for site in places:
        helpers, wanted = shifts.get(site.pk, (None, None))
        number, last = served.get(site.pk, (0, None))
        log = logs.get(site.pk)
        warnings = tuple(_warnings(site, day, log, rules, expiring.get(site.pk), number))
        lines.append(Line(site, number, last, helpers, wanted, log, counts.get(site.pk), warnings))
    return lines


def _shifts_of(places: Sequence[MealSite], day: date) -> dict[int, tuple[int, int]]:
    """(people with a place, places) of the day's shifts of the activity, without those that name another place."""
    activities = {site.activity_id for site in places if site.activity_id}
    if not activities:
        return {}
    rows = Shift.objects.filter(activity__in=activities, starts_at__date=day).exclude(state="cancelled")
    shifts = list(rows.prefetch_related("roles"))
    taken: dict[int, int] = defaultdict(int)
    for shift, size in Signup.objects.filter(shift__in=shifts, state="confirmed").values_list("shift", "party_size"):
        taken[shift] += size
    found = {}
    for site in places:
        own = [s for s in shifts if s.activity_id == site.activity_id and _is_at(s, site)]
        if own:
            capacity = sum(role.capacity for shift in own for role in shift.roles.all())
            found[site.pk] = (sum(taken[shift.pk] for shift in own), capacity)
    return found


def _is_at(shift: Shift, site: MealSite) -> bool:
    return not shift.place_zh or site.name_zh in shift.place_zh


def _certificates(places: Sequence[MealSite], day: date, rules: FoodRules) -> dict[int, tuple[int, date]]:
    """By place: how many health certificates run out within the time of warning, and the first day."""
    rows = HealthCertificate.objects.filter(
        site__in=places, ended_at__isnull=True, valid_until__lte=day + timedelta(days=rules.warn_days)
    )
    grouped = rows.order_by().values_list("site").annotate(n=Count("pk"), first=Min("valid_until"))
    return {site: (n, first) for site, n, first in grouped}


def _warnings(
    site: MealSite,
    day: date,
    log: FoodSafetyLog | None,
    rules: FoodRules,
    expiring: tuple[int, date] | None,
    meals: int,
) -> Any:
    if site.licence_until is None and not site.is_kitchen:
        yield _text("The food business licence is not entered.")
    elif site.licence_until is not None and site.licence_until < day:
        yield _text("The food business licence ran out on %(day)s.") % {"day": site.licence_until}
    elif site.licence_until is not None and site.licence_until <= day + timedelta(days=rules.warn_days):
        yield _text("The food business licence runs out on %(day)s.") % {"day": site.licence_until}
    if expiring:
        words = {"number": expiring[0], "day": expiring[1]}
        yield _text("Health certificates that run out: %(number)d, the first on %(day)s.") % words
    if meals > site.daily_quota:
        yield _text("More meals than planned for the day.")
    if log is not None:
        yield from findings_of(log, rules)


def findings_of(log: FoodSafetyLog, rules: FoodRules) -> list[str]:
    """What is not as it should be, in sentences; the figures are those of the log's day."""
    kept = log.discard_at - log.stored_at
    checks = (
        (
            log.sample_grams < rules.sample_grams,
            _text("Samples are below %(grams)d g.") % {"grams": rules.sample_grams},
        ),
        (
            kept < timedelta(hours=rules.sample_hours),
            _text("Samples are kept for less than %(hours)d hours.") % {"hours": rules.sample_hours},
        ),
        (
            not 0 <= log.fridge_tenths <= rules.fridge_most * 10,
            _text("The fridge is not between 0 and %(most)d degrees.") % {"most": rules.fridge_most},
        ),
        (not log.is_clean, _text("The kitchen was not clean.")),
        (not log.staff_healthy, _text("Somebody was ill or hurt.")),
    )
    return [sentence for is_wrong, sentence in checks if is_wrong]
