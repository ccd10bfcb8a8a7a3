"""A worker's phone that loses the network in the middle of a visit: nothing is lost, and it is sent once."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from applications import states as s
from applications.models import HomeVisit
from audit.models import Event
from tests.browser.scenes import HOME, of_case, road

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATE = "[data-state]"
SENT = re.compile("已发送")


def picture():
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 90).convert("RGB").save(out, "JPEG", quality=95)
    return {"name": "room.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture
def phone(visitor, sign_in, cast, places):
    """The empty form on the phone of the worker, ready to be taken along."""
    case = road(cast, places).make("employee-illness-aid", s.SURVEYING, area=HOME)
    visit = HomeVisit.objects.get(application=case)
    sign_in(cast["worker"])
    tab = visitor.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto("/my-day/")
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.goto(of_case(case, f"visits/{visit.pk}")[0])
    expect(tab.locator("[data-along]")).to_be_visible()
    return tab


def fill_in(tab, findings="两室一厅，家具简单。"):
    tab.locator("[name=visited_at]").fill("2026-03-20T10:00")
    tab.locator("[name=check_bills_seen]").first.check()
    tab.locator("[name=findings]").fill(findings)
    tab.locator("[name=neighbour_words]").fill("邻居反映情况属实。")
    tab.locator("[name=member_signed]").check()


def draw(tab):
    pads = tab.locator("[data-pad]:not([hidden]) canvas")
    expect(pads.first).to_be_visible()  # the script shows them when it is ready
    for canvas in pads.all()[:2]:
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        tab.mouse.move(box["x"] + 20, box["y"] + 30)
        tab.mouse.down()
        tab.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
        tab.mouse.up()


def add_photo(tab):
    tab.locator("[name=photos]").set_input_files([picture()])
    tab.locator("[name=photos_agreed]").check()
    expect(tab.locator("[data-pictures=photo] img")).to_have_count(1)


KEPT = """() => new Promise((done) => {
  const opening = indexedDB.open("visits", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("forms", { keyPath: "id" });
  opening.onsuccess = () => {
    const all = opening.result.transaction("forms").objectStore("forms").getAll();
    all.onsuccess = () => { opening.result.close(); done(all.result.map((entry) => entry.pictures.length)); };
  };
})"""


UNTIL_KEPT = f"""async (count) => {{
  for (let turn = 0; turn < 100 && (await ({KEPT})())[0] !== count; turn++)
    await new Promise((go) => setTimeout(go, 50));
  return (await ({KEPT})())[0];
}}"""


def kept_pictures(tab):
    """How many pictures each form that waits on the device has."""
    return tab.evaluate(KEPT)


def wait_for_pictures(tab, count):
    assert tab.evaluate(UNTIL_KEPT, count) == count


def recorded():
    return Event.objects.filter(code="applications.visit_recorded").count()


def test_a_visit_without_a_network_is_kept_and_sent_once(phone, visitor):
    visitor.set_offline(True)
    fill_in(phone)
    add_photo(phone)
    draw(phone)
    wait_for_pictures(phone, 3)
    phone.reload()
    expect(phone.locator("[name=findings]")).to_have_value("两室一厅，家具简单。")
    expect(phone.locator("[data-pictures=photo] img")).to_have_count(1)

    phone.locator("form .btn-brand[type=submit]").click()
    expect(phone.locator(STATE)).to_contain_text("有网络时自动发送")
    assert recorded() == 0
    visitor.set_offline(False)
    expect(phone.locator(STATE)).to_contain_text(SENT)

    visit = HomeVisit.objects.get()
    assert (visit.revision, visit.neighbour_words) == (1, "邻居反映情况属实。")
    assert visit.checklist == {"bills_seen": "yes"}
    assert sorted(visit.attachments.values_list("kind", flat=True)) == ["household", "investigator", "photo"]
    assert visit.attachments.get(kind="photo").document.bytes < len(picture()["buffer"])
    assert recorded() == 1
    assert kept_pictures(phone) == []


def test_an_answer_that_is_lost_does_not_make_a_second_visit(phone, visitor):
    """The form arrives, its answer does not; the phone asks and finds that it has arrived."""
    fill_in(phone)
    draw(phone)
    wait_for_pictures(phone, 2)

    def swallow(route):
        if route.request.method == "POST":
            route.fetch()
            route.abort()
            return
        route.continue_()

    visitor.route(re.compile(r"/visits/\d+/$"), swallow)
    phone.locator("form .btn-brand[type=submit]").click()
    expect(phone.locator(STATE)).to_contain_text("有网络时自动发送")
    visitor.unroute(re.compile(r"/visits/\d+/$"))
    phone.locator("[data-retry]").click()
    expect(phone.locator(STATE)).to_contain_text(SENT)

    assert (recorded(), HomeVisit.objects.get().revision) == (1, 1)


def test_photographs_that_arrived_are_not_sent_again(phone, visitor):
    fill_in(phone)
    add_photo(phone)
    draw(phone)
    wait_for_pictures(phone, 3)
    posts = []
    phone.on("request", lambda r: posts.append(r.url) if r.method == "POST" and "attachments" in r.url else None)
    arrived = []

    def break_after_one(route):
        if arrived:
            route.abort()
            return
        arrived.append(1)
        route.continue_()

    visitor.route("**/attachments/", break_after_one)
    phone.locator("form .btn-brand[type=submit]").click()
    expect(phone.locator(STATE)).to_contain_text("有网络时自动发送")
    visitor.unroute("**/attachments/")
    phone.locator("[data-retry]").click()
    expect(phone.locator(STATE)).to_contain_text(SENT)

    assert len(posts) == 4  # one, one that broke off, and the two that were missing
    assert HomeVisit.objects.get().attachments.count() == 3


def test_after_the_session_ended_the_form_goes_once_signed_in_again(phone, visitor, sign_in, cast):
    fill_in(phone)
    draw(phone)
    wait_for_pictures(phone, 2)
    visitor.clear_cookies()

    phone.locator("form .btn-brand[type=submit]").click()
    expect(phone.locator("[data-sign-in]")).to_be_visible()
    assert recorded() == 0
    address = phone.url
    sign_in(cast["worker"])
    phone.goto(address)
    expect(phone.locator(STATE)).to_contain_text(SENT)

    assert recorded() == 1


def test_signing_out_asks_and_leaves_nothing_on_the_phone(phone, visitor):
    fill_in(phone)
    expect(phone.locator(STATE)).to_contain_text("已保存在本机")
    phone.goto("/my-day/")
    expect(phone.locator("[data-waiting-visits]")).to_be_visible()
    asked = []
    phone.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    phone.locator("form[action*=logout] button:visible").first.click()
    assert len(asked) == 1
    assert kept_pictures(phone) == [0]

    phone.once("dialog", lambda dialog: dialog.accept())
    phone.locator("form[action*=logout] button:visible").first.click()
    phone.wait_for_url("**/")

    assert phone.evaluate("indexedDB.databases().then((all) => all.map((each) => each.name))") == []
    assert phone.evaluate("localStorage.getItem('visits:waiting')") is None


def test_what_one_person_left_is_not_shown_to_the_next(phone, visitor, sign_in, cast):
    fill_in(phone)
    expect(phone.locator(STATE)).to_contain_text("已保存在本机")
    address = phone.url

    sign_in(cast["officer"])
    phone.goto(address)

    expect(phone.locator("[name=findings]")).to_have_value("")
    phone.goto("/my-day/")
    expect(phone.locator("[data-waiting-visits]")).to_be_hidden()


def test_without_a_script_the_form_is_a_plain_one(browser, live_server, sign_in, visitor, cast, places):
    case = road(cast, places).make("employee-illness-aid", s.SURVEYING, area=HOME)
    visit = HomeVisit.objects.get(application=case)
    sign_in(cast["worker"])
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(visitor.cookies())
    tab = context.new_page()
    tab.goto(of_case(case, f"visits/{visit.pk}")[0])
    fill_in(tab)
    tab.locator("[name=paper]").set_input_files([picture()])

    tab.locator("form .btn-brand[type=submit]").click()

    visit.refresh_from_db()
    assert (visit.revision, visit.attachments.get().kind) == (1, "paper")
    context.close()
