"""The finder's page: small, without script, cookie or personal data, and the same for every code that opens nothing."""

import gzip
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from delivery.wristbands.models import Alert, Band, FinderNote, GuessedHour, RecordedRelay, RelayCall, Scan
from delivery.wristbands.relay import RelayFailed
from delivery.wristbands.services import lifecycle
from delivery.wristbands.tokens import hash_of, new_token
from delivery.wristbands.views import finder
from notifications.models import Delivery
from notifications.planning import plan_pending
from tests.factories.wristbands import make_issue, make_stock
from welfare_portal.logs import without_personal_data

CONTACT = ("张示例", "19900000001", "199****0001", "张演一", "410199")
STAMP = re.compile(r'name="stamp" value="([^"]+)"')


@pytest.fixture
def visitor():
    """A telephone that was never here; each request comes with a clean limit."""
    cache.clear()
    return Client()


@pytest.fixture
def used(keeper, community):
    """A band that was taken into use long enough ago that a scan is no test."""
    return make_issue(keeper, community, at=timezone.now() - timedelta(days=1))


@pytest.fixture
def useless(keeper, community):
    """Codes that open nothing, by the reason for it."""
    stock = make_stock(keeper, 6, at=timezone.now() - timedelta(days=2))
    steps = {
        "suspended": lifecycle.suspend_band,
        "lost": lifecycle.report_lost,
        "damaged": lifecycle.report_damaged,
        "retired": lambda **given: lifecycle.retire_band(reason="moved", **given),
    }
    codes = {
        "unknown": new_token(),
        "never issued": stock.codes[max(stock.codes)],
        "no code at all": "x",
        "long": "长" * 300,
    }
    for (name, step), person in zip(steps.items(), ("李示二", "王例三", "赵演四", "钱示五"), strict=True):
        issue, code = make_issue(keeper, community, name=person, stock=stock)
        step(issue=issue, by=keeper, at=timezone.now())
        codes[name] = code
    return codes


def stamp_of(client, path):
    return STAMP.search(client.get(path).content.decode())[1]


def test_every_code_that_opens_nothing_gets_the_same_bytes_after_the_same_work(useless, visitor):
    answers, works = {}, {}
    visitor.get("/w/warm/")
    for name, code in useless.items():
        with CaptureQueriesContext(connection) as queries:
            answers[name] = visitor.get(f"/w/{code}/")
        works[name] = [re.sub(r"'[0-9a-f]{64}'", "HASH", query["sql"]) for query in queries]

    first = answers["unknown"]
    same = {
        "Content-Type",
        "Content-Length",
        "Cache-Control",
        "Referrer-Policy",
        "X-Robots-Tag",
        "Content-Security-Policy",
    }
    assert {answer.content for answer in answers.values()} == {first.content}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert {tuple(sorted((k, v) for k, v in answer.headers.items() if k in same)) for answer in answers.values()} == {
        tuple(sorted((k, v) for k, v in first.headers.items() if k in same))
    }
    assert [work for work in works.values() if work != works["unknown"]] == []
    assert (len(works["unknown"]), Scan.objects.count()) == (1, 0)


@pytest.mark.parametrize("path", ["call/", "place/"])
def test_the_pages_behind_are_as_silent(useless, visitor, path):
    contents = {visitor.get(f"/w/{code}/{path}").content for code in useless.values()}

    assert contents == {visitor.get(f"/w/{new_token()}/").content}
    statuses = {visitor.post(f"/w/{code}/{path}", {"words": "x"}).status_code for code in useless.values()}
    assert statuses == {403}  # a form without its stamp, before anything is looked up


def test_the_page_is_small_and_has_no_script_no_cookie_and_nothing_of_the_person(used, visitor):
    issue, code = used

    answer = visitor.get(f"/w/{code}/")

    html = answer.content.decode()
    assert (answer.status_code, len(answer.content) <= 3072) == (200, True), len(answer.content)
    style = Path(finders.find("portal/finder.css")).read_bytes()
    over_the_air = len(gzip.compress(answer.content, 6)) + len(gzip.compress(style, 6))
    assert (html.count("stylesheet"), over_the_air <= 3072) == (1, True), over_the_air
    assert ("<script" in html, answer.cookies, issue.band.serial in html) == (False, {}, True)
    assert [text for text in (*CONTACT, code) if text in html] == []
    assert "tel:110" in html
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    assert Scan.objects.get().kind == "alarm"


def test_looking_ahead_and_asking_for_the_head_alarm_nobody(used, visitor):
    _issue, code = used
    visitor.head(f"/w/{code}/")
    visitor.get(f"/w/{code}/", headers={"Sec-Purpose": "prefetch;prerender"})
    visitor.get(f"/w/{code}/call/")
    visitor.get(f"/w/{code}/place/")

    assert (Scan.objects.count(), Alert.objects.count()) == (0, 0)


