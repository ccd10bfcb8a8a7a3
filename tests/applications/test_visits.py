"""The survey form as a phone sends it: in pieces, late, twice; and what it must hold."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from applications import states as s
from applications.models import Investigator, VisitAttachment
from applications.services import visits
from applications.services.visits import ColleagueWasFaster, Survey, add_attachment, sign_survey
from audit.models import Event
from beneficiaries.models import Document
from tests.factories.applications import later
from tests.factories.case_states import case_in
from tests.racing import race
from web.models import IdempotencyKey
from workflow.machine import NotAllowed, Refused

LATER = later(2000)
JSON = {"Accept": "application/json"}


def picture(colour="white", name="photo.png"):
    out = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


@pytest.fixture
def case(program, community, cast):
    return case_in(s.SURVEYING, program, community, cast)


@pytest.fixture
def visit(case):
    return case.visits.get()


def attach(visit, by, kind="paper", key=None, signer=None, **more):
    return add_attachment(
        visit=visit, key=key or uuid.uuid4(), kind=kind, signer=signer, upload=picture(**more), by=by, at=LATER
    )


def survey(**changes):
    return Survey(**{"visited_at": later(1990), "findings": "情况属实", "member_signed": True, **changes})


def sign(visit, by, **changes):
    return sign_survey(visit=visit, survey=survey(**changes), by=by, at=LATER)


# --- What the form must hold ---


def test_a_signed_paper_holds_all_signatures(visit, worker):
    attach(visit, worker)
    checklist = {"lives_here": "yes", "at_school": "unseen"}

    sign(
        visit, worker, checklist={"lives_here": "yes", "at_school": "unseen"}, neighbour="对门", neighbour_words="属实"
    )

    visit.refresh_from_db()
    assert (visit.revision, visit.neighbour, visit.neighbour_words) == (1, "对门", "属实")
    assert visit.checklist == checklist
    assert visit.investigators.get(user=worker).signed_at == LATER
    assert Document.objects.filter(kind="DOC_SURVEY_FORM").count() == 1


def test_a_drawn_form_needs_the_household_and_who_sends_it(visit, worker):
    with pytest.raises(Refused, match="家庭成员"):
        sign(visit, worker)
    attach(visit, worker, "household")
    with pytest.raises(Refused, match="本人签名"):
        sign(visit, worker)
    attach(visit, worker, "investigator", signer=worker)

    sign(visit, worker)

    assert visit.investigators.filter(signed_at__isnull=False).count() == 1


def test_a_household_that_does_not_sign_is_explained(visit, worker):
    attach(visit, worker, "investigator", signer=worker)

    sign(visit, worker, member_signed=False, refusal_note="老人不识字")

    visit.refresh_from_db()
    assert (visit.member_signed, visit.refusal_note) == (False, "老人不识字")


def test_photographs_need_the_agreement_of_the_family(visit, worker):
    attach(visit, worker)
    attach(visit, worker, "photo")

    with pytest.raises(Refused, match="同意"):
        sign(visit, worker)
    sign(visit, worker, photos_agreed=True)

    assert Document.objects.filter(kind="DOC_PHOTO").count() == 1


def test_a_form_whose_photographs_are_still_on_the_way_waits(visit, worker):
    here = attach(visit, worker)

    with pytest.raises(Refused, match="尚未到达"):
        sign(visit, worker, attachments=(here.uuid, uuid.uuid4()))
    visit.refresh_from_db()
    assert (visit.revision, visit.findings) == (0, "")


def test_a_photograph_that_was_taken_out_again_no_longer_counts(visit, worker):
    attach(visit, worker)
    face = attach(visit, worker, "photo")

    sign(visit, worker, removed=(face.uuid,))

    face.refresh_from_db()
    assert face.void_at == LATER


def test_only_investigators_add_photographs(visit, reviewer):
    with pytest.raises(NotAllowed):
        attach(visit, reviewer)
    assert VisitAttachment.objects.count() == 0


def test_after_the_survey_nothing_is_added(visit, case, worker, officer):
    for person in (worker, officer):
        attach(visit, person)
        sign(visit, person, seen_revision=visit.revision)
    from applications.services.casework import finish_survey

    finish_survey(application=case, by=worker, at=LATER)

    with pytest.raises(Refused):
        attach(visit, worker)


# --- Two investigators, two phones ---


def test_the_colleague_signs_the_same_text_whatever_he_had_seen(visit, worker, officer):
    attach(visit, worker)
    sign(visit, worker)

    sign(visit, officer, seen_revision=0)

    assert visit.investigators.filter(signed_at__isnull=False).count() == 2


def test_another_text_that_was_written_without_a_network_does_not_wipe_out_the_first(visit, worker, officer):
    attach(visit, worker)
    sign(visit, worker)

    with pytest.raises(ColleagueWasFaster):
        sign(visit, officer, findings="另有住房")

    visit.refresh_from_db()
    assert visit.findings == "情况属实"
    assert visit.investigators.get(user=worker).signed_at == LATER


def test_a_correction_that_has_seen_the_first_takes_its_signatures_back(visit, worker, officer):
    first = attach(visit, worker)
    sign(visit, worker)
    second = attach(visit, officer)

    sign(visit, officer, findings="另有住房", seen_revision=1, attachments=(second.uuid,))

    assert list(visit.investigators.filter(signed_at__isnull=False).values_list("user", flat=True)) == [officer.pk]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.void_at, second.void_at) == (LATER, None)


def test_a_correction_is_signed_anew(visit, worker):
    attach(visit, worker)
    sign(visit, worker)

    with pytest.raises(Refused, match="家庭成员"):
        sign(visit, worker, findings="另有住房", seen_revision=1)
    visit.refresh_from_db()
    assert (visit.findings, visit.attachments.get().void_at) == ("情况属实", None)


# --- Over HTTP ---


def address(name, visit):
    return reverse(f"applications:{name}", args=[visit.application.reference, visit.pk])


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def form(key, **changes):
    return {
        "visited_at": "2026-03-20T10:00",
        "findings": "情况属实",
        "member_signed": "on",
        "seen_revision": "0",
        "idempotency_key": str(key),
        **changes,
    }


def test_the_empty_form_may_stay_on_the_device_and_a_filled_one_not(visit, worker):
    client = signed_in(worker)
    empty = client.get(address("visit", visit))
    attach(visit, worker)
    sign(visit, worker)
    filled = client.get(address("visit", visit))

    assert empty.headers["X-Offline-Copy"] == "yes"
    assert visit.application.applicant.name not in empty.content.decode()
    assert "X-Offline-Copy" not in filled.headers


def test_a_phone_asks_what_has_arrived(visit, worker):
    client, key = signed_in(worker), uuid.uuid4()
    here = attach(visit, worker)

    before = client.get(address("visit_state", visit), {"key": str(key)}).json()
    client.post(address("visit", visit), form(key))
    after = client.get(address("visit_state", visit), {"key": str(key)}).json()
    nonsense = client.get(address("visit_state", visit), {"key": "x"}).json()

    assert (before["is_sent"], before["revision"], before["attachments"]) == (False, 0, [str(here.uuid)])
    assert (after["is_sent"], after["revision"]) == (True, 1)
    assert nonsense["is_sent"] is False


def test_the_same_form_twice_is_one_visit(visit, worker):
    client, data = signed_in(worker), form(uuid.uuid4())
    attach(visit, worker)

    answers = [client.post(address("visit", visit), data, headers=JSON) for _n in range(3)]

    case_url = reverse("applications:case", args=[visit.application.reference])
    assert [answer.json() for answer in answers] == [{"url": case_url}] * 3
    visit.refresh_from_db()
    assert visit.revision == 1
    assert Event.objects.filter(code="applications.visit_recorded").count() == 1


def test_a_form_with_gaps_comes_back_as_sentences(visit, worker):
    answer = signed_in(worker).post(address("visit", visit), form(uuid.uuid4(), findings=""), headers=JSON)

    assert (answer.status_code, answer.json()["revision"]) == (422, 0)
    assert answer.json()["errors"] == ["调查情况: 请填写说明。"]
    assert IdempotencyKey.objects.count() == 0


def test_a_faster_colleague_is_told_with_the_state_to_go_on_from(visit, worker, officer):
    attach(visit, worker)
    sign(visit, worker)

    answer = signed_in(officer).post(address("visit", visit), form(uuid.uuid4(), findings="另有住房"), headers=JSON)

    assert (answer.status_code, answer.json()["revision"]) == (409, 1)


def test_the_plain_form_brings_its_files_along_and_keeps_each_once(visit, worker):
    client, key = signed_in(worker), uuid.uuid4()

    def files():
        return {"photos": [picture("red"), picture("blue")], "paper": [picture("green")]}

    refused = client.post(address("visit", visit), form(key, **files()))
    sent = client.post(address("visit", visit), form(key, photos_agreed="on", **files()))

    assert (refused.status_code, sent.status_code) == (422, 302)
    assert sorted(visit.attachments.values_list("kind", flat=True)) == ["paper", "photo", "photo"]


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(visit, worker):
    bad = SimpleUploadedFile("photo.jpg", b"MZ not a picture", "image/jpeg")

    plain = signed_in(worker).post(address("visit", visit), form(uuid.uuid4(), photos=bad))
    piece = signed_in(worker).post(
        address("visit_attachment", visit), {"uuid": str(uuid.uuid4()), "kind": "photo", "file": bad}
    )

    assert (plain.status_code, piece.status_code) == (422, 422)
    assert "情况属实" in plain.content.decode()
    assert len(piece.json()["errors"]) == 1


def test_a_signature_names_an_investigator_of_this_visit(visit, worker, reviewer):
    client = signed_in(worker)

    def send(signer):
        data = {"uuid": str(uuid.uuid4()), "kind": "investigator", "signer": signer, "file": picture()}
        return client.post(address("visit_attachment", visit), data).status_code

    assert (send(worker.pk), send(reviewer.pk), send("")) == (200, 404, 404)
    assert visit.attachments.get().signer == worker


def test_the_case_shows_the_visit_to_staff(visit, worker):
    attach(visit, worker)
    sign(visit, worker, checklist={"at_school": "no"}, neighbour="对门", neighbour_words="常年在外打工")

    page = signed_in(worker).get(reverse("applications:case", args=[visit.application.reference])).content.decode()

    assert "常年在外打工" in page
    assert "孩子在申请中所填学校就读。" in page


# --- At once ---


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_one_photograph_sent_ten_times_at_once_is_kept_once(visit, worker):
    key = uuid.uuid4()

    kept = race(10, lambda _n: attach(visit, worker, "photo", key))

    assert {one.uuid for one in kept} == {key}
    assert (visit.attachments.count(), Document.objects.filter(kind="DOC_PHOTO").count()) == (1, 1)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_one_form_sent_ten_times_at_once_is_one_visit(visit, worker):
    attach(visit, worker)
    clients, data = [signed_in(worker) for _n in range(10)], form(uuid.uuid4())

    answers = race(10, lambda n: clients[n].post(address("visit", visit), data, headers=JSON).status_code)

    assert answers == [200] * 10
    visit.refresh_from_db()
    assert (visit.revision, Event.objects.filter(code="applications.visit_recorded").count()) == (1, 1)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_the_key_the_form_counts_ten_times(visit, worker, monkeypatch):
    monkeypatch.setattr("web.idempotency.key_of", lambda _request: uuid.uuid4())
    attach(visit, worker)
    clients, data = [signed_in(worker) for _n in range(10)], form(uuid.uuid4())

    race(10, lambda n: clients[n].post(address("visit", visit), data, headers=JSON).status_code)

    visit.refresh_from_db()
    assert visit.revision == 10


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_texts_at_once_are_one_form_and_a_sentence_for_the_other(visit, worker, officer):
    attach(visit, worker)
    people, words = (worker, officer), ("情况属实", "另有住房")

    outcomes = race(2, lambda n: sign(visit, people[n], findings=words[n]))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ColleagueWasFaster", "HomeVisit"]
    assert Investigator.objects.filter(visit=visit, signed_at__isnull=False).count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_on_what_was_seen_one_text_is_lost(visit, worker, officer, monkeypatch):
    monkeypatch.setattr(visits, "_says_the_same", lambda _visit, _survey: True)
    attach(visit, worker)
    people, words = (worker, officer), ("情况属实", "另有住房")

    outcomes = race(2, lambda n: sign(visit, people[n], findings=words[n]))

    assert [type(outcome).__name__ for outcome in outcomes] == ["HomeVisit", "HomeVisit"]
