"""Loading places and deadlines, and the changes that staff make to calendar and deadlines (each audited)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from areas.data import deadlines as deadline_data
from areas.data import zone as zone_data
from areas.models import AdminArea, CalendarDay, DeadlineRule, Level
from audit.recording import record


@transaction.atomic
def load_areas(*, at: datetime) -> int:
    """Adds the zone's places that are missing and returns how many. Rows that exist are left as staff edited them."""
    code, name, name_en, official, stat = zone_data.ZONE
    zone, created = _add_area(code, None, Level.ZONE, name, name_en, official, stat, zone_data.STATISTICS)
    added = [zone] if created else []
    for subdistrict in zone_data.SUBDISTRICTS:
        added += _add_subdistrict(zone, subdistrict)
    if added:
        record("areas.loaded", subject=zone, by=None, at=at, data={"codes": [area.code for area in added]})
    return len(added)


@transaction.atomic
def load_deadlines() -> int:
    """Adds the default deadlines that are missing and returns how many."""
    added = 0
    for lane, rules in deadline_data.LANES.items():
        for key, (amount, unit, source) in rules.items():
            defaults = {"amount": amount, "unit": unit, "source": source}
            added += DeadlineRule.objects.get_or_create(lane=lane, key=key, defaults=defaults)[1]
    return added


@transaction.atomic
def change_deadline(*, lane: str, key: str, amount: int, unit: str, source: str, by: Any, at: datetime) -> DeadlineRule:
    """Sets a deadline. Cases already running keep the due time they were given."""
    before = DeadlineRule.objects.select_for_update().filter(lane=lane, key=key).first()
    rule, _created = DeadlineRule.objects.update_or_create(
        lane=lane, key=key, defaults={"amount": amount, "unit": unit, "source": source}
    )
    data = {"from": [before.amount, before.unit] if before else None, "to": [amount, unit]}
    record("areas.deadline_changed", subject=rule, by=by, at=at, data=data)
    return rule


@transaction.atomic
def set_calendar_day(*, date: date, is_working_day: bool, note: str, source: str, by: Any, at: datetime) -> CalendarDay:
    """Says what a day is, whatever the holiday library says."""
    day, _created = CalendarDay.objects.update_or_create(
        date=date, defaults={"is_working_day": is_working_day, "note": note, "source": source}
    )
    data = {"date": date.isoformat(), "is_working_day": is_working_day}
    record("areas.calendar_day_set", subject=day, by=by, at=at, data=data)
    return day


@transaction.atomic
def forget_calendar_day(*, day: CalendarDay, by: Any, at: datetime) -> None:
    """Goes back to what the holiday library says."""
    record("areas.calendar_day_forgotten", subject=day, by=by, at=at, data={"date": day.date.isoformat()})
    day.delete()


@transaction.atomic
def update_area(*, area: AdminArea, by: Any, at: datetime, **changes: Any) -> AdminArea:
    """Writes the given fields of a place (names, validity, work station) and records which ones changed."""
    changed = sorted(field for field, value in changes.items() if getattr(area, field) != value)
    for field, value in changes.items():
        setattr(area, field, value)
    area.save()
    record("areas.area_updated", subject=area, by=by, at=at, data={"fields": changed})
    return area


def _add_subdistrict(zone: AdminArea, row: zone_data.Subdistrict) -> list[AdminArea]:
    subdistrict, created = _add_area(
        row.code, zone, Level.SUBDISTRICT, row.name, row.name_en, row.name, row.stat_name, zone_data.STATISTICS
    )
    added = [subdistrict] if created else []
    for place in row.places:
        code = f"{row.code}-{place.slug}"
        area, created = _add_area(
            code, subdistrict, place.level, place.name, place.name_en, place.name, "", place.source
        )
        added += [area] if created else []
    return added


def _add_area(
    code: str,
    parent: AdminArea | None,
    level: str,
    name: str,
    name_en: str,
    official_name: str,
    stat_name: str,
    source: str,
) -> tuple[AdminArea, bool]:
    defaults = {
        "parent": parent,
        "level": level,
        "name": name,
        "name_en": name_en,
        "official_name": official_name,
        "stat_name": stat_name,
        "source": source,
        "valid_from": zone_data.VALID_FROM,
    }
    return AdminArea.objects.get_or_create(code=code, defaults=defaults)
