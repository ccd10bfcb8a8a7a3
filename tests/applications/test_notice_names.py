"""What of a name hangs on the page, on the board and in the snapshot, by the consents of the person (§3.5)."""

import hashlib
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from applications import states as s
from applications.models import Application, PublicNotice
from applications.services import publicity
from audit.models import Event
from beneficiaries.models import Person
from beneficiaries.services import withdraw_consent
from tests.factories.applications import make_program
from tests.factories.beneficiaries import ConsentFactory
from tests.factories.case_states import case_in

FULL_NAME = "PUBLICITY_FULL_NAME"
NAMES = [
    ("李示", "李*", "李*"),
    ("张演一", "张**", "张*一"),
    ("张演示一", "张***", "张**一"),
    ("欧阳演一", "欧阳**", "欧阳*一"),
    ("阿依古丽·买买提", "阿*******", "阿******提"),
]


@pytest.fixture
def about_to_be_posted(cast, community):
    now = timezone.now()
    program = make_program("employee_illness_aid")
    return case_in(s.PRELIMINARY_REVIEW, program, community, cast, at=now - timedelta(days=9), limit=now)


def post(case, cast, name, *, agrees):
    Person.objects.filter(pk=case.applicant_id).update(name=name)
    if agrees:
        ConsentFactory(person=case.applicant, purpose=FULL_NAME)
    case = Application.objects.get(pk=case.pk)
    return publicity.post_notice(application=case, amount_fen=100_000, by=cast["officer"], at=timezone.now())


def board_of(client, case):
    sheet = client.get(reverse("applications:print", args=[case.reference, "notice"]))
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(sheet.content)).pages)


@pytest.mark.parametrize("agrees", [False, True])
@pytest.mark.parametrize(("name", "masked", "with_last"), NAMES)
def test_page_board_and_snapshot_show_the_same_form(client, cast, about_to_be_posted, name, masked, with_last, agrees):
    notice = post(about_to_be_posted, cast, name, agrees=agrees)
    page = client.get(reverse("applications:notice", args=[notice.reference])).text
    client.force_login(cast["officer"])
    board = board_of(client, about_to_be_posted)

    expected = with_last if agrees else masked
    assert notice.shown["name"] == expected
    assert f"<dd>{expected}</dd>" in page
    assert f"申请人{expected}" in board
    assert name not in page + board + str(notice.shown)


def test_taking_the_full_name_back_hides_the_last_character_at_once(client, cast, about_to_be_posted):
    first = post(about_to_be_posted, cast, "张演一", agrees=True)
    consent = about_to_be_posted.applicant.consents.in_force().get(purpose=FULL_NAME)

    withdraw_consent(consent=consent, by=None, at=timezone.now())

    renewed = PublicNotice.objects.get(application=about_to_be_posted, closed_at__isnull=True)
    assert client.get(reverse("applications:notice", args=[first.reference])).status_code == 410
    assert renewed.shown == {**first.shown, "name": "张**"}
    text = json.dumps(renewed.shown, sort_keys=True, ensure_ascii=False)
    assert renewed.shown_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (renewed.ends_at, renewed.posted_by) == (first.ends_at, first.posted_by)
    assert PublicNotice.objects.get(pk=first.pk).shown["name"] == "张*一"
    event = Event.objects.get(code="applications.notice_masked")
    assert event.data == {"notice": first.pk, "replaced_by": renewed.pk}
    assert Application.objects.get(pk=about_to_be_posted.pk).state == s.PUBLICITY


def test_an_open_objection_goes_along(cast, about_to_be_posted):
    first = post(about_to_be_posted, cast, "张演一", agrees=True)
    publicity.receive_objection(notice=first, text="不实", name="", phone="", at=timezone.now())
    consent = about_to_be_posted.applicant.consents.in_force().get(purpose=FULL_NAME)

    withdraw_consent(consent=consent, by=None, at=timezone.now())

    renewed = PublicNotice.objects.get(application=about_to_be_posted, closed_at__isnull=True)
    assert renewed.objections.count() == 1
    assert not renewed.is_running(timezone.now())


def test_without_the_full_name_its_withdrawal_changes_nothing(cast, about_to_be_posted):
    ConsentFactory(person=about_to_be_posted.applicant, purpose=FULL_NAME)
    first = post(about_to_be_posted, cast, "李示", agrees=False)
    consent = about_to_be_posted.applicant.consents.in_force().get(purpose=FULL_NAME)

    withdraw_consent(consent=consent, by=None, at=timezone.now())

    assert list(PublicNotice.objects.values_list("pk", "closed_at")) == [(first.pk, None)]
