"""The pages: the main road over HTTP, thanks of visitors, what strangers see, queries of the lists."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delivery.community_grants.models import Grant, Organisation, SiteVisit, Thanks
from delivery.community_grants.paper_files import small_path_of
from delivery.community_grants.services import deciding, papers
from tests.factories import grants
from tests.factories.funds import fund_with

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def url(name, *args):
    return reverse(f"community_grants:{name}", args=args)


def as_person(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def now_round(cast):
    """Open today by the real clock, because the doors read it."""
    today = timezone.localdate()
    return grants.make_round(
        cast, opens_on=today - timedelta(days=1), closes_on=today + timedelta(days=30), at=timezone.now()
    )


def project_answers(today):
    return {
        "title": "老楼照明",
        "problem": "楼道没有灯。",
        "plan": "安装声控灯。",
        "lasting": "居民轮流巡查。",
        "people": "320",
        "in_charge": "居演委",
        "starts_on": (today + timedelta(days=60)).isoformat(),
        "ends_on": (today + timedelta(days=200)).isoformat(),
    }


def pages_of(today):
    return {
        "project": project_answers(today),
        "residents": {
            "met_on": (today - timedelta(days=9)).isoformat(),
            "present": "45",
            "agreed": "40",
            "participation": "居民代表监工。",
            "accepts_terms": "on",
        },
        "budget": {"label_1": "声控灯", "cost_1": "20000", "own_1": "1500.50", "quote_1": "演示灯具"},
        "milestones": {
            "title_1": "一半楼栋",
            "deliverable_1": "30盏灯亮",
            "due_1": (today + timedelta(days=100)).isoformat(),
            "half_1": "on",
            "title_2": "全部完成",
            "deliverable_2": "60盏灯亮",
            "due_2": (today + timedelta(days=190)).isoformat(),
        },
    }


def test_an_organisation_registers_fills_in_and_hands_in(cast, places, now_round):
    client, today = as_person(cast["applicant"]), timezone.localdate()
    registered = client.post(
        url("new_organisation"),
        {
            "kind": "residents_committee",
            "name": "西湖春天社区居民委员会（演示）",
            "credit_code": grants.credit_code(77),
            "area": places[grants.COMMUNITY].pk,
            "contact_name": "居演委",
            "phone": "19900000001",
        },
    )
    organisation = Organisation.objects.get()
    assert registered.url == url("organisation", organisation.reference)
    started = client.post(url("start", now_round.code), {"organisation": organisation.pk})
    grant = Grant.objects.get()
    assert started.url == url("step", grant.reference, "project")

    half = client.post(url("autosave", grant.reference, "project"), {"title": "老楼", "people": "很多\x00"})
    shown = client.get(url("step", grant.reference, "project"))
    assert (half.status_code, "很多" in shown.content.decode()) == (204, True)
    wrong = client.post(url("step", grant.reference, "project"), {"title": "老楼", "people": "很多"})
    assert wrong.status_code == 422
    for step, answers in pages_of(today).items():
        assert client.post(url("step", grant.reference, step), answers).status_code == 302, step
    refused = client.post(url("step", grant.reference, "review"))
    assert "A paper is missing" in refused.content.decode() or "缺少材料" in refused.content.decode()
    for number, kind in enumerate(("minutes", "quote", "before")):
        file = SimpleUploadedFile("a.jpg", grants.picture(number).getvalue(), content_type="image/jpeg")
        client.post(url("add_paper", grant.reference, kind), {"file": file})

    handed_in = client.post(url("step", grant.reference, "review"))

    grant.refresh_from_db()
    assert (handed_in.status_code, grant.state, grant.asked_fen) == (302, "submitted", 1_849_950)
    assert client.post(url("step", grant.reference, "review")).url == url("grant", grant.reference)


def test_a_project_that_helps_nobody_is_put_right_on_its_page(cast, places):
    grant = grants.draft(cast, places)
    page = url("step", grant.reference, "project")

    answer = as_person(cast["applicant"]).post(page, {**project_answers(TODAY), "people": "0", "title": "老楼照明"})

    assert (answer.status_code, 'value="老楼照明"' in answer.content.decode()) == (422, True)
    assert set(answer.context["form"].errors) == {"people"}


def test_the_desk_takes_it_to_the_notice(cast, places):
    grant = grants.handed_in(cast, places)
    officer, approver = as_person(cast["officer"]), as_person(cast["approver"])
    assert officer.post(url("act", grant.reference, "take")).status_code == 302
    alone = officer.post(url("act", grant.reference, "agree"), {"text": "属实"})
    seen = {"visited_on": f"{timezone.localdate()}", "companion": cast["worker"].pk, "text": "看过"}
    page = url("site_visit", grant.reference)
    without = officer.post(page, seen)
    assert [alone.status_code, without.status_code] == [422, 422]
    assert officer.post(page, {**seen, "upload": grants.picture()}).status_code == 302
    assert officer.post(url("act", grant.reference, "agree"), {"text": "属实"}).status_code == 302
    reviewer = as_person(cast["reviewer"])
    people = grants.scorers(cast)
    for person in people:
        assert reviewer.post(url("name_scorer", grant.reference), {"scorer": person.pk}).status_code == 302
    points = {f"criterion_{one.pk}": one.weight - 2 for one in grant.round.criteria.all()}
    for person in people:
        done = as_person(person).post(url("score", grant.reference), {**points, "comment": "好", "no_tie": "on"})
        assert done.status_code == 302
    assert "90.00" in approver.get(url("grant", grant.reference)).content.decode()

    awarded = approver.post(url("act", grant.reference, "award"), {"amount": "20000", "text": "需求迫切"})

    grant.refresh_from_db()
    assert (awarded.status_code, grant.state, grant.awarded_fen) == (302, "publicity", 2_000_000)


def test_a_refusal_stands_in_the_form_and_nothing_is_lost(cast, places):
    grant = grants.scored(cast, places)

    answer = as_person(cast["approver"]).post(
        url("act", grant.reference, "award"), {"amount": "90000", "text": "理由写在这里"}
    )

    assert (answer.status_code, "理由写在这里" in answer.content.decode()) == (422, True)


def test_anybody_reads_a_project_without_a_person_in_it(cast, places):
    grant = grants.awarded(cast, places)
    draft = grants.scored(cast, places, organisation=grants.make_organisation(cast, places["410172160-dali"]))

    page = Client().get(url("project", grant.reference)).content.decode()

    assert [word in page for word in ("电动车充电棚改造", "20,000.00", "演示社区居民委员会1")] == [True] * 3
    assert [word in page for word in ("居演委", "0013", "慈演审")] == [False] * 3
    assert Client().get(url("project", draft.reference)).status_code == 404


def seen(client, address):
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code, answer.headers["Content-Type"]


def test_a_picture_is_public_once_somebody_looked_at_it(cast, places):
    grant = grants.awarded(cast, places)
    paper = grant.papers.get(kind="before")
    address = url("picture", grant.reference, paper.pk)
    assert [seen(Client(), address)[0], seen(as_person(cast["reviewer"]), address)[0]] == [404, 200]

    papers.publish_picture(paper=paper, by=cast["reviewer"], at=grants.AT)

    assert seen(Client(), address) == (200, "image/jpeg")


def test_only_a_picture_that_is_there_is_kept_by_a_browser(cast, places):
    """Whether it is not public, never was, or its file is lost: what is missing now may be there in a minute."""
    grant = grants.awarded(cast, places)
    paper = grant.papers.get(kind="before")
    address = url("picture", grant.reference, paper.pk)
    hidden = Client().get(address)
    papers.publish_picture(paper=paper, by=cast["reviewer"], at=grants.AT)

    shown = Client().get(address)
    b"".join(shown)
    small_path_of(paper).unlink()
    answers = [hidden, shown, Client().get(address), Client().get(url("picture", grant.reference, paper.pk + 999))]

    assert [(one.status_code, one.headers["Cache-Control"]) for one in answers] == [
        (404, "no-store, private"),
        (200, "private, max-age=3600"),
        (404, "no-store, private"),
        (404, "no-store, private"),
    ]


def test_a_visitor_thanks_once_without_javascript_and_another_visitor_counts_too(cast, places):
    grant = grants.under_way(cast, places)
    address = url("project", grant.reference)

    def thank(client):
        client.get(address)
        token = client.cookies[settings.CSRF_COOKIE_NAME].value
        return client.post(url("thank", grant.reference), {"csrfmiddlewaretoken": token})

    one, two = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    for client in (one, one, two):
        assert thank(client).url == address
    assert Thanks.objects.count() == 2
    assert as_person(cast["volunteer"]).post(url("thank", grant.reference)).status_code == 302
    assert Thanks.objects.count() == 3
    assert Client(enforce_csrf_checks=True).post(url("thank", grant.reference)).status_code == 403


def test_thanks_are_limited_per_address(cast, places):
    grant = grants.under_way(cast, places)
    for number in range(25):
        client = Client()
        client.cookies[settings.CSRF_COOKIE_NAME] = f"{number:032d}"
        client.post(url("thank", grant.reference))

    assert Thanks.objects.count() == 20


def test_an_objection_comes_without_an_account(cast, places):
    grant = grants.awarded(cast, places)
    deciding.GrantNotice.objects.filter(grant=grant).update(ends_at=timezone.now() + timedelta(days=5))

    answer = Client().post(url("object", grant.reference), {"text": "占用消防通道"})

    assert (answer.status_code, grant.notices.get().objections.get().text) == (302, "占用消防通道")


def count_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_lists_cost_the_same_for_one_row_and_for_three(cast, places):
    one = grants.make_round(cast, fund_with(22_000_000))
    reviewer, visitor, applicant = as_person(cast["reviewer"]), Client(), as_person(cast["applicant"])
    addresses = [
        (visitor, url("projects")),
        (reviewer, f"{url('desk')}?tab=notice"),
        (reviewer, url("overview")),
        (applicant, url("mine")),
    ]
    counts = []
    for code in (grants.COMMUNITY, "410172160-dali", "410172160-bailutun"):
        grants.awarded(cast, places, round=one, organisation=grants.make_organisation(cast, places[code]))
        counts.append([count_of(client, address) for client, address in addresses])

    assert counts[2] == counts[0]
    assert max(counts[0]) <= 12


def back_office(model, *, pk=None):
    if pk is None:
        return reverse(f"admin:community_grants_{model}_changelist")
    return reverse(f"admin:community_grants_{model}_change", args=[pk])


def test_the_back_office_lists_site_visits_and_objections_for_the_same_queries(cast, places):
    one = grants.make_round(cast, fund_with(22_000_000))
    reader = as_person(cast["auditor"])
    counts = []
    for code in (grants.COMMUNITY, "410172160-dali", "410172160-bailutun"):
        grant = grants.awarded(cast, places, round=one, organisation=grants.make_organisation(cast, places[code]))
        deciding.receive_objection(grant=grant, text="占用消防通道", name="议演员", phone="19900000009", at=grants.AT)
        counts.append([count_of(reader, back_office(model)) for model in ("sitevisit", "grantobjection")])

    assert counts[2] == counts[0]
    assert max(counts[0]) <= 12


def test_the_back_office_tells_what_was_seen_and_not_who_objects(cast, places):
    grant = grants.awarded(cast, places)
    objection = deciding.receive_objection(
        grant=grant, text="占用消防通道", name="议演员", phone="19900000009", at=grants.AT
    )
    reader, worker = as_person(cast["auditor"]), as_person(cast["worker"])

    visit = reader.get(back_office("sitevisit", pk=grant.site_visits.get().pk)).content.decode()
    told = reader.get(back_office("grantobjection", pk=objection.pk)).content.decode()

    assert ("现场与申报一致。" in visit, grant.reference in told) == (True, True)
    assert [words in told for words in ("占用消防通道", "议演员", "0009")] == [False, False, False]
    assert [worker.get(back_office(model)).status_code for model in ("sitevisit", "grantobjection")] == [403, 403]
    assert list(SiteVisit.objects.visible_to(cast["worker2"])) == []