def test_a_finder_leaves_a_number_and_a_place_by_choice(used, visitor):
    _issue, code = used
    call, place = f"/w/{code}/call/", f"/w/{code}/place/"

    sent = visitor.post(call, {"stamp": stamp_of(visitor, call), "phone": "19900000008", "words": ""})
    here = {"stamp": stamp_of(visitor, place), "words": "", "latitude": "34.812349", "longitude": "113.567851"}
    placed = visitor.post(place, {**here, "accuracy": "25"})

    assert [answer.status_code for answer in (sent, placed)] == [200, 200]
    assert (FinderNote.objects.count(), sent.cookies) == (2, {})
    plan_pending(at=timezone.now())
    assert Delivery.objects.filter(message="wristbands.finder_wrote", channel="sms").count() == 1


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("call", {"phone": "abc"}),
        ("call", {"phone": "", "words": ""}),
        ("call", {"phone": "1" * 300}),
        ("place", {"latitude": "95", "longitude": "1"}),
        ("place", {"latitude": "NaN", "longitude": "1e400"}),
        ("call", {"words": "a\x00b"}),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(used, visitor, path, data):
    _issue, code = used
    page = f"/w/{code}/{path}/"

    answer = visitor.post(page, {"stamp": stamp_of(visitor, page), **data})

    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
    assert FinderNote.objects.count() == 0


def test_words_arrive_whatever_the_telephone_says_of_its_position(used, visitor):
    """The finder does not see the position and cannot put it right."""
    _issue, code = used
    page = f"/w/{code}/place/"
    nonsense = {"latitude": "95", "longitude": "1e400", "accuracy": "-3"}

    answer = visitor.post(page, {"stamp": stamp_of(visitor, page), "words": "万科超市门口", **nonsense})

    note = FinderNote.objects.get()
    assert (answer.status_code, bool(note.words), note.position) == (200, True, "")
    assert [told in answer.content.decode() for told in ("正在通知家属", 'role="alert"')] == [True, False]


def test_a_form_without_its_stamp_or_with_one_of_another_band_is_refused(used, keeper, community, visitor):
    _issue, code = used
    _other, other_code = make_issue(keeper, community, name="李示二", at=timezone.now() - timedelta(days=1))
    foreign = stamp_of(visitor, f"/w/{other_code}/call/")

    for stamp in ("", "x", foreign):
        assert visitor.post(f"/w/{code}/call/", {"stamp": stamp, "words": "x"}).status_code == 403
    assert FinderNote.objects.count() == 0


def test_a_protected_number_connects_without_telling_any(used, visitor):
    issue, code = used
    page = f"/w/{code}/call/"

    answer = visitor.post(page, {"stamp": stamp_of(visitor, page), "relay": "1"})

    html = answer.content.decode()
    assert 'href="tel:95013000000001"' in html
    assert [text for text in CONTACT if text in html] == []
    assert RecordedRelay.objects.get().callee_mask == "199****0001"
    lent = RelayCall.objects.get()
    assert (lent.alert.issue, lent.turn, lent.lent_until is not None) == (issue, 1, True)


def test_without_a_provider_the_finder_leaves_his_own_number(used, visitor, monkeypatch):
    _issue, code = used
    monkeypatch.setattr("delivery.wristbands.views.finder.relay_provider", lambda: None)
    monkeypatch.setattr("delivery.wristbands.services.relaying.relay_provider", lambda: None)
    page = f"/w/{code}/call/"

    assert 'name="relay"' not in visitor.get(page).content.decode()
    answer = visitor.post(page, {"stamp": stamp_of(visitor, page), "relay": "1"})
    assert (answer.status_code, "tel:95013" in answer.content.decode()) == (200, False)


def test_a_provider_that_fails_leaves_the_form(used, visitor, monkeypatch):
    class Broken:
        def lend(self, *_args, **_kwargs):
            raise RelayFailed("timeout")

    monkeypatch.setattr("delivery.wristbands.services.relaying.relay_provider", lambda: Broken())
    _issue, code = used
    page = f"/w/{code}/call/"

    html = visitor.post(page, {"stamp": stamp_of(visitor, page), "relay": "1"}).content.decode()
    assert ("tel:95013" in html, 'name="phone"' in html, RelayCall.objects.get().problem) == (False, True, "timeout")


