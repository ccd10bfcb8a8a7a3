"""T05, T23: a refusal is given in writing in time; the handler hears of a letter that the family has not got."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.models import Application, RefusalLetter
from applications.reminders import plan_deadline_reminders
from applications.services import review
from applications.services.refusal_letters import record_letter
from areas.deadlines import due_at
from audit.models import Event
from notifications.models import Delivery
from notifications.services import sweep
from tests.factories.case_states import case_in
from workflow.machine import NotAllowed, Refused

MINUTE = timedelta(minutes=1)
DUE, OVERDUE = "applications.refusal_letter_due", "applications.refusal_letter_overdue"


@pytest.fixture
def refused(program, community, cast):
    return case_in(s.REJECTED, program, community, cast, owner=cast["applicant"])


def give(case, by, *, days=0, way="by_hand"):
    letter = case.owed_letter
    at = letter.refused_at + timedelta(days=1)
    on = timezone.localdate(letter.refused_at) + timedelta(days=days)
    return record_letter(application=case, way=way, given_on=on, by=by, at=at)


def told_of(code):
    return sorted(Delivery.objects.filter(message=code, channel="in_app").values_list("recipient_key", flat=True))


def plan(at):
    plan_deadline_reminders(at)
    sweep(at=at)


def test_each_refusal_owes_a_letter_by_the_day_of_the_table(refused, program, community, cast):
    declined = case_in(s.NOT_ACCEPTED, program, community, cast)
    letter = refused.owed_letter

    assert letter.due_at == due_at("standard", "refusal_notice", letter.refused_at)
    assert declined.owed_letter.due_at == due_at("standard", "refusal_notice", declined.decided_at)
    assert case_in(s.APPROVED, program, community, cast).owed_letter is None


def test_a_letter_on_paper_is_noted_once_with_its_day(refused, cast):
    letter = give(refused, cast["worker"], days=1)

    assert (letter.way, letter.given_by) == ("by_hand", cast["worker"])
    assert letter.given_on == timezone.localdate(letter.refused_at) + timedelta(days=1)
    event = Event.objects.get(code="applications.refusal_letter_given")
    assert (event.subject_id, event.actor, event.data) == (refused.pk, cast["worker"], {"way": "by_hand"})
    with pytest.raises(Refused, match="没有待送达"):
        record_letter(application=refused, way="by_post", given_on=letter.given_on, by=cast["worker"], at=event.at)


@pytest.mark.parametrize("days", [-1, 2])
def test_a_day_before_the_refusal_or_ahead_of_today_is_refused(refused, cast, days):
    with pytest.raises(Refused, match="之日至今天之间"):
        give(refused, cast["worker"], days=days)

    assert refused.owed_letter is not None


def test_the_approver_does_not_note_letters(refused, cast):
    with pytest.raises(NotAllowed):
        give(refused, cast["approver"])


@pytest.mark.parametrize(
    "url", [("applications:letter", ()), ("applications:print", ("refusal",))], ids=["the page", "the PDF"]
)
def test_a_family_that_opens_its_letter_has_got_it(client, refused, cast, url):
    name, more = url
    for user in ("worker", "applicant", "applicant"):
        client.force_login(cast[user])
        client.head(reverse(name, args=[refused.reference, *more]))
        assert client.get(reverse(name, args=[refused.reference, *more])).status_code == 200
        found = RefusalLetter.objects.values_list("way", "given_by").get()
        assert found == (("", None) if user == "worker" else ("portal", None))

    assert Event.objects.filter(code="applications.refusal_letter_given").count() == 1


def test_who_asks_for_reconsideration_knows_the_refusal_and_a_kept_one_owes_another_letter(refused, cast):
    at = refused.owed_letter.refused_at + timedelta(days=1)

    review.ask_reconsideration(application=refused, text="请复核", by=cast["applicant"], at=at)
    asked = list(RefusalLetter.objects.values_list("way", flat=True))
    review.answer_reconsideration(
        application=refused, reopen="keep-refusal", text="维持", by=cast["reviewer"], at=at + timedelta(days=1)
    )

    assert asked == ["answered"]
    letter = Application.objects.get(pk=refused.pk).owed_letter
    assert letter.refused_at == at + timedelta(days=1)


def test_the_handler_is_reminded_then_also_the_leaders(refused, cast):
    letter = refused.owed_letter
    Application.objects.filter(pk=refused.pk).update(handler=cast["worker"])

    plan(letter.refused_at + (letter.due_at - letter.refused_at) / 2)
    early = told_of(DUE)
    plan(letter.due_at)
    plan(letter.due_at)
    first = (told_of(DUE), told_of(OVERDUE))
    plan(letter.due_at + MINUTE)

    assert (early, first) == ([], ([f"user:{cast['worker'].pk}"], []))
    assert told_of(OVERDUE) == sorted(f"user:{cast[name].pk}" for name in ("worker", "officer", "reviewer"))


def test_a_given_letter_is_not_told_of(refused, cast):
    give(refused, cast["worker"])

    plan(RefusalLetter.objects.get().due_at + MINUTE)

    assert Event.objects.filter(code__in=(DUE, OVERDUE)).count() == 0


def test_the_page_shows_the_light_until_the_letter_is_noted(client, refused, cast):
    case, form = (reverse(f"applications:{name}", args=[refused.reference]) for name in ("case", "refusal_letter"))
    client.force_login(cast["worker"])
    before = client.get(case).text

    wrong = client.post(form, {"way": "portal", "given_on": "2026-02-31"})
    right = client.post(form, {"way": "by_post", "given_on": f"{timezone.localdate(refused.decided_at):%Y-%m-%d}"})

    assert form in before
    assert wrong.status_code == 422
    assert right.status_code == 302
    assert form not in client.get(case).text
    assert RefusalLetter.objects.get().way == "by_post"


@pytest.mark.both_databases
@pytest.mark.parametrize("changes", [{"way": "by_hand"}, {"given_on": "2026-12-01"}])
def test_the_database_wants_day_and_way_together(refused, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        RefusalLetter.objects.update(**changes)


@pytest.mark.both_databases
def test_a_case_owes_one_letter_at_a_time(refused):
    letter = refused.owed_letter
    letter.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_back_office_lists_the_families_without_their_letter(
    client, program, community, cast, rows, django_assert_num_queries
):
    given, *waiting = (case_in(s.NOT_ACCEPTED, program, community, cast) for _case in range(rows + 1))
    give(given, cast["worker"])
    client.force_login(cast["reviewer"])
    url = reverse("admin:applications_refusalletter_changelist") + "?given_on__isempty=1"
    client.get(url)

    with django_assert_num_queries(6):
        page = client.get(url)

    assert {letter.application_id for letter in page.context["cl"].result_list} == {case.pk for case in waiting}


# --- Refused before letters were kept ---------------------------------------------------------------------------------


@pytest.fixture
def refused_long_ago(refused):
    RefusalLetter.objects.filter(application=refused).delete()
    return refused


def test_a_case_refused_before_letters_were_kept_owes_none_and_a_letter_can_still_be_noted(
    client, refused_long_ago, cast
):
    case, form = (
        reverse(f"applications:{name}", args=[refused_long_ago.reference]) for name in ("case", "refusal_letter")
    )
    client.force_login(cast["worker"])
    plan(timezone.now() + timedelta(days=400))
    before = client.get(case).text

    client.post(form, {"way": "by_post", "given_on": f"{timezone.localdate(refused_long_ago.decided_at):%Y-%m-%d}"})

    letter = RefusalLetter.objects.get()
    assert (form in before, form in client.get(case).text) == (True, False)
    assert (letter.way, letter.refused_at, letter.given_by) == ("by_post", refused_long_ago.decided_at, cast["worker"])
    assert Event.objects.filter(code__in=(DUE, OVERDUE)).count() == 0


def test_a_family_that_opens_such_a_letter_has_got_it_once(client, refused_long_ago, cast):
    client.force_login(cast["applicant"])
    for _time in range(2):
        client.get(reverse("applications:print", args=[refused_long_ago.reference, "refusal"]))

    assert list(RefusalLetter.objects.values_list("way", flat=True)) == ["portal"]


def test_a_case_that_was_not_refused_has_no_letter(program, community, cast):
    approved = case_in(s.APPROVED, program, community, cast)

    with pytest.raises(Refused, match="没有待送达"):
        record_letter(
            application=approved, way="by_hand", given_on=timezone.localdate(), by=cast["worker"], at=timezone.now()
        )
