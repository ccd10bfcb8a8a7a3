"""Notes are internal unless somebody ticks that the applicant may read them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import states as s
from applications.prints import prints_of
from applications.selectors import timeline
from applications.services.intake import add_remark, extend_deadline
from tests.factories.applications import later
from tests.factories.case_states import case_in

pytestmark = pytest.mark.django_db
INTERNAL, SHARED = "邻居反映有车，待核。", "下周二上门，请在家。"


@pytest.fixture
def case(program, community, cast):
    case = case_in(s.VERIFYING, program, community, cast, owner=cast["applicant"])
    at = later(400)
    add_remark(application=case, text=INTERNAL, is_public=False, by=cast["worker"], at=at)
    add_remark(application=case, text=SHARED, is_public=True, by=cast["worker"], at=at + timedelta(minutes=1))
    case.refresh_from_db()
    return case


def test_a_note_is_internal_unless_it_is_ticked(client, case, worker):
    client.force_login(worker)
    url = reverse("applications:remark", args=[case.reference])

    client.post(url, {"text": "电话未接。"})
    client.post(url, {"text": "请补照片。", "is_public": "on"})

    known = {row.text: row.is_public for row in case.remarks.all()}
    assert (known["电话未接。"], known["请补照片。"]) == (False, True)


def test_the_timeline_of_staff_says_who_reads_what(client, case, worker):
    rows = {row.note: row.is_shared for row in timeline(case, for_applicant=False) if row.note}
    assert (rows[INTERNAL], rows[SHARED]) == (False, True)

    client.force_login(worker)
    page = client.get(reverse("applications:case", args=[case.reference])).content.decode()
    assert page.count("（申请人可见）") + page.count("(申请人可见)") == 1


def test_the_family_reads_the_shared_note_without_the_name_of_its_author(case):
    rows = [row for row in timeline(case, for_applicant=True) if row.note]

    assert [(row.note, row.by) for row in rows] == [(SHARED, "")]


def test_no_page_of_the_family_holds_an_internal_note(client, case, applicant):
    client.force_login(applicant)
    names = ("case", "letter", "form", "receipt", "conditions", "papers")
    pages = [client.get(reverse(f"applications:{name}", args=[case.reference])) for name in names]

    assert SHARED in pages[0].content.decode()
    assert [INTERNAL in page.content.decode() for page in pages] == [False] * len(names)
    for one in prints_of(case, is_staff=False):
        assert INTERNAL not in str(one.values(case, False))


def test_the_reason_of_an_extension_stands_in_the_history_of_staff_only(case, officer, reviewer):
    reason = "需等医院答复。"
    extend_deadline(application=case, agreed_by=reviewer, by=officer, at=later(401), note=reason)

    assert reason in [row.note for row in timeline(case, for_applicant=False)]
    assert reason not in [row.note for row in timeline(case, for_applicant=True)]