def test_ten_thousand_guesses_open_nothing_are_slowed_down_and_told(administrator, visitor, monkeypatch):
    """After sixty from one address every further answer is 429, with the same help on it."""
    monkeypatch.setattr(finder.finding, "band_in_use", lambda _token: None)

    request = RequestFactory().get("/w/x/")  # past the middleware, which the other tests go through
    answers = [finder.finder(request, new_token()) for _guess in range(10_000)]

    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(200), statuses.count(429)) == (60, 9_940)
    assert len({answer.content for answer in answers}) == 1
    assert "tel:110" in visitor.get("/w/x/").content.decode()
    assert 1 <= GuessedHour.objects.count() <= 2
    plan_pending(at=timezone.now())
    told = Delivery.objects.filter(message="wristbands.guessing_noticed", channel="in_app")
    assert set(told.values_list("recipient_key", flat=True)) == {f"user:{administrator.pk}"}


def test_ten_thousand_guesses_find_no_band_and_what_comes_near_a_code_neither(used, visitor):
    issue, code = used
    near = [code[:-1], code + "A", code.swapcase(), code[::-1], issue.band.serial, issue.reference]
    hashes = [hash_of(guess) for guess in (*near, *(new_token() for _guess in range(10_000)))]
    met = [Band.objects.filter(token_hash__in=hashes[at : at + 500]).count() for at in range(0, len(hashes), 500)]

    assert sum(met) == 0
    neutral = visitor.get(f"/w/{new_token()}/").content
    assert {visitor.get(f"/w/{guess}/").content for guess in near} == {neutral}
    assert (Scan.objects.count(), Alert.objects.count()) == (0, 0)


def test_whoever_guesses_shuts_nobody_out_who_found_somebody(used, visitor):
    """Many telephones share one address: a band in use opens and alarms after any number of useless codes."""
    issue, code = used
    statuses = [visitor.get(f"/w/{new_token()}/").status_code for _guess in range(finder.USELESS_PER_HOUR + 1)]
    assert statuses[-2:] == [200, 429]

    found = visitor.get(f"/w/{code}/")

    assert found.status_code == 200
    assert "tel:110" in found.content.decode()
    assert Alert.objects.filter(issue=issue).count() == 1


def test_the_time_of_a_neutral_answer_tells_nothing(useless, visitor):
    """The fastest of many interleaved answers of each kind: what only this code would cost would show in it."""
    times = {name: [] for name in ("unknown", "retired", "never issued")}
    for _round in range(25):
        for name, spent in times.items():
            cache.clear()
            begin = time.thread_time()  # of the processor, so that a busy machine does not matter
            visitor.get(f"/w/{useless[name]}/")
            spent.append(time.thread_time() - begin)

    fastest = sorted(min(spent) for spent in times.values())
    assert fastest[-1] < fastest[0] * 1.5


def test_a_code_has_256_random_bits_and_only_its_keyed_hash_is_stored(keeper):
    stock = make_stock(keeper, 200)

    codes = list(stock.codes.values())
    assert len(set(codes)) == 200
    assert {len(code) for code in codes} == {43}
    stored = set(stock.batch.bands.values_list("token_hash", flat=True))
    assert stored == {hash_of(code) for code in codes}
    assert not stored & set(codes)


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ("GET /w/abc_DEF-123/", "GET /w/[personal]/"),
        ("POST /w/abc_DEF-123/call/", "POST /w/[personal]/call/"),
        ("GET /f/SM-7K2M9X/1/abc-DEF_123/", "GET /f/[personal]"),
        ("Not Found: /w/abc", "Not Found: /w/[personal]"),
    ],
)
def test_no_log_line_holds_a_code_or_the_familys_address(line, logged):
    assert without_personal_data(None, "info", {"event": "request_started", "request": line})["request"] == logged


PHONE = "0371-67980000"
BUTTONS = {  # on the page of a band in use, in this order; the neutral page has the last two
    "call/": "联系家人",
    "place/": "发送位置给家人",
    "tel:110": "报警：110",
    f"tel:{PHONE}": f"慈善总会: {PHONE}",
}
ADVICE = [
    "请陪在身边，轻声说话，请他坐下喝点水。",
    "不要把老人带回家或带到远处。",
    "受伤或不适，请拨打120。",
]


def links_of(html):
    return {
        path: re.sub(r"<[^>]+>", "", label).strip()
        for path, label in re.findall(r'<a class="b[^"]*" href="([^"]+)">(.*?)</a>', html)
    }


@pytest.mark.parametrize("is_used", [True, False])
def test_the_page_offers_big_buttons_the_hotline_and_calm_advice(used, visitor, settings, is_used):
    settings.PORTAL_CONTACT = {**settings.PORTAL_CONTACT, "phone": PHONE}
    code = used[1] if is_used else new_token()

    answer = visitor.get(f"/w/{code}/", HTTP_ACCEPT_LANGUAGE="zh-CN")

    html = answer.content.decode()
    wanted = list(BUTTONS.items())
    assert list(links_of(html).items()) == (wanted if is_used else wanted[2:])
    assert [line for line in ADVICE if line not in html] == []
    assert len(answer.content) <= 3072
