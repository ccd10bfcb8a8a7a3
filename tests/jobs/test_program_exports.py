"""Excel out of the programs that deliver things: the workbook is opened and every cell of its rows compared."""

from datetime import timedelta

import pytest
from django.utils import timezone

from delivery.seedling_protection.services import distributions
from tests.factories import festival_visits, grants, porridge_house, seedling_protection, wristbands
from tests.jobs.test_every_list import fetched

pytestmark = pytest.mark.django_db
HOME = "410172160-xihuchuntian"


def hour(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


def band(cast, places):
    issue, _code = wristbands.make_issue(cast["reviewer"], places[HOME])
    row = ["GX00001", issue.reference, "使用中", "张演一", "4***************16", "失智", "西湖春天社区", ""]
    return "/wristbands/export/people/", [*row, hour(wristbands.AT), "", "", ""]


def event(cast, places):
    keeper, place = cast["reviewer"], places[HOME]
    wristbands.make_stock(keeper, 3)
    one = wristbands.make_event(keeper, place, bands=2)
    row = ["W01", "防走失手环宣传", "已计划", "西湖春天社区", "社区广场", hour(one.starts_at), hour(one.ends_at)]
    return "/wristbands/export/events/", [*row, "125", "2", "0", "0", "0", "0", "", ""]


def home(cast, places):
    season = festival_visits.open_season(cast, places)
    [one] = festival_visits.approved(season, places[HOME], cast)
    row = [one.reference, "待走访", "张**", "石佛办事处", "西湖春天社区", "最低生活保障", "逐户提名", "米面油", "500"]
    moments = (festival_visits.NOMINATED_AT, festival_visits.CHECKED_AT, festival_visits.APPROVED_AT)
    return "/festival-visits/homes/export/?year=2026&tab=visit", [*row, "0", "", *map(hour, moments), ""]


def school(cast, places):
    one = seedling_protection.make_school(cast, places)
    seedling_protection.make_lot(cast, 100)
    at = seedling_protection.AT + timedelta(days=5)
    for line in seedling_protection.planned_distribution(cast, one).lines.all()[:1]:
        signed = seedling_protection.signed()
        distributions.hand_over(line=line, quantity=12, receipt=signed, by=cast["partner"], at=at)
    seedling_protection.held_training(cast, one)
    row = ["实验小学(测试)", "小学", "西湖春天社区", "1200", "12", "0", "1", "155", "0", "0"]
    return "/seedling-protection/schools/export/", row


def grant(cast, places):
    one = grants.awarded(cast, places, 1_800_000)
    row = [one.reference, "公示中", one.round.title, one.organisation.name, one.organisation.credit_code]
    row += ["西湖春天社区", one.title, str(one.people), str(one.present), str(one.agreed), "20000", "80.00", "18000"]
    days = [f"{one.starts_on} 00:00:00", f"{one.ends_on} 00:00:00", hour(one.submitted_at), hour(one.due_at)]
    return "/community-grants/desk/export/?tab=notice", [*row, *days]


def card(cast, places):
    one = porridge_house.card_in_use(cast, places[HOME])
    row = [one.number, "张演一", "西湖春天社区", "环卫保洁公司(演示)", "使用中"]
    return "/meals/cards/export/", [*row, f"{one.valid_from} 00:00:00", f"{one.valid_until} 00:00:00", "否"]


def meal(cast, places):
    statement = porridge_house.made_statement(cast, places[HOME])
    one = statement.meals.select_related("site", "card").get()
    row = [hour(porridge_house.BREAKFAST), one.site.name, one.card.number, "扫码", "6", "否", statement.reference, ""]
    return "/meals/log/export/", row


def statement(cast, places):
    one = porridge_house.made_statement(cast, places[HOME])
    row = [one.reference, "2026-04", one.partner.name, "慈善粥屋", "待合作单位签字", "1", "6"]
    return "/meals/statements/export/", row


@pytest.mark.parametrize(
    "made", [band, event, home, school, grant, card, meal, statement], ids=lambda made: made.__name__
)
def test_the_workbook_holds_exactly_what_the_rows_say(client, cast, places, made):
    address, expected = made(cast, places)
    client.force_login(cast["reviewer"])

    assert fetched(client, address) == [expected]
