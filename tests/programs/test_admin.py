"""The back office: texts are edited, terms are published, nothing is deleted."""

import pytest

from audit.models import Event
from programs.models import Program, ProgramTerms
from programs.parameters import as_json
from programs.workflow import WORKFLOW
from tests.factories.programs import ProgramFactory, ProgramTermsFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def back_office(client, approver):
    client.force_login(approver)
    return client


def url(program, verb: str) -> str:
    return f"/admin/programs/program/{program.pk}/{verb}/"


def posted(program, **changes) -> dict:
    form = program.scheme.parameters
    data = form.as_data(as_json({**form.defaults(), **changes}))
    return {name: value for name, value in data.items() if value is not None}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(back_office, approver, django_assert_max_num_queries, count):
    for _i in range(count):
        ProgramTermsFactory(program=ProgramFactory())

    with django_assert_max_num_queries(12):
        response = back_office.get("/admin/programs/program/")

    assert [p.version_in_force for p in response.context["cl"].result_list] == [1] * count


def test_the_filter_of_states_speaks_in_words(back_office):
    program = ProgramFactory()

    found = {
        code: list(back_office.get(f"/admin/programs/program/?state={code}").context["cl"].result_list)
        for code in WORKFLOW.states
    }

    assert found == {code: [program] if code == program.state else [] for code in WORKFLOW.states}
    choices = back_office.get("/admin/programs/program/").context["cl"].filter_specs[0].lookup_choices
    assert choices == [(code, state.label) for code, state in WORKFLOW.states.items()]


def test_new_terms_are_shown_beside_the_old_and_published(back_office, program):
    page = back_office.get(url(program, "publish-terms")).content.decode()
    assert "1,200.00" in page

    data = {**posted(program, junior_yuan="1300.00"), "valid_from": "2099-01-01", "source": "会议纪要"}
    response = back_office.post(url(program, "publish-terms"), data)

    assert (response.status_code, response.url) == (302, f"/admin/programs/program/{program.pk}/change/")
    terms = program.terms.get(version=2)
    assert (terms.parameters["junior_yuan"], terms.source, str(terms.valid_from)) == (
        "1300.00",
        "会议纪要",
        "2099-01-01",
    )
    page = back_office.get(f"/admin/programs/programterms/{terms.pk}/change/").content.decode()
    assert "1,200.00" in page
    assert "<strong>1,300.00</strong>" in page


def test_bad_terms_come_back_with_their_errors(back_office, program):
    data = {**posted(program), "junior_yuan": "a lot", "valid_from": "2020-01-01", "source": "会议纪要"}
    assert back_office.post(url(program, "publish-terms"), data).status_code == 422

    data = {**posted(program), "valid_from": "2020-01-01", "source": "会议纪要"}
    response = back_office.post(url(program, "publish-terms"), data)

    assert response.status_code == 422
    assert list(response.context["about"].errors) == ["valid_from"]
    assert ProgramTerms.objects.count() == 1


def test_published_terms_can_be_neither_changed_nor_deleted(client, administrator, program):
    client.force_login(administrator)
    terms = program.terms.get()

    assert client.post(f"/admin/programs/programterms/{terms.pk}/change/", {"source": "x"}).status_code == 403
    assert client.post(f"/admin/programs/programterms/{terms.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/programs/program/{program.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/programs/programterms/add/").status_code == 403


def test_open_and_close(back_office, program):
    back_office.post(url(program, "close"))
    assert Program.objects.get().state == "closed"

    back_office.post(url(program, "open"))
    assert Program.objects.get().state == "open"

    back_office.post(url(program, "open"))  # a second click
    assert Program.objects.get().version == 3
    assert back_office.get(url(program, "open")).status_code == 405


def test_a_reader_sees_but_does_not_change(client, reviewer, program):
    client.force_login(reviewer)

    assert client.get(f"/admin/programs/program/{program.pk}/change/").status_code == 200
    assert client.get(url(program, "publish-terms")).status_code == 403
    assert client.post(url(program, "close")).status_code == 403
    assert Program.objects.get().state == "open"


def test_texts_change_through_the_service(back_office, program):
    data = {name: getattr(program, name) or "" for name in ("title_zh", "title_en", "summary_zh", "summary_en")}
    data |= {"place_zh": "", "place_en": "", "supervision_phone": "", "faq_zh": "", "faq_en": "", "closes_on": ""}

    response = back_office.post(f"/admin/programs/program/{program.pk}/change/", {**data, "phone": "0371-00000001"})

    assert response.status_code == 302
    assert Program.objects.get().phone == "0371-00000001"
    assert Event.objects.order_by("pk").last().data == {"fields": ["phone"]}


def test_a_program_is_added_through_the_service(back_office, planned):
    data = {
        "slug": "student-aid-2024",
        "scheme_code": "student_aid",
        "fund": planned.fund_id,
        "budget_fen": "100",
        "opens_on": "2024-09-01",
        "title_zh": "困难中小学生救助",
        "summary_zh": "学年助学金",
        "phone": "0371-00000001",
    }

    response = back_office.post("/admin/programs/program/add/", data)

    assert response.status_code == 302
    added = Program.objects.get(slug="student-aid-2024")
    assert (added.state, added.phone) == ("planned", "0371-00000001")
    assert list(
        Event.objects.filter(subject_id=added.pk, subject_type="programs.program").values_list("code", flat=True)
    ) == [
        "programs.created",
        "programs.guide_updated",
    ]
