"""Letters, forms and the notice for the board as PDF: who gets which, what stands on them, what never does."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from applications import states as s
from applications.models import VisitAttachment
from applications.prints import PRINTS, prints_of
from protection.models import PersonalDataAccess
from protection.sealing import seal
from tests.applications.test_visits import attach, sign
from tests.factories.applications import later, make_program
from tests.factories.case_states import case_in

pytestmark = pytest.mark.django_db
SIGNED = ("pledge", "authorisation")  # by the family


@pytest.fixture
def in_state(cast, community):
    def make(state, code="employee_illness_aid"):
        return case_in(state, make_program(code, money_fen=10_000_000), community, cast, owner=cast["applicant"])

    return make


def url(case, code):
    return reverse("applications:print", args=[case.reference, code])


def text_of(response):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.content)).pages)


@pytest.mark.parametrize(
    ("state", "for_staff", "for_family"),
    [
        (s.SUBMITTED, ["form", *SIGNED], ["form", *SIGNED]),
        (s.RETURNED, ["supplement", "form", *SIGNED], ["supplement", "form", *SIGNED]),
        (s.NOT_ACCEPTED, ["refusal", "form", *SIGNED], ["refusal", "form", *SIGNED]),
        (s.SURVEYING, ["acceptance", "form", *SIGNED, "survey"], ["acceptance", "form", *SIGNED]),
        (s.PUBLICITY, ["acceptance", "form", *SIGNED, "survey", "notice"], ["acceptance", "form", *SIGNED]),
        (
            s.APPROVED,
            ["acceptance", "approval", "form", *SIGNED, "survey"],
            ["acceptance", "approval", "form", *SIGNED],
        ),
        (s.REJECTED, ["acceptance", "refusal", "form", *SIGNED, "survey"], ["acceptance", "refusal", "form", *SIGNED]),
    ],
)
def test_a_case_has_the_papers_of_its_state(in_state, state, for_staff, for_family):
    case = in_state(state)

    assert [one.code for one in prints_of(case, is_staff=True)] == for_staff
    assert [one.code for one in prints_of(case, is_staff=False)] == for_family


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        (s.SURVEYING, "acceptance", ["受理通知书", "SL2026", "郑州高新区慈善总会", "（盖章处）2026年3月3日"]),
        (s.RETURNED, "supplement", ["一次性补正告知书", "身份证", "照片看不清", "不再要求其他材料"]),
        (
            s.NOT_ACCEPTED,
            "refusal",
            ["不予受理告知书", "R01", "不在高新区", "15日内申请复核一次", "15个工作日内书面答复"],
        ),
        (s.REJECTED, "refusal", ["不予救助告知书", "R07", "已获他处资助", "15日内申请复核一次"]),
        (s.TERMINATED, "refusal", ["终止办理告知书", "已迁出", "可以重新申请"]),
        (s.APPROVED, "approval", ["救助决定通知书", "1,000.00元", "壹仟元整", "郑高慈字〔2026〕1号"]),
        (s.APPROVED, "form", ["审批表", "村(社区)意见", "办事处意见", "社会事业局意见", "慈善总会意见", "签字："]),
        (s.SUBMITTED, "pledge", ["诚信承诺书", "没有获得其他慈善组织的资助", "承诺人签字", "监护人签字"]),
        (s.SUBMITTED, "authorisation", ["家庭经济状况核对授权书", "不动产", "每位成年家庭成员", "不作他用"]),
        (s.SURVEYING, "survey", ["入户调查表", "调查人一", "邻里访问", "调查人员不少于两人"]),
        (s.PUBLICITY, "notice", ["公示", "张*", "1,000.00元"]),
    ],
)
def test_a_paper_says_what_it_is_for(client, cast, in_state, state, code, words):
    case = in_state(state)
    client.force_login(cast["officer"])

    response = client.get(url(case, code))

    text = text_of(response)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{case.reference}-{code}.pdf"'
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("one", PRINTS, ids=lambda one: one.code)
def test_no_paper_shows_a_number_that_identifies(client, cast, in_state, one):
    state = {"supplement": s.RETURNED, "refusal": s.REJECTED, "notice": s.PUBLICITY}.get(one.code, s.APPROVED)
    case = in_state(state)
    person = case.applicant
    for field, value in (
        ("id_number", "410199198211109074"),
        ("phone", "19900000007"),
        ("bank_account", "6200000000000000018"),
    ):
        seal(person, field, value)
    person.save()
    client.force_login(cast["officer"])

    text = text_of(client.get(url(case, one.code)))

    assert [n for n in ("410199198211109074", "19821110", "19900000007", "6200000000000000018") if n in text] == []


def test_the_foot_names_who_printed_it(client, cast, in_state):
    case = in_state(s.APPROVED)
    client.force_login(cast["officer"])

    assert f"打印：{cast['officer']}" in text_of(client.get(url(case, "form")))


def test_the_family_gets_its_own_papers_and_no_form_of_the_staff(client, cast, in_state):
    case = in_state(s.APPROVED)
    client.force_login(cast["applicant"])

    codes = ("acceptance", "approval", "form", "survey", "supplement", "nothing")
    assert [client.get(url(case, code)).status_code for code in codes] == [200, 200, 200, 404, 404, 404]
    page = client.get(reverse("applications:case", args=[case.reference])).content.decode()
    assert [url(case, code) in page for code in codes] == [True, True, True, False, False, False]


def test_a_crime_victim_has_an_alias_on_paper(client, cast, community):
    program = make_program("judicial_aid_fund", money_fen=10_000_000)
    case = case_in(s.APPROVED, program, community, cast)
    client.force_login(cast["reviewer"])

    texts = [text_of(client.get(url(case, one.code))) for one in prints_of(case, is_staff=True)]

    assert [case.applicant.name in text for text in texts] == [False] * len(texts)
    assert [f"申请人{case.reference[-4:]}" in text for text in texts] == [True] * len(texts)


def test_papers_are_chinese_for_a_reader_of_english(client, cast, in_state):
    case = in_state(s.APPROVED)
    client.force_login(cast["officer"])
    client.cookies["portal_language"] = "en"

    assert "社会事业局意见" in text_of(client.get(url(case, "form")))


@pytest.fixture
def surveyed(cast, in_state):
    """Filled in on a phone: the first investigator and the family drew their signatures, the second signed later."""
    case = in_state(s.SURVEYING)
    visit = case.visits.get()
    first, second = (one.user for one in visit.investigators.order_by("pk"))
    keys = [
        attach(visit, first, kind="investigator", signer=first).uuid,
        attach(visit, first, kind="household", colour="black").uuid,
    ]
    answers = {"lives_here": "yes", "home_fits": "no", "income_fits": "unseen"}
    words = {"neighbour": "赵邻(演示)", "neighbour_words": "一直住在这里", "checklist": answers}
    sign(visit, first, attachments=keys, **words)
    return case, first, second


def test_the_filled_survey_form_shows_checks_neighbour_and_both_investigators(client, cast, surveyed):
    case, first, second = surveyed
    client.force_login(cast["officer"])

    text = text_of(client.get(url(case, "survey")))

    expected = [
        "【是】申请所列人员居住在此",
        "【否】",
        "【未见】",
        "☐是☐否☐未见",
        "一直住在这里",
        "受访邻居：赵邻(演示)",
        f"调查人一：{first}",
        f"调查人二：{second}",
        "家庭成员签字",
    ]
    assert [words for words in expected if words not in text] == []
    assert text.index(f"调查人二：{second}") < text.rindex("签字：")  # the second one has not signed yet


def test_drawn_signatures_stand_on_the_survey_form_and_each_look_is_recorded(client, cast, surveyed):
    case, _first, _second = surveyed
    client.force_login(cast["officer"])

    reader = PdfReader(io.BytesIO(client.get(url(case, "survey")).content))

    assert sum(len(page.images) for page in reader.pages) == 2
    looks = PersonalDataAccess.objects.filter(actor=cast["officer"], purpose="paper", reason="DOC_SURVEY_FORM")
    assert looks.count() == 2


def test_a_signature_that_was_void_since_does_not_stand_on_the_form(client, cast, surveyed):
    case, _first, _second = surveyed
    VisitAttachment.objects.update(void_at=later(2000))
    client.force_login(cast["officer"])

    reader = PdfReader(io.BytesIO(client.get(url(case, "survey")).content))

    assert sum(len(page.images) for page in reader.pages) == 0
