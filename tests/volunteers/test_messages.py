"""A leader writes to the people of a shift or a team: whom it reaches, who may, how often, and that it is kept."""

import uuid
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from audit.models import Event
from notifications.messages import messages_about, write
from notifications.recipients import user_recipient
from tests.factories.volunteers import AT, ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from tests.racing import race
from volunteers import services
from volunteers.models import LeaderMessage, MessageRecipient, TeamMembership
from volunteers.services import messages
from volunteers.services.messages import write_to_shift, write_to_team
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db
TEXT = "明早请带雨衣。"
MINUTE = timedelta(minutes=1)
LIMIT = 6


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["portal_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def team(leader):
    return TeamFactory(leader=leader)


@pytest.fixture
def shift(team):
    """Two have a place, one waits, one has cancelled."""
    shift = make_shift(activity=ActivityFactory(team=team), capacity=2)
    people = [signed_up(shift) for _n in range(3)]
    gone = signed_up(shift)
    services.cancel_signup(signup=gone, by=gone.volunteer.user, at=AT)
    shift.people = [signup.volunteer.user for signup in people]
    return shift


def written(shift, *, audience="all", text=TEXT, at=AT, by=None):
    return write_to_shift(shift=shift, audience=audience, text=text, by=by or shift.activity.team.leader, at=at)


def reached(message) -> set[str]:
    [told] = messages_about("volunteers.message_sent")
    event = Event.objects.get(code="volunteers.message_sent", subject_id=message.pk)
    return {recipient.key for recipient in told.recipients(event)}


def keys(*users) -> set[str]:
    return {user_recipient(user.pk).key for user in users}


# --- Whom it reaches --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("audience", "turns"), [("confirmed", (0, 1)), ("waiting", (2,)), ("all", (0, 1, 2))])
def test_each_audience_of_a_shift_is_reached_and_nobody_else(audience, turns, shift):
    message = written(shift, audience=audience)

    assert reached(message) == keys(*(shift.people[place] for place in turns))
    assert (message.reached, MessageRecipient.objects.count()) == (len(turns), len(turns))


def test_every_leader_and_member_of_the_team_is_reached_but_nobody_who_left(team):
    member, left, closed = (VolunteerFactory().user for _n in range(3))
    for person, until in ((member, None), (left, AT.date()), (closed, None)):
        reason = "left" if until else ""
        TeamMembership.objects.create(
            team=team, person=person, role="member", since=AT.date(), until=until, end_reason=reason
        )
    closed.is_active = False
    closed.save(update_fields=["is_active"])

    message = write_to_team(team=team, text=TEXT, by=team.leader, at=AT)

    assert reached(message) == keys(team.leader, member)
    assert (message.shift, message.audience, message.reached) == (None, "members", 2)


def test_who_signs_up_afterwards_does_not_get_what_was_written_before(shift):
    message = written(shift)

    signed_up(shift, at=AT + MINUTE)

    assert reached(message) == keys(*shift.people)


def test_the_message_holds_the_words_and_nobodys_name(shift):
    message = written(shift)
    [told] = messages_about("volunteers.message_sent")
    event = Event.objects.get(code="volunteers.message_sent")
    first = user_recipient(shift.people[0].pk)

    for channel in ("in_app", "email", "sms"):
        subject, body = write(told, channel, told.context(event, first), path=told.path(event, first))
        assert TEXT in subject + body
        assert not any(signup.volunteer.name in subject + body for signup in shift.signups.all())
    assert told.path(event, first) == f"/volunteers/shifts/{shift.pk}/"
    assert told.expires_at(event) == shift.ends_at
    assert event.data == {"team": message.team_id, "shift": shift.pk, "audience": "all", "reached": 3}


def test_a_message_to_the_team_is_worth_three_days(team):
    write_to_team(team=team, text=TEXT, by=team.leader, at=AT)
    [told] = messages_about("volunteers.message_sent")
    event = Event.objects.get(code="volunteers.message_sent")

    assert told.expires_at(event) == AT + timedelta(hours=72)
    assert told.path(event, user_recipient(team.leader_id)) == f"/volunteers/teams/{team.pk}/"


# --- What is refused --------------------------------------------------------------------------------------------------


def test_only_who_runs_the_team_writes(shift, reviewer, volunteer):
    for person in (reviewer, volunteer, shift.people[0]):
        with pytest.raises(NotAllowed):
            written(shift, by=person)
        with pytest.raises(NotAllowed):
            write_to_team(team=shift.activity.team, text=TEXT, by=person, at=AT)

    assert LeaderMessage.objects.count() == 0


def test_nothing_is_kept_when_nobody_would_get_it(team):
    empty = make_shift(activity=ActivityFactory(team=team))

    with pytest.raises(messages.NobodyToReach):
        written(empty)

    assert not Event.objects.filter(code="volunteers.message_sent").exists()


@pytest.mark.parametrize("number", ["410199199001010011", "19900000001", "6222020200000000000"])
def test_a_number_of_somebody_is_not_sent_to_everybody(number, shift):
    with pytest.raises(messages.PersonalDataInMessage):
        written(shift, text=f"请联系 {number}")

    written(shift, text="请致电 67990000 转 8001")


def test_the_limit_of_an_hour_is_the_published_figure_and_passes(shift):
    for number in range(LIMIT):
        written(shift, at=AT + number * MINUTE)

    with pytest.raises(messages.TooManyMessages) as refused:
        written(shift, at=AT + 59 * MINUTE)
    written(shift, at=AT + 60 * MINUTE)

    assert str(refused.value) == "You have written 6 messages within the last hour. Please wait a little."
    assert LeaderMessage.objects.count() == LIMIT + 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_messages_at_once_keep_to_the_limit(cast):
    team = TeamFactory(leader=cast["leader"])

    results = race(2 * LIMIT, lambda _n: write_to_team(team=team, text=TEXT, by=cast["leader"], at=AT))

    assert sum(isinstance(one, LeaderMessage) for one in results) == LIMIT
    assert {type(one).__name__ for one in results} == {"LeaderMessage", "TooManyMessages"}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_counting_first_and_writing_afterwards_goes_beyond_the_limit(cast):
    team, together = TeamFactory(leader=cast["leader"]), Barrier(2 * LIMIT)

    def unguarded(_n: int) -> LeaderMessage:
        messages._demand_pause(cast["leader"], AT)
        together.wait(timeout=60)
        return LeaderMessage.objects.create(
            team=team, audience="members", text=TEXT, reached=1, sent_at=AT, sent_by=cast["leader"]
        )

    race(2 * LIMIT, unguarded)

    assert LeaderMessage.objects.count() == 2 * LIMIT


@pytest.mark.both_databases
def test_what_was_written_stays_and_so_does_whom_it_reached(shift):
    message = written(shift)

    for change in (
        lambda: LeaderMessage.objects.update(text="别的"),
        lambda: LeaderMessage.objects.filter(pk=message.pk)._raw_delete("default"),
        lambda: MessageRecipient.objects.update(person=shift.activity.team.leader),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    assert LeaderMessage.objects.get().text == TEXT


@pytest.mark.both_databases
def test_what_was_written_goes_after_its_time_with_whom_it_reached(shift):
    old, young = written(shift), written(shift, at=AT + 2 * MINUTE + timedelta(days=1))
    reached = young.recipients.count()
    three_years_later = AT.replace(year=AT.year + 3) + timedelta(days=1)

    removed = [messages.remove_old_messages(at=three_years_later) for _again in range(2)]

    assert removed == [1, 0]
    assert list(LeaderMessage.objects.all()) == [young]
    assert MessageRecipient.objects.count() == reached > 0
    gone = Event.objects.filter(code="volunteers.leader_message_removed").values_list("subject_id", flat=True)
    assert list(gone) == [old.pk]


# --- The page ---------------------------------------------------------------------------------------------------------


def page_of(shift) -> str:
    return f"/volunteers/team/shifts/{shift.pk}/messages/"


def test_the_same_form_sent_twice_writes_once(client, shift):
    client.force_login(shift.activity.team.leader)
    form = {"audience": "all", "text": TEXT, "idempotency_key": str(uuid.uuid4())}

    answers = [client.post(page_of(shift), form) for _n in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, page_of(shift))] * 2
    assert (LeaderMessage.objects.count(), Event.objects.filter(code="volunteers.message_sent").count()) == (1, 1)
    shown = " ".join(client.get(page_of(shift)).content.decode().split())
    assert "The message goes to 3 people." in shown
    assert f'<p class="written">{TEXT}</p>' in shown


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"audience": "all", "text": ""}, "Please write the message."),
        ({"audience": "members", "text": TEXT}, "Select a valid choice. members is not one of the available choices."),
        ({"text": TEXT}, "Please choose who gets the message."),
        ({"audience": "all", "text": "a\0b"}, "Null characters are not allowed."),
        ({"audience": "all", "text": "长" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
        (
            {"audience": "all", "text": "请联系 19900000001"},
            "There is a telephone, ID or card number in the message. Everybody would read it; please leave it out.",
        ),
    ],
)
def test_a_wrong_form_is_refused_in_words_and_nothing_typed_is_lost(form, sentence, client, shift):
    client.force_login(shift.activity.team.leader)

    answer = client.post(page_of(shift), form)

    assert answer.status_code == 422
    assert [str(error) for errors in answer.context["form"].errors.values() for error in errors] == [sentence]
    assert answer.context["form"]["text"].value() == form["text"]
    assert LeaderMessage.objects.count() == 0


