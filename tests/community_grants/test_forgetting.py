"""Fifteen years after a grant has ended its people are forgotten; project, money and result stay. Three years after its
last grant the contact of an organisation is forgotten; its name and code stay."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from areas.models import DeadlineRule
from audit.models import Event
from delivery.community_grants import paper_files, promises
from delivery.community_grants.models import (
    Acceptance,
    Grant,
    Organisation,
    Paper,
    Repayment,
    ScoreSheet,
    SiteVisit,
    Statement,
)
from delivery.community_grants.services import applying, projects
from delivery.community_grants.services.applying import NotComplete
from delivery.community_grants.services.forgetting import forget_contacts, forget_grants
from delivery.community_grants.services.organisations import add_representative, change_contact, end_representative
from tests.factories.grants import (
    AT,
    COMMUNITY,
    LATER,
    accepted,
    draft,
    finished,
    make_facts,
    make_organisation,
    make_round,
    pay,
)

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
YEARS = timedelta(days=5_479)
CONTACT_KEPT = timedelta(days=1_096)


def kept(grant):
    parts = list(grant.tranches.order_by("number").values_list("amount_fen", "paid_at"))
    return grant.state, grant.title, grant.awarded_fen, grant.score, grant.organisation_id, parts


def test_people_of_a_filed_grant_are_forgotten(cast, places):
    grant = pay(cast, accepted(cast, finished(cast, places)))
    grant = projects.archive_grant(grant=grant, by=cast["reviewer"], at=LATER)
    before = kept(grant)

    for rows in (Statement, SiteVisit, Acceptance, ScoreSheet):
        assert rows.objects.filter(grant=grant).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.filter(grant=grant)._raw_delete(using="default")
    assert forget_grants(at=LATER + YEARS) == 0
    assert [forget_grants(at=LATER + YEARS + timedelta(days=n)) for n in (1, 2)] == [1, 0]

    grant = Grant.objects.get()
    assert kept(grant) == before
    assert (grant.in_charge, grant.signatory, grant.answers) == ("", "—", {})
    for rows in (Statement, SiteVisit, Acceptance, ScoreSheet, Paper):
        assert rows.objects.filter(grant=grant).count() == 0
    assert set(grant.milestones.values_list("report", "answer")) == {("—", "")}
    assert [problem for _name, check in promises.CHECKS for problem in check()] == []
    assert paper_files.sweep(at=LATER + timedelta(days=36_500)) > 0


def contact(organisation):
    """What is there of a person; name, code and whoever acts for it stay."""
    organisation.refresh_from_db()
    assert (organisation.name, organisation.representatives.in_force().count()) == ("演示社区居民委员会1", 1)
    masks = (organisation.contact_name, organisation.phone_mask, organisation.bank_name, organisation.bank_account_mask)
    sealed = (organisation.phone, organisation.bank_account)
    return masks, [bool(value) for value in sealed], organisation.contact_at, organisation.account_checked_at


GONE = ("", "", "", ""), [False, False], None, None


def test_an_organisation_without_a_grant_is_called_no_more(cast, places):
    """On the last day of its period everything is there, a moment later it is gone; told once, in an event."""
    organisation = make_organisation(cast, places[COMMUNITY])
    add_representative(organisation=organisation, username="volunteer", by=cast["applicant"], at=AT)
    left = organisation.representatives.get(user=cast["volunteer"])
    end_representative(representative=left, by=cast["applicant"], at=AT)

    assert forget_contacts(at=AT + CONTACT_KEPT) == 0
    assert contact(organisation)[0] == ("居演委", "199****0001", "演示银行", "****0013")
    assert [forget_contacts(at=AT + CONTACT_KEPT + timedelta(seconds=n)) for n in (1, 2)] == [1, 0]

    assert contact(organisation) == GONE
    assert organisation.representatives.count() == 1
    event = Event.objects.get(code="community_grants.contact_forgotten")
    assert (event.subject_id, event.actor, event.data) == (organisation.pk, None, {})


def test_the_period_is_the_one_that_staff_set(cast, places):
    make_organisation(cast, places[COMMUNITY])
    DeadlineRule.objects.filter(lane="grant", key="contact_kept").update(amount=30)

    assert [forget_contacts(at=AT + timedelta(days=30, seconds=n)) for n in (0, 1)] == [0, 1]


def test_who_has_a_grant_owes_money_or_stands_behind_one_is_called(cast, places):
    committee = make_organisation(cast, places[COMMUNITY])
    club = make_organisation(
        cast, places[COMMUNITY], user="volunteer", kind="social_organisation", sponsor=committee, name="演示邻里社"
    )
    grant = draft(cast, places, organisation=club, user="volunteer")
    assert forget_contacts(at=AT + CONTACT_KEPT * 2) == 0

    ended = AT + timedelta(days=90)
    applying.withdraw_grant(grant=grant, text="", by=cast["volunteer"], at=ended)
    owed = Repayment.objects.create(
        grant=grant, amount_fen=1, reason="未用完", demanded_at=ended, demanded_by=cast["reviewer"], due_at=ended
    )
    assert forget_contacts(at=ended + CONTACT_KEPT + timedelta(days=1)) == 0
    Repayment.objects.filter(pk=owed.pk).update(received_at=ended, received_by=cast["accountant"], bank_reference="B1")
    assert forget_contacts(at=ended + CONTACT_KEPT) == 0
    assert forget_contacts(at=ended + CONTACT_KEPT + timedelta(seconds=1)) == 2


def test_who_comes_back_names_a_contact_before_handing_in(cast, places):
    grant = draft(cast, places)
    organisation = grant.organisation
    applying.withdraw_grant(grant=grant, text="", by=cast["applicant"], at=AT)
    back = AT + CONTACT_KEPT + timedelta(days=1)
    assert forget_contacts(at=back) == 1

    later = make_round(cast, opens_on=back.date(), closes_on=back.date() + timedelta(days=9), at=back)
    again = draft(cast, places, round=later, organisation=organisation, at=back)
    days = {"met_on": back.date(), "starts_on": back.date(), "ends_on": back.date() + timedelta(days=200)}
    with translation.override("en"), pytest.raises(NotComplete, match="Nobody is named whom we may call"):
        applying.submit_grant(grant=again, facts=make_facts(**days), by=cast["applicant"], at=back)
    change_contact(organisation=organisation, contact_name="新演员", phone="19900000002", by=cast["applicant"], at=back)

    assert forget_contacts(at=back + CONTACT_KEPT) == 0
    organisation.refresh_from_db()
    assert (organisation.contact_name, organisation.contact_at) == ("新演员", back)


def test_half_a_contact_is_refused_by_the_database(cast, places):
    organisation = make_organisation(cast, places[COMMUNITY])

    for half in ({"contact_at": None}, {"contact_name": ""}, {"phone_mask": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(**half)
