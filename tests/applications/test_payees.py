"""A pupil who comes of age between handing in and payment gets the money himself, from the birthday on."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from applications import states as s
from applications.models import ApplicationDocument
from applications.payables import payable
from applications.payees import came_of_age, payee_on
from applications.services import aftercare
from protection.access import AccessContext
from protection.sealing import seal
from tests.factories.applications import make_application, ready_person
from tests.factories.beneficiaries import DocumentFactory, PersonFactory
from tests.factories.case_states import Clock, Lead, case_in, further
from workflow.machine import NotAllowed, Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
BIRTHDAY = date(2026, 3, 20)
EVE = BIRTHDAY - timedelta(days=1)
OWN = {"bank_account": "6200000000000000018", "bank_name": "演示银行"}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


@pytest.fixture
def guardian(community):
    person = PersonFactory(name="李演母", area=community)
    seal(person, "bank_account", "6200000000000013")
    person.save()
    return person


@pytest.fixture
def case(program, community, cast, guardian):
    """Handed in at seventeen, approved before the birthday."""
    pupil = ready_person(program, community, birth_date=date(2008, 3, 20))
    return case_in(s.APPROVED, program, community, cast, applicant=pupil, guardian=guardian)


def ready(cast, day):
    return [(item.payee_name, item.account_mask) for item in payable.ready(cast["accountant"], on=day)]


def account(case, day, cast):
    access = AccessContext(by=cast["accountant"], purpose="transfer", at=noon(day))
    found = payable.account_of(case.source, access)
    return found.holder, found.number


def enter_and_verify(case, cast, day=BIRTHDAY):
    aftercare.correct_account(application=case, by=cast["worker"], at=noon(day), **OWN)
    aftercare.verify_account(application=case, by=cast["officer"], at=noon(day))


def test_until_the_eve_the_guardian_is_the_payee(case, cast, guardian):
    assert (came_of_age(case, EVE), payee_on(case, EVE)) == (False, guardian)
    assert ready(cast, EVE) == [("李演母", "****0013")]
    assert account(case, EVE, cast) == ("李演母", "6200000000000013")


def test_from_the_birthday_on_the_case_waits_for_an_own_account(case, cast):
    assert (came_of_age(case, BIRTHDAY), payee_on(case, BIRTHDAY)) == (True, case.applicant)
    assert ready(cast, BIRTHDAY) == []

    aftercare.correct_account(application=case, by=cast["worker"], at=noon(BIRTHDAY), **OWN)
    assert ready(cast, BIRTHDAY) == []  # one person alone enters no account
    with pytest.raises(Refused):
        aftercare.verify_account(application=case, by=cast["worker"], at=noon(BIRTHDAY))
    aftercare.verify_account(application=case, by=cast["officer"], at=noon(BIRTHDAY))

    assert ready(cast, BIRTHDAY) == [("张演一", "****0018")]
    assert account(case, BIRTHDAY, cast) == ("张演一", OWN["bank_account"])


def test_nobody_enters_another_account_before_the_birthday(case, cast):
    with translation.override("en"), pytest.raises(Refused, match="come of age"):
        aftercare.correct_account(application=case, by=cast["worker"], at=noon(EVE), **OWN)
    with pytest.raises(NotAllowed):
        aftercare.correct_account(application=case, by=cast["outsider"], at=noon(BIRTHDAY), **OWN)


def hand_in_mandate(case, day, cast):
    document = DocumentFactory(person=case.applicant, kind="DOC_AGENT", uploaded_at=noon(day))
    return ApplicationDocument.objects.create(
        application=case, document=document, kind="DOC_AGENT", added_at=noon(day), added_by=cast["worker"]
    )


def test_a_mandate_of_the_grown_up_keeps_the_guardian(case, cast, guardian):
    hand_in_mandate(case, BIRTHDAY, cast)

    assert payee_on(case, BIRTHDAY) == guardian
    assert ready(cast, BIRTHDAY) == [("李演母", "****0013")]


def test_a_mandate_of_the_minor_or_one_that_nobody_can_read_is_none(case, cast):
    hand_in_mandate(case, EVE, cast)
    unreadable = hand_in_mandate(case, BIRTHDAY, cast)
    unreadable.unreadable_at, unreadable.unreadable_by = noon(BIRTHDAY), cast["worker"]
    unreadable.unreadable_why = "模糊"
    unreadable.save()

    assert payee_on(case, BIRTHDAY) == case.applicant


def test_the_guardian_of_an_adult_without_capacity_stays(program, community, guardian):
    grown_up = ready_person(program, community, birth_date=date(1990, 1, 1))
    case = make_application(program, community, applicant=grown_up, guardian=guardian)

    assert (came_of_age(case, date(2030, 1, 1)), payee_on(case, date(2030, 1, 1))) == (False, guardian)


def test_a_payment_that_was_made_on_the_eve_keeps_its_payee(case, cast, guardian):
    """The copy in the batch is what was right on its day; a failed one is paid anew to the grown-up."""
    case = further(case, s.DISBURSE_FAILED, Lead(cast, Clock(case.state_since, noon(EVE))))

    assert ready(cast, EVE) == []
    enter_and_verify(case, cast)
    assert ready(cast, BIRTHDAY) == [("张演一", "****0018")]


def test_the_page_says_whose_account_is_awaited(client, case, cast, monkeypatch):
    client.force_login(cast["worker"])
    words = "申请人本人已满18周岁"

    pages = []
    for day in (EVE, BIRTHDAY):
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: noon(day))
        client.force_login(cast["worker"])
        pages.append(client.get(f"/applications/{case.reference}/").content.decode())

    assert [words in page for page in pages] == [False, True]
    assert "DOC_AGENT" in client.get(f"/applications/{case.reference}/papers/").content.decode()
