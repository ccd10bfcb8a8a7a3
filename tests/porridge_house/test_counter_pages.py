"""The clerk's phone: one press, one big answer, with and without JavaScript; what else is written at the counter."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from delivery.porridge_house.codes import card_address
from delivery.porridge_house.models import DayCount, FoodSafetyLog, HealthCertificate, MealRedemption, MealTerms
from tests.factories.porridge_house import card_in_use, make_kitchen, make_site

pytestmark = pytest.mark.django_db
ALL_DAY = {"opens_at": "00:00", "closes_at": "23:59:59"}
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def counter(shop, partner, client):
    """The shop's terms say that breakfast is served all day, so that the clock of the test does not matter."""
    terms = MealTerms.objects.get(partner=shop.partner)
    terms.pk, terms.opens_at, terms.closes_at = None, ALL_DAY["opens_at"], ALL_DAY["closes_at"]
    terms.save(force_insert=True)
    client.force_login(partner)
    return f"/meals/redeem/{shop.code}/"


@pytest.fixture
def number(cast, community):
    card = card_in_use(cast, community)
    card._meta.model.objects.filter(pk=card.pk).update(valid_until=timezone.localdate() + timedelta(days=99))
    return card.number


def press(client, counter, card, **more):
    return client.post(f"{counter}record/", {"nonce": str(uuid4()), "card": card, **more})


def test_one_press_gives_the_meal_and_the_second_says_when_it_was(client, counter, number, django_assert_num_queries):
    first = client.post(f"{counter}record/", {"nonce": str(uuid4()), "card": card_address(number)}, **JSON).json()
    second = client.post(f"{counter}record/", {"nonce": str(uuid4()), "card": number}, **JSON).json()

    assert (first["served"], first["sentence"], first["today"], first["card"]) == (True, "今天第 1 餐", 1, number)
    clock = f"{timezone.localtime(MealRedemption.objects.get().eaten_at):%H:%M}"
    assert (second["served"], second["sentence"]) == (False, f"这张卡今天已经用过餐。 ({clock})")


def test_without_javascript_the_page_shows_the_same_answer(client, counter, number):
    served = press(client, counter, number)
    refused = press(client, counter, number)

    assert served.status_code == 200
    assert [word in served.content.decode() for word in ("meal-answer yes", "请供餐", "今天第 1 餐")] == [True] * 3
    assert refused.status_code == 422
    assert "meal-answer no" in refused.content.decode()


def test_what_was_typed_and_is_no_card_is_put_right_in_its_field(client, counter, number):
    wrong = press(client, counter, "7K2M\x00<b>")
    eaten = [press(client, counter, number) for _again in range(2)]

    assert 'name="card" value="7K2M&lt;b&gt;"' in wrong.content.decode()
    assert ['name="card" value=""' in one.content.decode() for one in eaten] == [True, True]
    assert [one.status_code for one in (wrong, *eaten)] == [422, 200, 422]


def test_what_makes_no_sense_is_told_and_nothing_is_written(client, counter, number):
    wrong = client.post(f"{counter}record/", {"nonce": "x", "card": number}, **JSON)
    clock = press(client, counter, number, device_at="2026-01-01T00:00:00Z", sent_at="rubbish")
    future = press(client, counter, number, device_at="2026-01-02T00:00:00Z", sent_at="2026-01-01T00:00:00Z")

    assert [answer.status_code for answer in (wrong, clock, future)] == [422, 422, 422]
    assert wrong.json() == {"errors": ["请刷新页面。"]}
    assert MealRedemption.objects.count() == 0


def test_a_press_costs_few_queries(client, counter, number, django_assert_max_num_queries):
    """The counter has a queue: a scan is answered within 300 ms, of which the database gets the smallest part."""
    with django_assert_max_num_queries(28):
        client.post(f"{counter}record/", {"nonce": str(uuid4()), "card": card_address(number)}, **JSON)


def test_the_card_leads_to_the_counter_and_who_stands_at_two_chooses(client, counter, shop, partner, community, number):
    assert client.get("/meals/redeem/").url == counter
    other = make_site(community, partner=shop.partner, clerk=partner)

    chosen = client.get("/meals/redeem/")
    assert [shop.name in chosen.content.decode(), other.name in chosen.content.decode()] == [True, True]
    client.get(f"/meals/redeem/{other.code}/")
    address = card_address(number).partition("8000")[2] or card_address(number)
    landed = client.get("/meals/redeem/", {"card": address.partition("card=")[2]})
    assert landed.url.startswith(f"/meals/redeem/{other.code}/?card=ZK-")
    page = client.get(landed.url)
    assert number in page.content.decode()
    assert page.headers.get("X-Offline-Copy") is None


def test_the_page_is_kept_for_mornings_without_a_network_and_shows_no_name(client, counter, number):
    press(client, counter, number)
    page = client.get(counter)

    assert page.headers["X-Offline-Copy"] == "yes"
    text = page.content.decode()
    assert number in text
    holder = MealRedemption.objects.get().card.person.name
    assert holder not in text


def test_the_place_counts_before_it_sees_the_portals_number(client, counter, shop, number):
    press(client, counter, number)
    today = timezone.localdate()
    here = f"/meals/places/{shop.code}/count/"

    assert "系统份数" not in client.get(here).content.decode()
    done = client.post(here, {"day": today, "own_count": 3}, follow=True)

    assert (DayCount.objects.get().own_count, "两个数字不一致" in done.content.decode()) == (3, True)
    wrong = client.post(here, {"day": today, "own_count": "viele"})
    assert wrong.status_code == 422


def test_a_paper_tally_tells_each_line(client, counter, shop, number):
    page = client.post(
        f"/meals/places/{shop.code}/tally/", {"day": timezone.localdate(), "numbers": f"{number}\n\nQQQQQQ\n"}
    )

    assert [word in page.content.decode() for word in ("2 行中已录入 1 行", "这不是餐卡")] == [True, True]
    assert client.get(f"/meals/places/{shop.code}/tally-sheet/").content[:5] == b"%PDF-"


def test_a_kitchen_writes_its_log_and_certificates(client, cast, community):
    kitchen = make_kitchen(community, clerk=cast["leader"])
    client.force_login(cast["leader"])
    log = {
        "day": timezone.localdate(), "items": "胡辣汤", "sample_grams": 100, "stored_time": "00:00", "kept_hours": 24,
        "fridge": "9.5", "disinfection": "heat", "ingredients": "演示粮油店", "is_clean": "on",
    }  # fmt: skip

    page = client.post(f"/meals/places/{kitchen.code}/food/", log, follow=True)
    client.post(f"/meals/places/{kitchen.code}/certificates/", {"name": "厨演一", "valid_until": "2027-01-01"})

    text = page.content.decode()
    found = ("留样不足 125 克。", "留样保存不足 48 小时。", "冰箱温度不在 0 至 8 度之间。", "有人员患病或受伤。")
    assert [sentence in text for sentence in found] == [True] * 4
    assert (FoodSafetyLog.objects.get().fridge_tenths, HealthCertificate.objects.get().name) == (95, "厨演一")
    again = client.post(f"/meals/places/{kitchen.code}/food/", log)
    assert (again.status_code, "胡辣汤" in again.content.decode()) == (422, True)
    pk = HealthCertificate.objects.get().pk
    client.post(f"/meals/places/{kitchen.code}/certificates/{pk}/end/")
    assert HealthCertificate.objects.get().ended_at is not None


@pytest.fixture(autouse=True)
def _chinese(_sentences_in_english):
    with translation.override("zh-hans"):
        yield
