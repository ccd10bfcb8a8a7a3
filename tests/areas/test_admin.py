import pytest
from django.urls import reverse

from areas.models import CalendarDay, DeadlineRule
from audit.models import Event
from tests.factories.areas import CommunityFactory

pytestmark = pytest.mark.django_db


def test_a_calendar_day_is_added_by_the_service(client, administrator):
    client.force_login(administrator)
    data = {"date": "2027-02-20", "is_working_day": "on", "note": "调休上班", "source": "国办通知"}

    response = client.post(reverse("admin:areas_calendarday_add"), data)

    assert response.status_code == 302
    assert CalendarDay.objects.get().is_working_day is True
    assert Event.objects.get(code="areas.calendar_day_set").actor == administrator


def test_forgetting_a_day_is_an_action(client, administrator):
    client.force_login(administrator)
    day = CalendarDay.objects.create(date="2027-02-20", is_working_day=True, note="a", source="b")

    client.post(reverse("admin:areas_calendarday_changelist"), {"action": "forget", "_selected_action": [day.pk]})

    assert CalendarDay.objects.count() == 0
    assert Event.objects.filter(code="areas.calendar_day_forgotten").count() == 1


def test_a_deadline_is_changed_by_the_service(client, administrator):
    client.force_login(administrator)
    rule = DeadlineRule.objects.get(lane="standard", key="accept")

    client.post(
        reverse("admin:areas_deadlinerule_change", args=[rule.pk]),
        {"amount": "2", "unit": "working_day", "source": "2026年通知"},
    )

    rule.refresh_from_db()
    assert (rule.amount, rule.lane, rule.key) == (2, "standard", "accept")
    assert Event.objects.get(code="areas.deadline_changed").data["to"] == [2, "working_day"]


def test_a_work_station_is_changed_by_the_service(client, administrator, places):
    client.force_login(administrator)
    area = places["410172160-tonghe"]
    data = {
        "name": area.name,
        "name_en": area.name_en,
        "official_name": area.official_name,
        "stat_name": "",
        "source": area.source,
        "valid_from": "2020-01-01",
        "valid_to": "",
        "phone": "0371-00000002",
        "address": "",
        "visiting_order": "0",
    }

    client.post(reverse("admin:areas_adminarea_change", args=[area.pk]), data)

    area.refresh_from_db()
    assert area.phone == "0371-00000002"
    assert Event.objects.get(code="areas.area_updated").data == {"fields": ["phone"]}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_places_costs_the_same_queries(client, administrator, django_assert_num_queries, rows):
    for _ in range(rows):
        CommunityFactory()
    client.force_login(administrator)
    client.get(reverse("admin:areas_adminarea_changelist"))  # the first request also writes the session

    with django_assert_num_queries(6):
        client.get(reverse("admin:areas_adminarea_changelist"))
