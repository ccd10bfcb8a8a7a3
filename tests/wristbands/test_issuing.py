"""Handing out a band: who gets one, whom it calls, what is signed, and whose turn it is while there are too few."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from applications.facts import history_of
from applications.models import Application
from applications.people_facts import Histories
from beneficiaries.models import Consent as ConsentRow
from beneficiaries.services import declare_relative, name_guardian, withdraw_consent
from delivery.wristbands.choices import Place, Signing
from delivery.wristbands.models import Band, EmergencyContact, Issue
from delivery.wristbands.services.finding import band_in_use
from delivery.wristbands.services.issuing import Consent, Contact, change_contacts, issue_band
from delivery.wristbands.services.lifecycle import replace_band, report_lost, resume_band, retire_band
from delivery.wristbands.services.stock import allocate_bands
from delivery.wristbands.services.upkeep import delete_links
from delivery.wristbands.turns import waiting_in_turn
from tests.factories.applications import make_program
from tests.factories.beneficiaries import PersonFactory
from tests.factories.case_states import case_in
from tests.factories.wristbands import (
    AT,
    CONSENT,
    CONTACTS,
    DEMENTIA,
    LATER,
    make_event,
    make_issue,
    make_stock,
    make_wearer,
    raised_alert,
)
from workflow.machine import IllegalTransition, NotAllowed, Refused

HEALTHY = {"has_dementia": False, "disability_class": "none", "medical_proof": False, "lives_alone": False}


def band_of(stock, number=0):
    return stock.batch.bands.order_by("number")[number]


def give(by, wearer, band, **changes):
    values = {"facts": DEMENTIA, "contacts": CONTACTS[:1], "consent": CONSENT, "by": by, "at": AT, **changes}
    return issue_band(band=band, wearer=wearer, **values)


def approved(program, area, cast, priority, **changes):
    case = case_in("approved", program, area, cast, **changes)
    Application.objects.filter(pk=case.pk).update(assessment={**case.assessment, "priority": priority})
    case.refresh_from_db()
    return case


def test_a_worker_hands_out_a_band_at_an_event(keeper, worker, community):
    stock, event = make_stock(keeper, 5), make_event(keeper, community)
    allocate_bands(count=5, event=event, by=keeper, at=AT)

    issue = give(worker, make_wearer(community), band_of(stock), contacts=CONTACTS)

    event.refresh_from_db()
    band = Band.objects.get(pk=issue.band_id)
    assert (issue.state, issue.category, issue.event, issue.area) == ("active", 1, event, community)
    assert (band.place, event.held, event.issued) == (Place.ISSUED, 4, 1)
    rows = issue.contacts.values_list("position", "name", "relation", "phone_mask")
    assert list(rows) == [
        (1, "张示例", "child", "199****0001"),
        (2, "张演例", "grandchild", "199****0002"),
        (3, "李例示", "other", "199****0003"),
    ]


@pytest.mark.parametrize(
    ("name", "facts", "turn"),
    [
        ("王例三", HEALTHY, 4),  # 77
        ("王例三", {**HEALTHY, "lives_alone": True}, 3),
        ("周演七", {**HEALTHY, "disability_class": "mental"}, 2),
        ("周演七", {**HEALTHY, "medical_proof": True}, 2),
        ("周演七", DEMENTIA, 1),
    ],
)
def test_the_reason_is_judged_by_the_scheme(keeper, community, name, facts, turn):
    issue = give(keeper, make_wearer_with_age(community, name), band_of(make_stock(keeper, 1)), facts=facts)

    assert issue.category == turn


def make_wearer_with_age(area, name):
    births = {"王例三": date(1948, 9, 5), "周演七": date(1982, 11, 10)}
    return PersonFactory(name=name, area=area, birth_date=births[name])


def test_without_a_reason_there_is_no_band(keeper, community):
    with pytest.raises(Refused):
        give(keeper, make_wearer_with_age(community, "周演七"), band_of(make_stock(keeper, 1)), facts=HEALTHY)


def test_nobody_has_two_bands_and_no_band_is_issued_twice(keeper, community):
    stock, wearer = make_stock(keeper, 3), make_wearer(community)
    give(keeper, wearer, band_of(stock))

    with pytest.raises(Refused):
        give(keeper, wearer, band_of(stock, 1))
    with pytest.raises(Refused):
        give(keeper, make_wearer(community, "李示二"), band_of(stock))
    assert Issue.objects.count() == 1


@pytest.mark.parametrize(
    ("contacts", "error"),
    [
        ((), Refused),
        ((CONTACTS[0], replace(CONTACTS[1], phone="199-0000-0001")), Refused),  # the same telephone twice
        ((replace(CONTACTS[0], phone="123"),), ValidationError),
        ((replace(CONTACTS[0], phone="0371-67980000"),), ValidationError),  # no text message reaches it
        ((replace(CONTACTS[0], name=" "),), ValidationError),
    ],
)
def test_the_band_has_to_call_somebody(keeper, community, contacts, error):
    with pytest.raises(error):
        give(keeper, make_wearer(community), band_of(make_stock(keeper, 1)), contacts=contacts)


def test_a_signature_is_drawn_or_on_paper_and_rests_sealed(keeper, community):
    stock = make_stock(keeper, 2)
    with pytest.raises(ValidationError):
        give(keeper, make_wearer(community), band_of(stock), consent=Consent("张示例", "child", Signing.DRAWN))
    drawn = Consent("张示例", "child", Signing.DRAWN, "aGFuZA==")

    issue = give(keeper, make_wearer(community, "李示二"), band_of(stock, 1), consent=drawn)

    raw = Issue.objects.values("signature", "consent_version").get(pk=issue.pk)
    assert ("aGFuZA" in raw["signature"], len(raw["consent_version"])) == (False, 64)


def test_consents_stand_in_the_register_when_the_wearer_or_a_registered_guardian_signs(keeper, worker, community):
    stock = make_stock(keeper, 3)
    alone = give(keeper, make_wearer(community), band_of(stock), consent=Consent("张演一", "self", Signing.PAPER))
    ward, guardian = make_wearer(community, "李示二"), PersonFactory(name="张示例", area=community, phone="19900000001")
    name_guardian(ward=ward, guardian=guardian, relation="child", by=worker, at=AT)
    guarded = give(keeper, ward, band_of(stock, 1))
    by_relative = give(keeper, make_wearer(community, "王例三"), band_of(stock, 2))

    signed = {
        issue.wearer.name: sorted(ConsentRow.objects.filter(person=issue.wearer).values_list("purpose", "signer__name"))
        for issue in (alone, guarded, by_relative)
    }
    both = ("LOCATION_FINDER", "PROCESS_SENSITIVE")
    assert signed == {
        "张演一": [(purpose, "张演一") for purpose in both],
        "李示二": [(purpose, "张示例") for purpose in both],
        "王例三": [],
    }
    assert guarded.contacts.get().person == guardian


def test_an_approved_application_is_handed_over_with_its_band(keeper, worker, cast, community):
    program, stock = make_program("wristband"), make_stock(keeper, 1)
    case = approved(program, community, cast, 2)
    allocate_bands(count=1, station=community, by=keeper, at=AT)

    issue = give(worker, case.applicant, band_of(stock), facts={}, application=case, at=case.decided_at)

    case.refresh_from_db()
    assert (case.state, issue.category, issue.application) == ("handed_over", 2, case)
    assert (case.handover.item, case.handover.receiver, case.handover.is_signed) == ("防走失手环1只", "relative", True)
    assert waiting_in_turn() == []


def test_while_there_are_too_few_bands_the_more_urgent_come_first(keeper, worker, cast, community):
    program, stock = make_program("wristband"), make_stock(keeper, 2)
    allocate_bands(count=2, station=community, by=keeper, at=AT)
    late, first, second = (approved(program, community, cast, turn) for turn in (4, 1, 2))

    assert [one.reference for one in waiting_in_turn()] == [first.reference, second.reference, late.reference]
    with pytest.raises(Refused, match="2"):
        give(worker, late.applicant, band_of(stock), application=late, at=late.decided_at)
    with pytest.raises(Refused, match="3"):  # somebody without an application, less urgent than all three
        give(keeper, make_wearer_with_age(community, "王例三"), band_of(stock), facts=HEALTHY)
    give(worker, first.applicant, band_of(stock), application=first, at=first.decided_at)
    give(worker, second.applicant, band_of(stock, 1), application=second, at=second.decided_at)
    assert [one.reference for one in waiting_in_turn()] == [late.reference]


def test_bands_go_out_where_they_are_and_in_the_own_area(keeper, worker, worker2, places, community):
    stock = make_stock(keeper, 2)
    with pytest.raises(Refused):  # it lies in the store of the federation
        give(worker, make_wearer(community), band_of(stock))
    allocate_bands(count=2, station=community, by=keeper, at=AT)
    with pytest.raises(NotAllowed):
        give(worker2, make_wearer(community, "李示二"), band_of(stock))


def test_a_replacement_closes_the_old_band_and_calls_the_same_people(keeper, community):
    stock = make_stock(keeper, 2)
    old, code = make_issue(keeper, community, stock=stock)

    new = replace_band(issue=old, band=band_of(stock, 1), reason="broken", consent=CONSENT, by=keeper, at=LATER)

    old.refresh_from_db()
    assert (old.state, old.end_reason, old.band.place) == ("replaced", "replaced", Place.DAMAGED)
    assert (new.state, new.replaces, new.wearer, new.category) == ("active", old, old.wearer, old.category)
    assert list(new.contacts.values_list("phone_mask", flat=True)) == ["199****0001", "199****0002", "199****0003"]
    assert (band_in_use(code), band_in_use(stock.codes[new.band.number])) == (None, new)


def test_a_lost_band_comes_back_and_a_retired_one_does_not(keeper, community):
    issue, code = make_issue(keeper, community)
    issue = resume_band(issue=report_lost(issue=issue, by=keeper, at=AT), by=keeper, at=LATER)
    assert (band_in_use(code), Band.objects.get(pk=issue.band_id).place) == (issue, Place.ISSUED)

    alert = raised_alert(issue, LATER)
    retired = retire_band(issue=issue, reason="moved", by=keeper, at=LATER)

    alert.refresh_from_db()
    assert (retired.state, alert.state, band_in_use(code)) == ("retired", "closed", None)
    with pytest.raises(IllegalTransition):
        resume_band(issue=retired, by=keeper, at=LATER)


def test_a_withdrawn_consent_ends_the_band_at_once(keeper, worker, community):
    stock = make_stock(keeper, 1)
    issue = give(keeper, make_wearer(community), band_of(stock), consent=Consent("张演一", "self", Signing.PAPER))
    consent = ConsentRow.objects.get(person=issue.wearer, purpose="LOCATION_FINDER")

    withdraw_consent(consent=consent, by=worker, at=LATER)

    issue.refresh_from_db()
    assert (issue.state, issue.end_reason) == ("retired", "refused")


def test_who_wore_a_band_is_forgotten_six_months_after_its_end(keeper, community):
    issue, _code = make_issue(keeper, community)
    retire_band(issue=issue, reason="moved", by=keeper, at=AT)

    assert delete_links(at=AT.replace(month=9, day=2)) == 0
    assert delete_links(at=AT.replace(month=9, day=3)) == 1
    assert delete_links(at=AT.replace(month=9, day=4)) == 0
    issue.refresh_from_db()
    assert (issue.wearer, issue.signer_name, issue.category) == (None, "", 1)
    assert EmergencyContact.objects.count() == 0


def test_contacts_are_changed_as_a_whole(keeper, outsider, community):
    issue, _code = make_issue(keeper, community)
    with pytest.raises(NotAllowed):
        change_contacts(issue=issue, contacts=CONTACTS[:1], by=outsider, at=LATER)

    change_contacts(issue=issue, contacts=[Contact("新示人", "spouse", "19900000009")], by=keeper, at=LATER)

    assert list(issue.contacts.values_list("position", "name", "phone_mask")) == [(1, "新示人", "199****0009")]


def test_staff_hand_no_band_to_their_own_family(keeper, worker, community):
    declare_relative(user=worker, relation="parent", id_number="410199193802149016", by=worker, at=AT)
    stock = make_stock(keeper, 1)
    allocate_bands(count=1, station=community, by=keeper, at=AT)
    with pytest.raises(NotAllowed):
        give(worker, make_wearer(community), band_of(stock))


def test_whoever_wears_a_band_already_does_not_qualify_for_another(worn, keeper):
    """The rules know of bands without an application, one case at a time and for the whole register."""
    issue, _code = worn
    program = make_program("wristband")

    one = history_of(issue.wearer, (), program_id=program.pk, scheme_code="wristband")
    all_of_them = Histories({}, ["wristband"]).of(issue.wearer_id, program_id=program.pk)

    assert one == all_of_them
    assert [(grant.scheme_code, grant.decided_on) for grant in one.grants] == [("wristband", AT.date())]
    retire_band(issue=issue, reason="moved", by=keeper, at=LATER)
    assert history_of(issue.wearer, (), program_id=program.pk, scheme_code="wristband").grants == ()
