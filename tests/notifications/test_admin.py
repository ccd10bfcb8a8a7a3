import pytest
from django.urls import reverse

from audit.models import Event
from notifications.channels import channels
from notifications.models import Delivery
from notifications.planning import plan_pending
from tests.notifications.conftest import NOON
from tests.notifications.test_delivery import deliver

pytestmark = pytest.mark.django_db
LIST = reverse("admin:notifications_delivery_changelist")


@pytest.fixture
def sent(zhang, tell):
    tell(zhang)
    plan_pending(at=NOON)
    deliver()
    return Delivery.objects.get(channel="in_app")


def send_again(client, delivery):
    return client.post(LIST, {"action": "send_again", "_selected_action": [delivery.pk]}, follow=True)


def test_an_administrator_finds_a_delivery_by_recipient_and_state(client, administrator, sent):
    client.force_login(administrator)

    response = client.get(LIST, {"q": sent.recipient_key, "state__exact": "sent", "channel": "in_app"})

    assert [row.pk for row in response.context["cl"].result_list] == [sent.pk]


def test_an_administrator_sends_again_under_his_name(client, administrator, sent):
    client.force_login(administrator)

    send_again(client, sent)

    sent.refresh_from_db()
    assert (sent.state, sent.resends) == ("due", 1)
    assert Event.objects.get(code="notifications.sent_again").actor == administrator


def test_what_is_still_due_is_left_alone(client, administrator, sent):
    Delivery.objects.filter(pk=sent.pk).update(state="due", ended_at=None)
    client.force_login(administrator)

    send_again(client, sent)

    sent.refresh_from_db()
    assert sent.resends == 0


def test_a_supervisor_reads_and_cannot_send(client, auditor, sent):
    client.force_login(auditor)

    assert client.get(LIST).status_code == 200
    send_again(client, sent)

    sent.refresh_from_db()
    assert sent.resends == 0


def test_others_do_not_see_the_log(client, worker, sent):
    client.force_login(worker)

    assert client.get(LIST).status_code in (302, 403)


def test_the_log_does_not_repeat_what_was_said(client, administrator, sent):
    client.force_login(administrator)

    html = client.get(reverse("admin:notifications_delivery_change", args=[sent.pk])).content.decode()

    assert sent.title not in html
    assert sent.provider_ref in html


def test_the_log_says_in_words_what_went_to_whom_over_which_way(client, administrator, sent):
    client.force_login(administrator)

    response = client.get(LIST)

    admin = response.context["cl"].model_admin
    assert (admin.what(sent), admin.whom(sent), str(admin.way(sent))) == (
        sent.title,
        f"{sent.user} · {sent.recipient_key}",
        str(channels()["in_app"].title),
    )
    assert [code for code, _title in response.context["cl"].filter_specs[1].lookup_choices] == list(channels())
