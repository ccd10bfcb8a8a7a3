from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from areas import selectors, services
from areas.calendar import is_working_day
from areas.data.deadlines import LANES
from areas.models import AdminArea, CalendarDay, DeadlineRule, Level
from audit.models import Event
from tests.factories.areas import CommunityFactory, SubdistrictFactory, ZoneFactory

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_load_areas_loads_the_zone():
    added = services.load_areas(at=AT)

    names = {
        sub.name: [area.name for area in AdminArea.objects.filter(parent=sub).order_by("pk")]
        for sub in AdminArea.objects.filter(level=Level.SUBDISTRICT)
    }
    assert added == 1 + 5 + 20
    assert names == {
        "石佛办事处": [
            "西湖春天社区",
            "红河瀛园社区",
            "通和社区",
            "西溪花园社区",
            "华威社区",
            "育林社区",
            "红河社区",
            "宏兴街社区",
            "百炉屯",
            "大里村",
        ],
        "沟赵办事处": ["御馨苑社区", "堂李村", "东连河村"],
        "枫杨办事处": ["师新庄村", "枫杨社区(演示)"],
        "梧桐办事处": ["瓦屋李社区", "长椿社区", "八面神新村"],
        "双桥办事处": ["沟赵社区", "观悦社区"],
    }


def test_load_areas_again_keeps_what_staff_edited():
    services.load_areas(at=AT)
    AdminArea.objects.filter(code="410172160-tonghe").update(phone="0371-00000000")

    assert services.load_areas(at=AT) == 0
    assert selectors.area_coded("410172160-tonghe").phone == "0371-00000000"
    assert Event.objects.filter(code="areas.loaded").count() == 1


def test_the_command_loads_places_and_deadlines(capsys):
    call_command("load_areas")

    deadlines = sum(len(rules) for rules in LANES.values())
    assert capsys.readouterr().out == f"areas added: 26, deadlines added: {deadlines}\n"
    assert DeadlineRule.objects.count() == deadlines


def test_names_follow_the_language(places, settings):
    from django.utils import translation

    shifo = places["410172160"]
    with translation.override("en"):
        assert str(shifo) == "Shifo Sub-district"
    assert (str(shifo), shifo.short_name, places["410172160-xihuchuntian"].short_name) == (
        "石佛办事处",
        "石佛",
        "西湖春天",
    )


def test_everything_below_is_one_query(places, django_assert_num_queries):
    zone, shifo = places["410172"], places["410172160"]

    with django_assert_num_queries(1):
        below = {area.code for area in selectors.descendants_of(shifo)}
    assert below == {code for code in places if code.startswith("410172160")}
    assert selectors.descendants_of(zone).count() == 26
    assert selectors.communities_below(zone).count() == 20
    assert {area.code for area in selectors.communities_below(places["410172160-dali"])} == {"410172160-dali"}


def test_existing_on_counts_both_ends():
    area = CommunityFactory(valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    existing = [
        AdminArea.objects.existing_on(day).filter(pk=area.pk).exists()
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    ]

    assert existing == [False, True, True, False]


def test_load_deadlines_keeps_what_staff_changed(administrator):
    services.load_deadlines()
    services.change_deadline(
        lane="standard", key="accept", amount=5, unit="working_day", source="2026年通知", by=administrator, at=AT
    )

    assert services.load_deadlines() == 0
    assert DeadlineRule.objects.get(lane="standard", key="accept").amount == 5


def test_change_deadline_records_before_and_after(places, administrator):
    rule = services.change_deadline(
        lane="standard", key="pay", amount=3, unit="working_day", source="通知", by=administrator, at=AT
    )

    event = Event.objects.get(code="areas.deadline_changed")
    assert (event.subject_id, event.actor, event.data) == (
        rule.pk,
        administrator,
        {"from": [5, "working_day"], "to": [3, "working_day"]},
    )


def test_a_calendar_day_can_be_set_and_forgotten(administrator):
    day = services.set_calendar_day(
        date=date(2027, 2, 20), is_working_day=True, note="调休上班", source="国办通知", by=administrator, at=AT
    )
    assert is_working_day(date(2027, 2, 20)) is True

    services.forget_calendar_day(day=day, by=administrator, at=AT)
    assert is_working_day(date(2027, 2, 20)) is False
    assert list(Event.objects.filter(code__startswith="areas.calendar").order_by("pk").values_list("code", "data")) == [
        ("areas.calendar_day_set", {"date": "2027-02-20", "is_working_day": True}),
        ("areas.calendar_day_forgotten", {"date": "2027-02-20"}),
    ]


def test_update_area_records_which_fields_changed(places, administrator):
    area = places["410172160-tonghe"]

    services.update_area(area=area, phone="0371-00000001", name="通和社区", by=administrator, at=AT)

    area.refresh_from_db()
    assert area.phone == "0371-00000001"
    assert Event.objects.get(code="areas.area_updated").data == {"fields": ["phone"]}


@pytest.mark.both_databases
def test_database_refuses_a_community_without_parent():
    with pytest.raises(IntegrityError):
        CommunityFactory(parent=None)


@pytest.mark.both_databases
def test_database_refuses_a_zone_below_something():
    with pytest.raises(IntegrityError):
        ZoneFactory(code="other", parent=SubdistrictFactory())


@pytest.mark.both_databases
def test_database_refuses_two_exceptions_for_one_day():
    CalendarDay.objects.create(date=date(2026, 3, 4), is_working_day=False, note="a", source="a")

    with pytest.raises(IntegrityError):
        CalendarDay.objects.create(date=date(2026, 3, 4), is_working_day=True, note="b", source="b")


@pytest.mark.both_databases
def test_database_refuses_a_deadline_of_nothing():
    with pytest.raises(IntegrityError):
        DeadlineRule.objects.create(lane="a", key="b", amount=0, unit="day", source="c")
