"""Another community's worker and an outsider, at every address of a case, a draft or anything that hangs on them."""

import io
import uuid
from collections.abc import Iterator
from datetime import date

import openpyxl
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import states as s
from applications.demo.people import resident_id
from applications.models import Application
from applications.urls import urlpatterns
from applications.workflow import WORKFLOW
from protection.access import AccessContext
from protection.sealing import unseal
from tests.test_every_url import body

STRANGERS = ("worker2", "outsider")
PUBLIC = {"notice", "object", "apply"}
MEETINGS = {"meeting", "minutes", "votes"}  # tests/applications/test_meetings.py
NOBODY = {"reference": "SQ-000000", "uuid": uuid.UUID(int=7)}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


NUMBERED = (
    *("receive_instalment", "board_photo", "take_up_danger", "close_danger"),
    *("unreadable_paper", "readable_paper"),
)


def addresses(town) -> Iterator[tuple[str, str]]:
    """(address of something, the same address of nothing) for every route with an object in it."""
    for route in urlpatterns:
        names = set(route.pattern.converters)
        if not names & {"reference", "uuid"} or route.name in PUBLIC | MEETINGS:
            continue
        for there in arguments(town, route.name, names):
            nothing = {**there, **{name: value for name, value in NOBODY.items() if name in names}}
            yield (
                reverse(f"applications:{route.name}", kwargs=there),
                reverse(f"applications:{route.name}", kwargs=nothing),
            )


def arguments(town, route: str, names: set[str]) -> Iterator[dict]:
    if "uuid" in names:
        known = {"uuid": town.draft.uuid, "code": "person", "kind": "DOC_OTHER", "pk": town.paper.pk}
        known["block"] = "papers"
        yield {name: known[name] for name in names}
        return
    on_task, on_visit = town.cases[s.VERIFYING], town.cases[s.SURVEYING]
    fixed = {
        "answer_check": {"reference": on_task.reference, "pk": town.task.pk},
        "visit": {"reference": on_visit.reference, "pk": town.visit.pk},
        "visit_state": {"reference": on_visit.reference, "pk": town.visit.pk},
        "visit_attachment": {"reference": on_visit.reference, "pk": town.visit.pk},
        **{name: {"pk": 1} for name in NUMBERED},
    }
    if route == "transition":
        yield from ({"reference": case.reference, "name": name} for case, name in steps(town))
        return
    known = {
        "reference": on_visit.reference,
        "step": "papers",
        "kind": "doc_other",
        "code": "form",
        "place": 1,
        **fixed.get(route, {}),
    }
    yield {name: known[name] for name in names}


def steps(town) -> Iterator[tuple[Application, str]]:
    for name, transition in WORKFLOW.transitions.items():
        yield next((case for case in town.cases.values() if case.state in transition.sources), town.own), name


def leaks(town, hands) -> list[tuple]:
    """(person, method, address, its status, status of nothing) where a stranger could tell that something is there."""
    wrong = []
    for person in STRANGERS:
        client = hands[person].client
        client.get("/")  # the session notes that it was used
        for there, nothing in addresses(town):
            for ask in (client.get, client.post):
                with CaptureQueriesContext(connection) as queries:
                    found, missing = ask(there), ask(nothing)
                same = (found.status_code, body(found, there)) == (missing.status_code, body(missing, nothing))
                if not same or found.status_code not in (404, 405) or wrote(queries):
                    wrong.append((person, ask.__name__, there, found.status_code, missing.status_code))

    return wrong


def test_a_stranger_meets_the_same_404_as_at_an_address_of_nothing(town, hands):
    assert leaks(town, hands) == []


def test_control_without_the_scope_of_cases_every_address_of_a_case_leaks(town, hands, monkeypatch):
    monkeypatch.setattr("applications.models.application.visible_applications", lambda _user: Q())

    assert town.cases[s.SURVEYING].reference in {there.split("/")[2] for _p, _m, there, *_s in leaks(town, hands)}


def wrote(queries: CaptureQueriesContext) -> bool:
    return any(q["sql"].startswith(WRITES) and "django_session" not in q["sql"] for q in queries)


def test_numbers_of_one_case_do_not_open_another(town, hands):
    """The worker may open his own case, but not through it the question, visit or paper of a foreign one."""
    worker2, far = hands["worker2"], town.far.reference
    form = {"result": "confirmed", "note": "属实", "findings": "属实", "visited_at": "2026-01-05T10:00"}

    answers = [
        worker2.post("applications:answer_check", far, town.task.pk, **form),
        worker2.post("applications:visit", far, town.visit.pk, **form),
        hands["worker"].post("applications:remove_paper", town.draft.uuid, town.paper.pk),
        hands["worker"].post("applications:visit", town.cases[s.ACCEPTED].reference, town.visit.pk, **form),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]


def test_chosen_rows_of_another_community_are_not_touched(town, hands):
    theirs = [case.pk for case in town.cases.values()]

    assigned = hands["worker2"].post("applications:bulk_assign", id=theirs)
    returned = hands["worker2"].post("applications:bulk_return", id=theirs, note="缺材料")

    assert (list(assigned.context["results"]), list(returned.context["results"])) == ([], [])
    assert hands["outsider"].post("applications:bulk_assign", id=theirs).status_code == 403
    assert Application.objects.filter(handler=hands["worker2"].user).count() == 0


def test_no_filter_no_search_and_no_export_shows_a_case_of_another_community(town, hands):
    case = town.cases[s.SUBMITTED]
    queries = (
        {"q": case.reference},
        {"q": case.applicant.name},
        {"q": case.applicant.reference},
        {"area": case.area_id},
    )
    link = reverse("applications:case", args=[case.reference])

    for query in queries:
        assert link not in hands["worker2"].get("applications:index", **query).content.decode()
        assert link in hands["worker"].get("applications:index", **query).content.decode()

    content = hands["worker2"].get("applications:export").getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert town.far.reference in cells
    assert {one.reference for one in town.cases.values()} & cells == set()


def test_an_id_number_of_another_community_is_answered_like_one_that_nobody_has(town, hands):
    case = town.cases[s.SUBMITTED]
    access = AccessContext(by=hands["worker"].user, purpose="case_handling", at=case.submitted_at)
    known, nobody = unseal(case.applicant, "id_number", access), resident_id(date(1970, 1, 1), 777)

    answers = [hands["worker2"].post("applications:find", q=number, tab="todo") for number in (known, nobody)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert known not in answers[0]["Location"]
    assert hands["worker"].post("applications:find", q=known)["Location"] != answers[0]["Location"]
