"""Places, work calendar, deadlines: administrators change them, supervisors read."""

from datetime import date

from areas.models import CalendarDay, DeadlineRule
from tests.policies import World, admin_pages

AREA = {
    "name": "西湖春天社区",
    "name_en": "Xihu",
    "official_name": "西湖春天社区",
    "valid_from": "2020-01-01",
    "visiting_order": "3",
}
DAY = {"date": "2026-03-04", "is_working_day": "on", "note": "演示", "source": "演示"}
RULE = {"lane": "demo", "key": "accept", "amount": "3", "unit": "working_day", "source": "演示"}

POLICIES = {
    **admin_pages("areas.adminarea", change=("admin",), obj="community", data=AREA),
    **admin_pages("areas.calendarday", change=("admin",), add=("admin",), obj="calendar day", data=DAY),
    **admin_pages("areas.deadlinerule", change=("admin",), add=("admin",), obj="deadline", data=RULE),
}


def build(world: World) -> None:
    world["community"] = world.places["410172160-xihuchuntian"]
    world["calendar day"] = CalendarDay.objects.create(
        date=date(2026, 3, 3), is_working_day=False, note="演示", source="演示"
    )
    world["deadline"] = DeadlineRule.objects.get(lane="standard", key="accept")
