"""A photograph of a paper is made smaller on the phone and sent with a bar; the application form as it is printed."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from applications import draft_files
from applications import states as s
from applications.models import DraftPaper
from tests.browser import scenes
from tests.factories.applications import make_program
from tests.factories.case_states import case_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE_BAR = """(form) => {
  const bar = form.querySelector("progress");
  const note = () => bar.hidden || (sessionStorage.bar = bar.value);
  new MutationObserver(note).observe(bar, { attributes: true });
}"""
NOTE_CAPTURE = """(input) => input.addEventListener("click", () => {
  sessionStorage.capture = input.getAttribute("capture");
})"""


@pytest.fixture
def phone(browser, live_server, visitor, sign_in, cast, places):
    """The papers of the applicant's draft on a screen for fingers."""
    path = scenes.draft_papers(cast, places)
    sign_in(cast["applicant"])
    context = browser.new_context(
        base_url=live_server.url, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    context.add_cookies(visitor.cookies())
    tab = context.new_page()
    tab.goto(path)
    yield tab
    context.close()


def photograph(width: int, height: int) -> bytes:
    """A picture that hardly packs, as from a camera."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def test_a_photograph_is_made_smaller_before_it_is_sent_and_a_bar_shows_how_far(phone):
    sent = photograph(3000, 2000)
    form = phone.locator("form.upload").first
    form.evaluate(NOTE_BAR)

    form.locator("[type=file]").set_input_files({"name": "证明.jpg", "mimeType": "image/jpeg", "buffer": sent})
    form.locator("[type=submit]").click()

    phone.locator(".paper .rows li").wait_for()
    paper = DraftPaper.objects.get()
    kept = Image.open(io.BytesIO(draft_files.path_of(paper).read_bytes()))
    assert phone.evaluate("sessionStorage.bar") == "100"
    assert (kept.size, kept.format, paper.name_hint) == ((1600, 1067), "JPEG", "证明.jpg")
    assert paper.bytes < len(sent) / 2


def test_the_camera_of_the_phone_is_asked_for_by_its_button_only(phone):
    form = phone.locator("form.upload").first
    field = form.locator("[type=file]")
    field.evaluate(NOTE_CAPTURE)

    with phone.expect_file_chooser():
        form.locator("[data-camera]").click()
    with_button = phone.evaluate("sessionStorage.capture")
    with phone.expect_file_chooser():
        field.click()

    assert (with_button, phone.evaluate("sessionStorage.capture")) == ("environment", "null")


def test_the_application_form_is_printed_on_upright_a4_without_menus_and_its_boxes_stay_whole(
    cast, places, visitor, sign_in
):
    case = case_in(s.ACCEPTED, make_program(), places[scenes.COMMUNITY], cast)
    sign_in(cast["worker"])
    tab = visitor.new_page()
    tab.goto(f"/applications/{case.reference}/form/")
    tab.emulate_media(media="print")
    cell, box = tab.locator(".form-table td").first, tab.locator(".form-table .box").first

    printed = PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True)))

    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in printed.pages}
    text = "".join(page.extract_text() for page in printed.pages).replace("\n", "")
    style = cell.evaluate("cell => [getComputedStyle(cell).borderTopColor, getComputedStyle(cell).fontSize]")
    assert sizes == {(595, 842)}
    assert [tab.locator(name).first.is_visible() for name in (".util", ".foot", "[data-print]")] == [False] * 3
    assert (case.reference in text, "返回" in text) == (True, False)
    assert style == ["rgb(0, 0, 0)", "14px"]
    assert box.evaluate("box => getComputedStyle(box).breakInside") == "avoid"
