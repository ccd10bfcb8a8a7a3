"""A community grant over HTTP: an organisation asks, three people score, three parts are paid, the project is filed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from delivery.community_grants import promises
from delivery.community_grants.models import Grant, Organisation
from delivery.community_grants.services import deciding
from tests.community_grants.test_views import pages_of
from tests.factories import grants
from tests.journeys.conftest import Hand, pay_source, photo

pytestmark = pytest.mark.both_databases
BASE = "community_grants:"


@pytest.fixture
def round_of_today(cast):
    today = timezone.localdate()
    days = {"opens_on": today - timedelta(days=1), "closes_on": today + timedelta(days=30)}
    return grants.make_round(cast, at=timezone.now(), **days)


def test_from_the_organisation_to_the_thanks_of_a_neighbour(hands, cast, places, round_of_today, monkeypatch):
    grant = handed_in(hands, places, round_of_today)
    hands["reviewer"].send(f"{BASE}change_organisation", grant.organisation.reference, "check")
    decided(hands, cast, grant)

    moved = timezone.now() + timedelta(days=12)  # the full days of the notice
    monkeypatch.setattr("django.utils.timezone.now", lambda: moved)
    for name, hand in hands.items():
        hand.client.force_login(cast[name])
    deciding.end_notices(at=moved)
    hands["reviewer"].send(f"{BASE}add_file", grant.reference, "agreement", file=photo())
    signing = {"signed_on": f"{timezone.localdate()}", "signatory": "居演委"}
    hands["reviewer"].send(f"{BASE}act", grant.reference, "sign", **signing)
    paid(hands, grant, 1)

    work(hands, cast, grant)
    hands["reviewer"].send(f"{BASE}act", grant.reference, "archive")

    grant.refresh_from_db()
    fund = grant.round.fund
    fund.refresh_from_db()
    assert (grant.state, fund.balance_fen) == ("archived", 22_000_000 - 1_800_000)
    assert list(grant.tranches.order_by("number").values_list("amount_fen", flat=True)) == [900_000, 720_000, 180_000]
    neighbour = Client()
    page = neighbour.get(f"/community-grants/projects/{grant.reference}/").content.decode()
    assert "18,000.00" in page
    assert [problem for _name, check in promises.CHECKS for problem in check()] == []


def handed_in(hands, places, one):
    """Registered, checked by nobody yet, every page filled in and every paper there."""
    hand = hands["applicant"]
    facts = {"kind": "residents_committee", "name": "西湖春天社区居民委员会（演示）", "phone": "19900000001"}
    facts |= {"credit_code": grants.credit_code(77), "area": places[grants.COMMUNITY].pk, "contact_name": "居演委"}
    hand.send(f"{BASE}new_organisation", **facts)
    organisation = Organisation.objects.get()
    account = {"bank_name": "演示银行高新支行", "number": "6200000000000013"}
    hand.send(f"{BASE}change_organisation", organisation.reference, "account", **account)
    hand.send(f"{BASE}start", one.code, organisation=organisation.pk)
    grant = Grant.objects.get()
    for step, answers in pages_of(timezone.localdate()).items():
        hand.send(f"{BASE}step", grant.reference, step, **answers)
    for kind in ("minutes", "quote", "before"):
        hand.post(f"{BASE}add_paper", grant.reference, kind, file=photo())
    hand.send(f"{BASE}step", grant.reference, "review")
    return grant


def decided(hands, cast, grant):
    officer, reviewer = hands["officer"], hands["reviewer"]
    officer.send(f"{BASE}act", grant.reference, "take")
    visit(officer, grant, cast["worker"])
    officer.send(f"{BASE}act", grant.reference, "agree", text="属实")
    people = grants.scorers(cast)
    for person in people:
        reviewer.send(f"{BASE}name_scorer", grant.reference, scorer=person.pk)
    points = {f"criterion_{one.pk}": one.weight - 2 for one in grant.round.criteria.all()}
    for person in people:
        Hand(person).send(f"{BASE}score", grant.reference, **points, comment="好", no_tie="on")
    hands["approver"].send(f"{BASE}act", grant.reference, "award", amount="18000", text="需求迫切")


def visit(hand, grant, companion):
    facts = {"visited_on": f"{timezone.localdate()}", "companion": companion.pk, "text": "看过"}
    hand.send(f"{BASE}site_visit", grant.reference, **facts, upload=photo())


def paid(hands, grant, number):
    pay_source(hands, grant.round.fund, grant.tranches.get(number=number).source)


def work(hands, cast, grant):
    """Two milestones with pictures and invoices, the mid-term check between them, the acceptance by three."""
    own, reviewer = hands["applicant"], hands["reviewer"]
    for position, spent in ((1, "9000"), (2, "9000")):
        for kind in ("progress", "invoice"):
            own.send(f"{BASE}add_evidence", grant.reference, position, kind, file=picture(position, kind))
        own.send(f"{BASE}milestone", grant.reference, position, "report", text="已完成", spent=spent)
        reviewer.send(f"{BASE}milestone", grant.reference, position, "accept", text="")
        if position == 1:
            own.send(f"{BASE}act", grant.reference, "report-midterm", text="进展顺利")
            visit(reviewer, grant, cast["approver"])
            reviewer.send(f"{BASE}act", grant.reference, "pass-midterm", text="")
            paid(hands, grant, 2)
    own.send(f"{BASE}add_file", grant.reference, "after", file=picture(3, "after"))
    own.send(f"{BASE}final_report", grant.reference, text="灯都亮了")
    reviewer.send(f"{BASE}add_file", grant.reference, "acceptance", file=picture(4, "acceptance"))
    people = {f"name_{n}": name for n, (name, _part) in enumerate(grants.PEOPLE, start=1)}
    people |= {f"part_{n}": part for n, (_name, part) in enumerate(grants.PEOPLE, start=1)}
    facts = {"held_on": f"{timezone.localdate()}", "result": "pass", "accepted": "18000", "text": "符合约定"}
    reviewer.send(f"{BASE}acceptance", grant.reference, **facts, **people)
    paid(hands, grant, 3)


def picture(position, kind):
    """Another file each time: the same picture twice is no evidence."""
    return grants.picture(position * 20 + len(kind))
