"""Requests for volunteers: received from anybody, verified, answered, turned into an activity; who is told."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from audit.models import Event
from notifications.messages import messages_about
from notifications.recipients import Recipient, address_of, user_recipient
from protection.models import PersonalDataAccess
from protection.status_codes import status_code
from tests.factories.volunteers import AT, ActivityFactory, TeamFactory, asked_for_help
from volunteers.models import Activity, ServiceRequest
from volunteers.services import requests as services
from volunteers.structure_reminders import plan_structure_reminders
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = "410172160-xihuchuntian", "410172561-wawuli"
PHONE = "19900000001"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["portal_language"] = "en"
    with translation.override("en"):
        yield


def received(places, area=HOME, at=AT, **more):
    return asked_for_help(places[area], at, **more)


def verified(places, by, **more):
    return services.verify_request(request=received(places, **more), verification="已电话核实", by=by, at=AT)


def planned(places, by, team, **more):
    values = {"title": "理发进社区", "place": "社区工作站", "answer": "周六上午会来。", **more}
    return services.plan_request(request=verified(places, by), team=team, by=by, at=AT, **values)


def told(code: str) -> set[str]:
    event = Event.objects.filter(code=code).latest("pk")
    return {recipient.key for message in messages_about(code) for recipient in message.recipients(event)}


def test_a_request_becomes_an_activity_with_a_link_back(places, reviewer):
    team = TeamFactory()

    request = planned(places, reviewer, team)

    activity = Activity.objects.get()
    assert (request.state, request.activity, request.answer) == ("planned", activity, "周六上午会来。")
    assert (activity.team, activity.field, activity.area, activity.content_zh) == (
        team,
        "health",
        places[HOME],
        "想请人理发",
    )
    assert list(activity.requests.all()) == [request]


def test_one_activity_may_answer_several_requests(places, reviewer):
    activity = ActivityFactory()

    made = [planned(places, reviewer, activity.team, activity=activity) for _ in range(2)]

    assert [request.activity for request in made] == [activity, activity]
    assert Activity.objects.count() == 1


def test_the_work_station_verifies_its_own_requests_and_decides_none(places, worker, worker2):
    request = received(places)

    with pytest.raises(NotAllowed):
        services.verify_request(request=request, verification="是", by=worker2, at=AT)
    with pytest.raises(Refused, match="what you found out"):
        services.verify_request(request=request, verification=" ", by=worker, at=AT)
    services.verify_request(request=request, verification="已上门查看", by=worker, at=AT)
    with pytest.raises(NotAllowed):
        services.decline_request(request=request, answer="不行", by=worker, at=AT)


def test_a_request_is_not_planned_before_it_is_verified(places, reviewer):
    with pytest.raises(IllegalTransition):
        services.plan_request(
            request=received(places), team=TeamFactory(), title="一", place="二", answer="三", by=reviewer, at=AT
        )

    assert not Activity.objects.exists()


def test_declining_and_fulfilling_are_said_in_words(places, reviewer):
    request = received(places)
    with pytest.raises(Refused):
        services.decline_request(request=request, answer=" ", by=reviewer, at=AT)

    declined = services.decline_request(request=request, answer="请找四点半课堂。", by=reviewer, at=AT)
    team = TeamFactory()
    done = services.fulfil_request(
        request=planned(places, reviewer, team), answer="已完成。", by=team.leader, at=AT + timedelta(days=9)
    )

    assert (declined.state, done.state, done.answer) == ("declined", "fulfilled", "已完成。")


@pytest.mark.both_databases
def test_the_database_refuses_a_plan_without_activity_and_a_state_without_event(places, reviewer):
    request = received(places)

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.filter(pk=request.pk).update(state="planned", version=1)


# --- Who is told ------------------------------------------------------------------------------------------------------


def test_coordinators_and_the_work_station_learn_of_a_new_request(places, cast):
    received(places)

    assert told("volunteers.request_received") == {user_recipient(cast[name].pk).key for name in ("reviewer", "worker")}


def test_the_answer_goes_to_the_account_or_to_the_telephone(places, cast):
    team, reviewer = TeamFactory(leader=cast["leader"]), cast["reviewer"]

    request = planned(places, reviewer, team)

    assert told("volunteers.request_planned") == {user_recipient(cast["leader"].pk).key, f"request:{request.pk}"}
    own = verified(places, reviewer, owner=cast["applicant"])
    services.decline_request(request=own, answer="请找社区。", by=reviewer, at=AT)
    assert told("volunteers.request_declined") == {user_recipient(cast["applicant"].pk).key}


def test_the_telephone_is_opened_for_the_message_with_a_trace(places):
    request = received(places)

    found = address_of(Recipient(f"request:{request.pk}"), "sms", AT)

    assert found.value == "+8619900000001"
    assert PersonalDataAccess.objects.get().purpose == "message_delivery"
    assert address_of(Recipient(f"request:{request.pk}"), "email", AT) is None


def test_requests_that_wait_too_long_are_told_once(places):
    request = received(places)

    planned_counts = [plan_structure_reminders(request.due_at + timedelta(hours=1)) for _ in range(2)]

    assert planned_counts == [1, 0]


# --- Pages ------------------------------------------------------------------------------------------------------------


def form_data(places, **changes):
    data = {
        "asker": "resident",
        "area": places[HOME].pk,
        "field": "health",
        "need": "想请人理发",
        "name": "求演助",
        "phone": PHONE,
    }
    return {**data, **changes}


def test_a_resident_asks_without_an_account_and_reads_the_answer(client, places, reviewer):
    sent = client.post("/volunteers/help/", form_data(places))
    request = ServiceRequest.objects.get()
    receipt = client.get("/volunteers/help/received/").content.decode()
    services.decline_request(request=request, answer="请找四点半课堂。", by=reviewer, at=timezone.now())

    code = status_code(request.reference)
    right = client.post("/volunteers/help/status/", {"reference": request.reference.lower(), "code": code})
    wrong = client.post("/volunteers/help/status/", {"reference": request.reference, "code": "2222-2222-2222"})

    assert sent["Location"] == "/volunteers/help/received/"
    assert [text for text in (request.reference, code) if text not in receipt] == []
    assert "请找四点半课堂。" in right.content.decode()
    assert (wrong.status_code, wrong.context["form"].non_field_errors()) == (
        422,
        ["Number and code do not fit. Please compare both with what you noted."],
    )


def test_a_request_is_withdrawn_with_number_and_code(client, places):
    request = received(places)
    data = {"reference": request.reference, "code": status_code(request.reference)}

    client.post("/volunteers/help/withdraw/", data)
    again = client.post("/volunteers/help/withdraw/", data)

    assert ServiceRequest.objects.get().state == "withdrawn"
    assert again.status_code == 422


def test_a_sixth_request_within_an_hour_is_refused_and_keeps_what_was_typed(client, places):
    cache.clear()

    answers = [client.post("/volunteers/help/", form_data(places, need=f"第{n}次")) for n in range(6)]

    assert [response.status_code for response in answers] == [302] * 5 + [422]
    assert "第5次" in answers[-1].content.decode()
    assert ServiceRequest.objects.count() == 5


def test_a_worker_writes_requests_down_for_the_own_community(client, places, worker):
    client.force_login(worker)

    client.post("/volunteers/help/", form_data(places))
    elsewhere = client.post("/volunteers/help/", form_data(places, area=places[ELSEWHERE].pk))

    request = ServiceRequest.objects.get()
    assert (request.recorded_by, request.owner) == (worker, None)
    assert list(elsewhere.context["form"].errors) == ["area"]


def test_the_desk_shows_a_worker_the_own_area_and_hides_the_telephone(client, places, worker):
    mine, other = received(places), received(places, ELSEWHERE)
    client.force_login(worker)

    page = client.get("/volunteers/requests/").content.decode()
    one = client.get(f"/volunteers/requests/{mine.reference}/").content.decode()

    assert (mine.reference in page, other.reference in page) == (True, False)
    assert client.get(f"/volunteers/requests/{other.reference}/").status_code == 404
    assert PHONE not in page + one
    assert "199****0001" in one


def test_the_steps_of_the_desk(client, places, reviewer):
    team, request = TeamFactory(), received(places)
    client.force_login(reviewer)
    url = f"/volunteers/requests/{request.reference}/"

    client.post(f"{url}verify/", {"verification": "已核实"})
    incomplete = client.post(f"{url}plan/", {"team": team.pk, "answer": "会来"})
    done = client.post(f"{url}plan/", {"team": team.pk, "answer": "会来", "title": "理发", "place": "社区"})
    late = client.post(f"{url}verify/", {"verification": "又核实"}, follow=True)

    assert list(incomplete.context["form"].errors) == ["title", "place"]
    assert done["Location"] == url
    assert ServiceRequest.objects.get().state == "planned"
    assert [str(m) for m in late.context["messages"]] == [
        "Somebody else was faster. This is how the request stands now."
    ]


def test_the_desk_asks_as_much_for_three_requests_as_for_one(client, places, reviewer):
    client.force_login(reviewer)

    def queries() -> int:
        client.get("/volunteers/requests/")
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/volunteers/requests/").status_code == 200
        return len(counted)

    received(places)
    one = queries()
    for _ in range(2):
        received(places, ELSEWHERE)

    assert queries() == one <= 10
