"""Public pages, read without a login."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader

from programs.demo import load_demo_programs
from programs.guide import guide_of, questions_in
from programs.services import close_program
from tests.factories.programs import ProgramFactory, ProgramTermsFactory
from tests.programs.conftest import AT, ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(approver):
    return load_demo_programs(approver, AT)


def test_the_catalogue_shows_open_programs_first(client, demo, approver):
    close_program(program=demo["student-aid"], by=approver, at=AT)

    response = client.get("/programs/")

    assert response.status_code == 200
    assert [card.title for card in response.context["open"]] == [
        "困难大学新生救助",
        "企事业单位工作人员大病救助",
        "最低生活保障边缘救助",
        "困境儿童关爱保护",
        "困难群众救急难慈善专项基金",
        "司法救助基金",
        "“微信手环”防走失",
        "慈善粥屋",
    ]
    assert [card.title for card in response.context["closed"]] == ["困难中小学生救助"]
    assert response.context["open"][1].facts[0][1] == "3,000至20,000元，按自付费用分档"


@pytest.mark.parametrize("count", [1, 3])
def test_the_catalogue_asks_the_same_number_of_questions(client, approver, django_assert_num_queries, count):
    from programs.services import open_program

    for _i in range(count):
        program = ProgramFactory()
        ProgramTermsFactory(program=program)
        open_program(program=program, by=approver, at=AT)

    with django_assert_num_queries(2):
        client.get("/programs/")


def test_the_guide_has_its_sections_in_order(client, demo):
    page = client.get("/programs/student-aid/").content.decode()

    sections = ["受理条件", "申请材料", "办理流程", "办理时限", "救助标准", "受理地点与时间", "咨询", "常见问题"]
    places = [page.index(f">{name}") for name in sections]
    assert places == sorted(places)
    assert "学生年满6周岁。" in page
    assert "1,200" in page
    assert "自受理之日起30个工作日内办结" in page


def test_the_guide_in_english(client, demo):
    client.cookies["portal_language"] = "en"

    page = client.get("/programs/employee-illness-aid/").content.decode()

    assert "Own costs from 50,000 yuan on" in page
    assert "Public notice" in page
    assert "困难" not in page.split("<main")[1].split("</main")[0].replace("演示数据", "")


def test_the_guide_needs_few_queries(client, demo, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get("/programs/student-aid/")


@pytest.mark.parametrize(("username", "offered"), [("officer", True), ("reviewer", True), ("cashier", False)])
def test_a_referral_is_offered_to_those_who_may_enter_it(client, cast, demo, monkeypatch, username, offered):
    monkeypatch.setattr("programs.guide.apply_url", lambda program: f"/programs/{program.slug}/apply/")
    client.force_login(cast[username])

    assert ("/apply/" in client.get("/programs/judicial-aid/").text) is offered


def test_judicial_aid_cannot_be_started_by_the_person(client, demo, monkeypatch):
    monkeypatch.setattr("programs.guide.apply_url", lambda program: f"/programs/{program.slug}/apply/")

    judicial = client.get("/programs/judicial-aid/").content.decode()
    student = client.get("/programs/student-aid/").content.decode()

    assert "/apply/" not in judicial
    assert "办案机关" in judicial
    assert 'href="/programs/student-aid/apply/"' in student


def test_a_planned_program_has_no_page(client, planned):
    assert client.get("/programs/student-aid/").status_code == 404
    assert client.get("/programs/nothing/").status_code == 404
    assert client.post("/programs/").status_code == 405


STANDARD = ["Apply", "Acceptance", "Checking of facts", "Home visit", "First opinion"]
POSTED = [*STANDARD, "Public notice", "Decision", "Payment"]
GOODS = ["Apply", "Acceptance", "Checking of facts", "Decision", "Handing over"]


def test_the_stages_follow_from_lane_and_publicity(demo):
    with translation.override("en"):
        stages = {slug: [str(t.stage.title) for t in guide_of(p, on=ON).stages] for slug, p in demo.items()}

    assert stages == {
        "student-aid": [*STANDARD, "Decision", "Payment"],
        "freshman-aid": POSTED,
        "employee-illness-aid": [*POSTED, "Call back"],
        "marginal-household-aid": POSTED,
        "child-care-protection": [*STANDARD, "Decision", "Payment", "Call back"],
        "emergency-relief": [
            "Report",
            "Fast decision",
            "Payment",
            "Papers afterwards",
            "Public notice afterwards",
            "Call back",
        ],
        "judicial-aid": [
            "Referral",
            "Acceptance",
            "Checking of facts",
            "First opinion",
            "Decision",
            "Payment",
            "Call back",
        ],
        "wristband": GOODS,
        "porridge-house": GOODS,
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_guide_can_be_read(client, demo, language):
    client.cookies["portal_language"] = language

    for slug in demo:
        response = client.get(f"/programs/{slug}/")
        assert response.status_code == 200
        assert "{" not in response.content.decode().split("<main")[1].split("</main")[0]


def test_things_are_not_counted_in_yuan(client, demo):
    client.cookies["portal_language"] = "en"

    assert "Grant (yuan)" not in client.get("/programs/wristband/").content.decode()
    assert "one wristband, free of charge" in client.get("/programs/").content.decode()


def test_new_terms_are_announced(client, demo, approver):
    from programs.services import publish_terms

    values = {**demo["student-aid"].scheme.parameters.defaults(), "junior_yuan": "1300"}
    publish_terms(
        program=demo["student-aid"], parameters=values, valid_from=date(2099, 1, 1), source="会议", by=approver, at=AT
    )

    page = client.get("/programs/student-aid/").content.decode()

    assert "2099-01-01" in page
    assert "1,300.00" not in page


def test_questions_are_blocks_between_blank_lines():
    found = questions_in("Why?\nBecause.\nReally.\r\n\r\nWhen?\nNow.\n")

    assert [(q.question, q.answer) for q in found] == [("Why?", "Because.\nReally."), ("When?", "Now.")]


def test_the_forms_to_sign_are_there_before_anybody_applies(client, demo):
    """Blank, with the name of the program and nobody else's; what others issue has no form."""
    page = client.get("/programs/marginal-household-aid/").text
    texts = {}
    for kind in ("DOC_PLEDGE", "DOC_AUTH"):
        address = f"/programs/marginal-household-aid/forms/{kind}/"
        assert f'href="{address}"' in page
        response = client.get(address)
        assert response.headers["Content-Type"] == "application/pdf"
        pages = PdfReader(BytesIO(response.content)).pages
        texts[kind] = "".join("".join(one.extract_text().split()) for one in pages)

    assert texts["DOC_PLEDGE"].startswith("诚信承诺书")
    assert texts["DOC_AUTH"].startswith("家庭经济状况核对授权书")
    assert [str(demo["marginal-household-aid"].title_zh) in text for text in texts.values()] == [True, True]
    assert ["回执编号" in text for text in texts.values()] == [False, False]
    assert client.get("/programs/marginal-household-aid/forms/DOC_HUKOU/").status_code == 404
    assert client.get("/programs/wristband/forms/DOC_PLEDGE/").status_code == 404


def test_a_blank_form_is_set_once_a_day(client, demo, monkeypatch):
    address = "/programs/marginal-household-aid/forms/DOC_PLEDGE/"
    first = client.get(address).content
    monkeypatch.setattr("programs.blank_forms.pdf", None)

    assert client.get(address).content == first