def test_overseers_read_what_was_written_and_write_nothing(client, shift, reviewer):
    written(shift)
    client.force_login(reviewer)

    answer = client.get(page_of(shift))

    assert [one.text for one in answer.context["page"]] == [TEXT]
    assert "<textarea" not in answer.content.decode()
    assert client.post(page_of(shift), {"audience": "all", "text": TEXT}).status_code == 403


def test_messages_of_a_shift_and_of_the_team_stand_in_their_own_histories(client, shift):
    team = shift.activity.team
    written(shift, text="给班次")
    write_to_team(team=team, text="给全队", by=team.leader, at=AT)
    client.force_login(team.leader)

    of_shift = client.get(page_of(shift)).context["page"]
    of_team = client.get(f"/volunteers/team/{team.pk}/messages/").context["page"]

    assert [one.text for one in of_shift] == ["给班次"]
    assert [one.text for one in of_team] == ["给全队", "给班次"]


def test_the_history_asks_as_much_for_one_as_for_three(client, shift):
    client.force_login(shift.activity.team.leader)

    def queries() -> int:
        client.get(page_of(shift))
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(shift))
        return len(asked)

    written(shift)
    one = queries()
    for number in (1, 2):
        written(shift, at=AT + number * MINUTE)

    assert queries() == one
