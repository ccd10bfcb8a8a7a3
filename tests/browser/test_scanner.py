"""The leader's scanner with a camera that shows a personal code: Chromium reads the code from the picture itself."""

import io
import re
from datetime import timedelta

import pytest
import segno
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from tests.factories.volunteers import ActivityFactory, TeamFactory, make_shift, signed_up
from volunteers.checkin_codes import personal_address
from volunteers.models import Attendance, CheckinEvent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZE = (640, 480)
FRAMES = 10
AFTER_SOME_FRAMES = """(video) => new Promise((done) => {
  let seen = 0;
  const next = () => (++seen > 60 ? done() : video.requestVideoFrameCallback(next));
  next();
})"""


@pytest.fixture
def shift(cast):
    starts_at = timezone.now() - timedelta(minutes=20)
    shift = make_shift(
        capacity=2, starts_at=starts_at, activity=ActivityFactory(team=TeamFactory(leader=cast["leader"]))
    )
    for _ in range(2):
        signed_up(shift, at=starts_at - timedelta(days=1))
    return shift


def film(content: str, path) -> None:
    """A code in the middle of the picture, as a film for Chromium's camera (Motion JPEG)."""
    drawn = io.BytesIO()
    segno.make(content, error="m").save(drawn, kind="png", scale=8, border=4)
    code = Image.open(drawn).convert("RGB").resize((420, 420), Image.Resampling.NEAREST)
    picture = Image.new("RGB", SIZE, "white")
    picture.paste(code, ((SIZE[0] - 420) // 2, (SIZE[1] - 420) // 2))
    frame = io.BytesIO()
    picture.save(frame, "JPEG", quality=95)
    path.write_bytes(frame.getvalue() * FRAMES)


@pytest.fixture
def camera(browser_type, browser_type_launch_args, live_server, tmp_path):
    """camera(content, user): a signed-in phone whose camera sees the code of `content`."""
    opened = []

    def begin(content: str, user):
        reel = tmp_path / "code.mjpeg"
        film(content, reel)
        args = [
            *browser_type_launch_args["args"],
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={reel}",
        ]
        browser = browser_type.launch(**{**browser_type_launch_args, "args": args})
        opened.append(browser)
        context = browser.new_context(base_url=live_server.url, permissions=["camera"])
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return context.new_page()

    yield begin
    for browser in opened:
        browser.close()


def test_a_code_before_the_camera_checks_the_person_in(camera, cast, shift):
    seen, other = shift.signups.order_by("pk")
    tab = camera(personal_address(seen), cast["leader"])
    tab.goto(f"/volunteers/team/shifts/{shift.pk}/check-in/")

    tab.locator("[data-scan]").click()

    expect(tab.locator(f"[data-signup='{seen.pk}']")).to_have_class(re.compile("here"), timeout=30_000)
    tab.locator("[data-scan-end]").click()
    expect(tab.locator("[data-scanner]")).to_be_hidden()
    [event] = CheckinEvent.objects.all()
    assert (event.signup, event.kind, event.method) == (seen, "in", "person")
    assert not Attendance.objects.filter(signup=other).exists()


def test_a_code_of_something_else_checks_nobody_in(camera, cast, shift):
    tab = camera("https://portal.example/volunteers/shifts/", cast["leader"])
    tab.goto(f"/volunteers/team/shifts/{shift.pk}/check-in/")

    tab.locator("[data-scan]").click()
    expect(tab.locator("[data-scanner] video")).to_be_visible()
    tab.locator("[data-scanner] video").evaluate(AFTER_SOME_FRAMES)

    assert not CheckinEvent.objects.exists()


def test_the_code_at_the_place_is_fetched_anew_while_its_page_stays_open(cast, shift, visitor, sign_in):
    sign_in(cast["leader"])
    tab = visitor.new_page()
    tab.clock.install()
    tab.goto(f"/volunteers/team/shifts/{shift.pk}/check-in/place/")
    tab.locator("#place-code").evaluate("shown => (shown.dataset.old = 'yes')")

    tab.clock.fast_forward(10_000)

    expect(tab.locator("#place-code:not([data-old]) img")).to_be_visible()
    assert tab.locator("h1").count() == 1
