"""The pages: the road of a season over HTTP, what strangers see, how many queries the lists cost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from delivery.festival_visits.forms.seasons import SeasonForm
from delivery.festival_visits.models import (
    Good,
    Lot,
    Wish,
)
from tests.factories.festival_visits import (
    HOME,
    approved,
    make_home,
    nominated,
    open_season,
    picture,
    planned_route,
    recorded,
    walking,
)

pytestmark = pytest.mark.django_db


class Hand:
    """Somebody at a browser; what is sent has to be accepted."""

    def __init__(self, user) -> None:
        self.client = Client()
        self.client.force_login(user)

    def send(self, path, **data):
        answer = self.client.post(f"/festival-visits/{path}", data)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        return answer

    def read(self, path):
        answer = self.client.get(f"/festival-visits/{path}")
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.fixture
def hands(cast):
    return {name: Hand(cast[name]) for name in ("worker", "officer", "reviewer", "approver", "accountant")}


def test_a_wrong_form_says_what_to_do_and_keeps_what_was_written(hands, cast, places):
    route = walking(open_season(cast, places), places, cast)
    visit = route.visits.get()
    form = {
        "outcome": "delivered",
        "visited_at": "2026-02-03T10:00",
        "note": "老人身体好",
        "present": [cast["worker"].pk],
    }

    answer = hands["worker"].client.post(f"/festival-visits/routes/{route.reference}/visits/{visit.pk}/", form)

    text = answer.content.decode()
    assert (answer.status_code, "老人身体好" in text) == (422, True)
    assert "须有两名走访人员到场" in text


def test_a_phone_sends_in_pieces_and_once(hands, cast, places):
    route = walking(open_season(cast, places), places, cast)
    path = f"/festival-visits/routes/{route.reference}/visits/{route.visits.get().pk}/"
    client, key, file_key = (
        hands["worker"].client,
        "0b5f6c9e-6a3e-4d0f-9a51-1f3f7f0f7f12",
        "0b5f6c9e-6a3e-4d0f-9a51-1f3f7f0f7f13",
    )
    headers = {"HTTP_ACCEPT": "application/json"}
    drawing = SimpleUploadedFile("household.png", picture().getvalue(), "image/png")
    client.post(
        f"{path}attachments/", {"uuid": file_key, "kind": "household", "signer": "", "file": drawing}, **headers
    )
    form = {
        "idempotency_key": key,
        "outcome": "delivered",
        "visited_at": "2026-02-03T10:00",
        "present": [cast["worker"].pk, cast["officer"].pk],
        "receiver": "self",
        "attachments": file_key,
        f"good_{Good.objects.get().pk}": 1,
    }

    first, second = (client.post(path, form, **headers) for _time in range(2))
    state = client.get(f"{path}state/?key={key}", **headers).json()

    assert (first.json(), second.json()) == ({"url": f"/festival-visits/routes/{route.reference}/"},) * 2
    assert (state["is_sent"], state["attachments"], Lot.objects.get().given) == (True, [file_key], 1)


def test_what_may_stay_on_the_phone(hands, cast, places):
    """The empty form and the list of a route under way; neither once recorded, nor with addresses."""
    route = walking(open_season(cast, places), places, cast)
    client, page = hands["worker"].client, f"/festival-visits/routes/{route.reference}/"
    form = f"{page}visits/{route.visits.get().pk}/"

    kept = [client.get(path).headers.get("X-Offline-Copy") for path in (page, form)]
    for_others = hands["reviewer"].client.get(page).headers.get("X-Offline-Copy")
    recorded(route.visits.get(), cast)

    assert (kept, for_others) == (["yes", "yes"], None)
    assert client.get(form).headers.get("X-Offline-Copy") is None


LISTS = ("2026/", "2026/homes/", f"2026/lists/{HOME}/", "2026/qualifying/", "2026/routes/", "wishes/")


@pytest.mark.parametrize("path", LISTS)
def test_lists_ask_the_same_for_one_and_three(path, hands, cast, places):
    season = open_season(cast, places)
    counts = []
    for _round in range(2):
        for _number in range(1 if not counts else 2):
            _one_of_everything(season, cast, places)
        hands["officer"].read(path)  # the first page after the login notes the session
        with CaptureQueriesContext(connection) as asked:
            hands["officer"].read(path)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def _one_of_everything(season, cast, places):
    make_home(places[HOME])
    nominated(season, make_home(places[HOME]), cast["worker"])
    route = planned_route(season, places, cast, approved(season, places[HOME], cast))
    Wish.objects.create(visit=route.visits.get(), kind="note", text="老花镜", heard_at=timezone.now())


def test_a_route_asks_the_same_for_one_and_three(hands, cast, places):
    season = open_season(cast, places)
    counts = []
    for homes in (1, 3):
        route = planned_route(season, places, cast, approved(season, places[HOME], cast, count=homes))
        hands["officer"].read("2026/")
        with CaptureQueriesContext(connection) as asked:
            hands["officer"].read(f"routes/{route.reference}/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("key", "words"),
    [("nonsense", "“nonsense”不是一个有效的值"), ("a\x00b", "含有看不见的控制字符，请删除后重新填写。")],
)
def test_a_household_that_is_no_row_is_refused_in_the_readers_words(cast, places, key, words):
    open_season(cast, places)
    worker = Client()
    worker.force_login(cast["worker"])

    answer = worker.post("/festival-visits/2026/qualifying/", {"homes": [key]})

    summary = re.sub(r"<[^>]+>|\s", "", answer.content.decode().partition('id="errsum"')[2].partition("</div>")[0])
    assert (answer.status_code, f"家庭：{words}" in summary) == (422, True)


@pytest.mark.parametrize(
    ("phone", "is_right"),
    [("0371-67980000转8", True), ("12345", True), ("😀", False), ("-5", False), ("找社区", False), ("37\n", False)],
)
def test_the_number_on_every_list_can_be_called(phone, is_right):
    form = SeasonForm({"phone": phone})

    assert ("phone" not in form.errors) == is_right
