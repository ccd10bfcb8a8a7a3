from datetime import timedelta

import pytest
from django.urls import reverse

from notifications.models import Delivery, Preference
from notifications.planning import plan_pending
from notifications.selectors import unread_count
from tests.factories.accounts import UserFactory
from tests.notifications.conftest import NOON
from tests.notifications.test_delivery import deliver

pytestmark = pytest.mark.django_db
INBOX = "/notifications/"


@pytest.fixture
def arrived(tell):
    """`arrived(user, 3)` puts three messages into an inbox, a minute apart, and returns them, newest first."""

    def arrived(user, count=1):
        for number in range(count):
            at = NOON + timedelta(minutes=number)
            tell(user, shift=str(number), at=at)
            plan_pending(at=at)
            deliver(at)
        return list(Delivery.objects.visible_to(user).order_by("-ended_at"))

    return arrived


def test_the_inbox_shows_own_messages_newest_first(client, zhang, arrived):
    li = UserFactory(username="li")
    arrived(li, 1)
    arrived(zhang, 2)
    client.force_login(zhang)

    page = client.get(INBOX).context["page"]

    assert [message.title for message in page.items] == ["Shift 1 starts soon", "Shift 0 starts soon"]


def test_a_message_that_has_not_arrived_is_not_in_the_inbox(client, zhang, tell):
    tell(zhang)
    plan_pending(at=NOON)
    client.force_login(zhang)

    response = client.get(INBOX)

    assert response.context["page"].items == []
    assert unread_count(zhang) == 0


def test_an_empty_inbox_says_what_will_be_there(client, zhang):
    client.cookies["portal_language"] = "en"
    client.force_login(zhang)

    assert "No messages yet. Reminders and decisions will appear here." in client.get(INBOX).content.decode()


def test_the_inbox_needs_the_same_queries_for_one_message_as_for_three(
    client, zhang, arrived, django_assert_max_num_queries
):
    client.force_login(zhang)
    arrived(zhang, 1)
    client.get(INBOX)  # the first request of a session also notes the session
    with django_assert_max_num_queries(20) as one:
        client.get(INBOX)
    arrived(zhang, 2)
    with django_assert_max_num_queries(20) as three:
        client.get(INBOX)

    assert len(one) == len(three)


def test_unread_count_is_one_query(zhang, arrived, django_assert_num_queries):
    arrived(zhang, 2)

    with django_assert_num_queries(1):
        assert unread_count(zhang) == 2


def test_htmx_gets_the_list_alone(client, zhang, arrived):
    arrived(zhang)
    client.force_login(zhang)

    html = client.get(INBOX, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in html
    assert 'id="inbox"' in html


def test_opening_marks_as_read_and_leads_to_the_shift(client, zhang, arrived):
    (message,) = arrived(zhang)
    client.force_login(zhang)

    response = client.post(reverse("notifications:open", args=[message.provider_ref]))

    assert (response.status_code, response.url) == (302, "/volunteers/shifts/0/")
    assert unread_count(zhang) == 0


@pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example/", "javascript:alert(1)", ""])
def test_opening_never_leads_outside(client, zhang, arrived, path):
    (message,) = arrived(zhang)
    Delivery.objects.filter(pk=message.pk).update(path=path)
    client.force_login(zhang)

    response = client.post(reverse("notifications:open", args=[message.provider_ref]))

    assert response.url == INBOX


def test_another_persons_message_is_not_found_and_stays_unread(client, zhang, arrived):
    (message,) = arrived(zhang)
    client.force_login(UserFactory(username="li"))

    answers = [
        client.post(reverse(f"notifications:{verb}", args=[message.provider_ref])).status_code
        for verb in ("open", "mark_read")
    ]

    assert answers == [404, 404]
    assert unread_count(zhang) == 1


def test_somebody_elses_email_is_no_inbox_message(client, zhang, arrived):
    arrived(zhang)
    mail = Delivery.objects.get(channel="email")
    client.force_login(zhang)

    assert client.post(reverse("notifications:open", args=[mail.provider_ref])).status_code == 404


def test_marking_one_and_then_all(client, zhang, arrived):
    messages = arrived(zhang, 3)
    client.force_login(zhang)

    client.post(reverse("notifications:mark_read", args=[messages[0].provider_ref]))
    assert unread_count(zhang) == 2
    client.post(reverse("notifications:mark_all_read"))
    assert unread_count(zhang) == 0


def test_preferences_offer_email_and_sms_per_category_that_can_be_switched_off(client, zhang):
    client.force_login(zhang)

    form = client.get(reverse("notifications:preferences")).context["form"]

    assert list(form.fields) == ["shift-email", "shift-sms"]


def test_preferences_are_saved_and_shown_again(client, zhang):
    client.force_login(zhang)

    response = client.post(
        reverse("notifications:preferences"), {"shift-email": "never", "shift-sms": "when_needed"}, follow=True
    )

    assert list(Preference.objects.values_list("user", "category", "channel", "wish")) == [
        (zhang.pk, "shift", "email", "never")
    ]
    assert response.context["form"]["shift-email"].value() == "never"


def test_a_wish_that_does_not_exist_is_refused(client, zhang):
    client.force_login(zhang)

    response = client.post(reverse("notifications:preferences"), {"shift-email": "loud", "shift-sms": "never"})

    assert response.status_code == 422
    assert Preference.objects.count() == 0


def test_a_bad_cursor_gives_the_first_page(client, zhang, arrived):
    arrived(zhang)
    client.force_login(zhang)

    assert len(client.get(INBOX + "?after=%00%ff").context["page"].items) == 1
