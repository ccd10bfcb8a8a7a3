"""One list of everything that a case lacks, shown to staff and family, and asked for in one message."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.gaps import Trouble, decision_due, gaps_of_case, request_text
from applications.models import ApplicationDocument
from applications.selectors import missing_papers
from applications.services.intake import accept_application, withdraw_application
from applications.services.papers import mark_readable, mark_unreadable
from beneficiaries.models import Consent, ConsentWithdrawal
from tests.factories.applications import AT, later, make_application
from tests.factories.beneficiaries import (
    DocumentFactory,
    HardshipCertificateFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)
from tests.factories.case_states import hold_papers
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
ANSWERED = {"stage": "primary", "hukou_in_zone": True, "hardship_claimed": "DIBAO", "funded_elsewhere": False}


def found(case, by, at=AT):
    return [(g.subject, g.code, str(g.trouble), g.supplier) for g in gaps_of_case(case, by=by, at=at)]


@pytest.fixture
def case(program, community, applicant):
    """Complete but for what a test takes away."""
    papers = {"papers": [["DOC_ID", True], ["DOC_ENROLMENT", True], ["DOC_AGENT", False]]}
    case = make_application(program, community, owner=applicant, assessment=papers)
    hold_papers(case)
    return case


def paper(case, kind="DOC_ID"):
    return case.papers.get(kind=kind)


def expire(row, day):
    row.document.expires_on = day
    row.document.save(update_fields=["expires_on"])


@pytest.fixture(autouse=True)
def _answers_are_complete(request, monkeypatch):
    """Tests of papers need not fill in every question; those of the answers ask for `whole_answers`."""
    if "whole_answers" not in request.fixturenames:
        monkeypatch.setattr("applications.gaps._answer_gaps", lambda application: ())


@pytest.fixture
def whole_answers():
    return dict(ANSWERED)


def test_a_complete_case_lacks_nothing(case, worker):
    assert found(case, worker) == []


def test_what_is_missing_and_who_supplies_it(case, worker):
    case.papers.all().delete()

    assert found(case, worker) == [
        ("paper", "DOC_ID", "missing", "family"),
        ("paper", "DOC_ENROLMENT", "missing", "school"),
    ]


@pytest.mark.parametrize(("days", "trouble"), [(-1, "expired"), (0, "expiring"), (-100, "expired")])
def test_a_paper_that_ends_before_the_decision_is_asked_for_now(case, worker, days, trouble):
    expire(paper(case), timezone.localdate(AT) + timedelta(days=days))

    assert found(case, worker) == [("paper", "DOC_ID", trouble, "family")]


def test_a_paper_that_holds_until_the_day_of_the_decision_is_enough(case, worker):
    expire(paper(case), decision_due(case))
    assert found(case, worker) == []

    expire(paper(case), decision_due(case) - timedelta(days=1))
    assert found(case, worker) == [("paper", "DOC_ID", "expiring", "family")]


def test_the_paper_that_holds_longest_counts(case, worker):
    expire(paper(case), date(2020, 1, 1))
    newer = DocumentFactory(person=case.applicant, kind="DOC_ID", expires_on=date(2040, 1, 1))
    case.papers.create(document=newer, kind="DOC_ID", added_at=later(1), added_by=worker)

    assert found(case, worker) == []


def test_an_unreadable_paper_counts_as_missing_until_a_readable_one_comes(case, worker):
    mark_unreadable(paper=paper(case), why="四角不全", by=worker, at=later(1))
    assert found(case, worker) == [("paper", "DOC_ID", "unreadable", "family")]
    assert missing_papers(case) == ["DOC_ID"]
    with pytest.raises(Refused):
        accept_application(application=case, by=worker, at=later(2))

    document = DocumentFactory(person=case.applicant, kind="DOC_ID")
    case.papers.create(document=document, kind="DOC_ID", added_at=later(3), added_by=worker)

    assert (found(case, worker), missing_papers(case)) == ([], [])


def test_the_mark_can_be_taken_back_and_is_recorded(case, worker):
    mark_unreadable(paper=paper(case), why="模糊", by=worker, at=later(1))
    mark_readable(paper=paper(case), by=worker, at=later(2))

    row = paper(case)
    assert (row.unreadable_at, row.unreadable_by, row.unreadable_why) == (None, None, "")
    assert found(case, worker) == []


def test_who_may_not_mark(case, accountant, worker):
    with pytest.raises(NotAllowed):
        mark_unreadable(paper=paper(case), why="模糊", by=accountant, at=later(1))
    with pytest.raises(Refused):
        mark_unreadable(paper=paper(case), why=" ", by=worker, at=later(1))
    assert paper(case).unreadable_at is None


@pytest.mark.both_databases
def test_the_database_refuses_a_mark_without_its_reason(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationDocument.objects.filter(application=case).update(unreadable_at=AT)


def test_certificates_that_run_out(case, worker):
    day = timezone.localdate(AT)
    HardshipCertificateFactory(person=case.applicant, category="DIBAO", valid_from=date(2024, 1, 1), valid_to=day)
    gone = {"category": "MARGINAL", "valid_from": date(2024, 1, 1)}
    HardshipCertificateFactory(person=case.applicant, valid_to=day - timedelta(days=1), **gone)

    assert found(case, worker) == [
        ("certificate", "DIBAO", "expiring", "bureau"),
        ("certificate", "MARGINAL", "expired", "bureau"),
    ]
    HardshipCertificateFactory(person=case.applicant, category="DIBAO", valid_from=day, valid_to=None)
    HardshipCertificateFactory(person=case.applicant, valid_to=decision_due(case), **gone)
    assert found(case, worker) == []


def test_a_consent_that_was_taken_back(case, worker):
    consent = Consent.objects.get(person=case.applicant, purpose="PROCESS_BASIC")
    ConsentWithdrawal.objects.create(consent=consent, withdrawn_at=AT, channel="paper")

    assert found(case, worker) == [("consent", "PROCESS_BASIC", "missing", "family")]


def test_answers_that_the_forms_would_not_accept(case, worker, whole_answers):
    case.answers = {key: value for key, value in ANSWERED.items() if key != "hardship_claimed"}

    assert ("answer", "hardship_claimed", "missing", "family") in found(case, worker)
    case.answers = whole_answers
    assert ("answer", "hardship_claimed", "missing", "family") not in found(case, worker)


def test_a_case_that_ended_asks_for_nothing(case, applicant, worker):
    case.papers.all().delete()
    withdraw_application(application=case, by=applicant, at=later(1))
    case.refresh_from_db()

    assert found(case, worker) == []


def test_ask_once_what_the_family_has_on_file(case, worker, applicant, community):
    """The others' household register serves staff; the family is not told of the others' matters."""
    case.assessment = {"papers": [["DOC_ID", True], ["DOC_HUKOU", True]]}
    case.papers.all().delete()
    home = HouseholdFactory(area=community)
    other = PersonFactory(area=community)
    HouseholdMemberFactory(household=home, person=case.applicant)
    HouseholdMemberFactory(household=home, person=other, relation="spouse")
    own = DocumentFactory(person=case.applicant, kind="DOC_ID", uploaded_at=AT)
    shared = DocumentFactory(person=other, kind="DOC_HUKOU", uploaded_at=AT)
    DocumentFactory(person=other, kind="DOC_ID", uploaded_at=AT)

    def known(by):
        return {gap.code: gap.known for gap in gaps_of_case(case, by=by, at=AT)}

    assert known(worker) == {"DOC_ID": own, "DOC_HUKOU": shared}
    assert known(applicant) == {"DOC_ID": own, "DOC_HUKOU": None}


def test_a_paper_that_nobody_could_read_elsewhere_is_not_offered(case, worker, program, community):
    elsewhere = case.papers.get(kind="DOC_ID")
    mark_unreadable(paper=elsewhere, why="模糊", by=worker, at=later(1))
    case.papers.filter(kind="DOC_ENROLMENT").delete()

    assert [gap.known for gap in gaps_of_case(case, by=worker, at=later(2))] == [None, None]


def test_one_message_asks_for_everything_and_its_words_can_be_edited(client, case, worker):
    case.papers.filter(kind="DOC_ENROLMENT").delete()
    mark_unreadable(paper=paper(case), why="四角不全", by=worker, at=later(1))
    consent = Consent.objects.get(person=case.applicant, purpose="PROCESS_BASIC")
    ConsentWithdrawal.objects.create(consent=consent, withdrawn_at=AT, channel="paper")
    client.force_login(worker)
    url = reverse("applications:transition", args=[case.reference, "return"])

    form = client.get(url).context["form"]

    assert form["items"].initial == ["DOC_ID", "DOC_ENROLMENT", "同意书：将个人信息用于本申请"]
    words = form["note"].initial
    assert "无法辨认（四角不全）" in words
    assert "在读证明：由学校出具" in words

    sentence = form["items"].initial[2]
    client.post(url, {"items": form["items"].initial, "note": words + "\n可周六办理。"})

    case.refresh_from_db()
    asked = case.open_supplement
    assert (case.state, asked.items) == (s.RETURNED, ["DOC_ID", "DOC_ENROLMENT", sentence])
    assert asked.note.endswith("可周六办理。")
    letter = client.get(reverse("applications:letter", args=[case.reference])).content.decode()
    assert sentence in letter


def test_the_family_sees_the_list_with_a_link_for_each_paper(client, case, applicant):
    case.papers.filter(kind="DOC_ENROLMENT").delete()
    client.force_login(applicant)

    page = client.get(reverse("applications:case", args=[case.reference]))

    assert [gap.code for gap in page.context["gaps"]] == ["DOC_ENROLMENT"]
    papers = reverse("applications:papers", args=[case.reference])
    assert f'href="{papers}#kind-DOC_ENROLMENT"' in page.content.decode()
    assert 'id="kind-DOC_ENROLMENT"' in client.get(papers).content.decode()


def test_marking_from_the_page_of_the_case(client, case, worker, outsider, applicant):
    url = reverse("applications:unreadable_paper", args=[case.reference, paper(case).pk])
    for person, status in ((outsider, 404), (applicant, 403)):
        client.force_login(person)
        assert client.get(url).status_code == status
    client.force_login(worker)

    assert client.post(url, {"why": ""}).status_code == 422
    assert client.post(url, {"why": "太暗"}).status_code == 302

    assert (paper(case).unreadable_by, paper(case).unreadable_why) == (worker, "太暗")
    client.post(reverse("applications:readable_paper", args=[case.reference, paper(case).pk]))
    assert paper(case).unreadable_at is None


def test_the_words_name_only_what_the_list_does_not_say(case, worker):
    case.papers.all().delete()

    assert request_text(gaps_of_case(case, by=worker, at=AT)) == "在读证明：由学校出具。"
    assert Trouble.MISSING.label
