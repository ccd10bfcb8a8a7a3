"""The pages of checks after payment: the list in its tabs, one check, and its steps."""

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from payments.models import PaymentCheck
from tests.factories.payments import given_check, record_result, settled_batch

pytestmark = pytest.mark.django_db
LIST = "/payments/checks/"
FORM = {"way": "telephone", "result": "full", "received": "", "attempts": "1", "note": ""}


@pytest.fixture
def check(people, fund):
    return given_check(people, fund, people.reviewer)


def url(name, check):
    return reverse(f"payments:{name}", args=[check.reference])


def test_a_check_is_recorded_on_its_page(client, check, people):
    client.force_login(people.reviewer)

    assert url("check", check) in client.get(LIST).content.decode()
    assert client.get(url("check_record", check)).status_code == 200
    done = client.post(
        url("check_record", check), FORM | {"result": "differs", "received": "900.50", "way": "visit"}, follow=True
    )

    check.refresh_from_db()
    assert (check.state, check.received_fen, check.way) == ("finding", 90_050, "visit")
    assert "900.50" in done.content.decode()


def test_a_finding_is_closed_by_the_supervisor(client, check, people):
    record_result(check, "not_received")
    client.force_login(people.auditor)
    assert url("check", check) in client.get(f"{LIST}?tab=findings").content.decode()

    done = client.post(url("check_answer", check), {"outcome": "bank_error", "answer": "银行已补发"}, follow=True)

    check.refresh_from_db()
    assert (check.state, check.answered_by) == ("answered", people.auditor)
    assert "银行已补发" in done.content.decode()
    assert url("check", check) in client.get(f"{LIST}?tab=done").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"result": ""},
        {"result": "lost"},
        {"way": ""},
        {"attempts": "0"},
        {"attempts": "x"},
        {"result": "differs"},
        {"result": "differs", "received": "abc"},
        {"result": "differs", "received": "9" * 30},
        {"result": "differs", "received": "NaN"},
        {"result": "differs", "received": "1000.00"},
        {"result": "differs", "received": "-1"},
        {"result": "full", "received": "5"},
        {"result": "not_reached", "attempts": "2"},
        {"note": "x" * 2001},
    ],
)
def test_a_wrong_form_keeps_what_was_written(client, check, people, changes):
    client.force_login(people.reviewer)

    page = client.post(url("check_record", check), {**FORM, "note": "电话里说的话", **changes})

    check.refresh_from_db()
    kept = changes.get("note", "电话里说的话")
    assert (page.status_code, check.state, kept in page.content.decode()) == (422, "open", True)


def test_a_made_check_says_so_instead_of_a_second_form(client, check, people):
    record_result(check)
    client.force_login(people.reviewer)

    again = client.post(url("check_record", check), FORM, follow=True)

    assert again.redirect_chain == [(url("check", check), 302)]
    assert client.get(url("check_record", check)).status_code == 302


def test_each_sees_his_own_and_a_stranger_nothing(client, check, people):
    found = {}
    for name in ("reviewer", "auditor", "checker", "maker", "cashier", "outsider"):
        client.force_login(getattr(people, name))
        found[name] = (client.get(LIST).status_code, client.get(url("check", check)).status_code)

    assert found == {
        "reviewer": (200, 200),
        "auditor": (200, 200),
        "checker": (200, 200),
        "maker": (403, 404),
        "cashier": (403, 404),
        "outsider": (403, 404),
    }


def test_somebody_free_takes_a_check(client, check, people):
    client.force_login(people.auditor)

    assert client.post(url("check_take", check)).url == url("check", check)

    check.refresh_from_db()
    assert check.checker == people.auditor
    client.force_login(people.reviewer)
    assert client.get(url("check", check)).status_code == 404


def test_whoever_checked_the_batch_may_look_and_not_act(client, check, people):
    client.force_login(people.checker)

    page = client.get(url("check", check)).content.decode()

    assert url("check_take", check) not in page
    assert [client.post(url(name, check), FORM).status_code for name in ("check_take", "check_record")] == [403, 403]


def test_the_batch_shows_what_its_sample_found(client, people, fund):
    batch = settled_batch(people, fund, [1_000] * 5)
    record_result(PaymentCheck.objects.first(), "not_received")
    client.force_login(people.maker)

    page = client.get(reverse("payments:detail", args=[batch.reference]))

    assert page.context["sample"].findings == 1
    assert str(batch.draw.seed) in page.content.decode()
    assert LIST not in page.content.decode()


@pytest.mark.parametrize("tab", ["open", "findings", "done"])
def test_the_list_asks_the_same_for_one_and_three(client, people, fund, tab):
    client.force_login(people.auditor)
    client.get(LIST)
    counts = []
    for number in (1, 2):
        for _row in range(number):
            check = given_check(people, fund, people.reviewer, 1_000)
            if tab != "open":
                record_result(check, "not_received" if tab == "findings" else "full")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(client.get(f"{LIST}?tab={tab}").context["rows"]) in (1, 3)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_one_check_asks_as_much_as_ever(client, check, people):
    client.force_login(people.reviewer)
    client.get(url("check", check))

    with CaptureQueriesContext(connection) as asked:
        client.get(url("check", check))

    assert len(asked) <= 14


def test_the_back_office_only_reads(client, people, check):
    client.force_login(people.checker)
    for model, pk in (("paymentcheck", check.pk), ("sampledraw", check.draw_id)):
        pages = [
            reverse(f"admin:payments_{model}_{name}", args=args)
            for name, args in (("changelist", []), ("change", [pk]))
        ]
        assert [client.get(page).status_code for page in pages] == [200, 200]
        assert client.get(reverse(f"admin:payments_{model}_add")).status_code == 403


def test_the_telephone_is_shown_after_a_reason_and_not_kept(client, fund, people):
    check = given_check(people, fund, people.auditor)
    client.force_login(people.auditor)
    page = url("check_telephone", check)
    assert page in client.get(url("check", check)).content.decode()
    assert "19900000001" not in client.get(page).content.decode()

    refused = client.post(page, {"reason": "x"})
    shown = client.post(page, {"reason": "电话核对"})

    assert (refused.status_code, "19900000001" in refused.content.decode()) == (422, False)
    assert (shown.status_code, "tel:19900000001" in shown.content.decode()) == (200, True)
    assert shown.headers["Cache-Control"] == "no-store, private"
    client.force_login(people.reviewer)
    assert client.get(page).status_code == 404  # somebody else's check


def test_the_checks_of_a_tab_go_out_as_a_workbook(client, check, people):
    """Without account and telephone; recorded."""
    client.force_login(people.auditor)

    response = client.get("/payments/checks/export/?tab=open")

    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [row[0] for row in rows[2:]] == [check.reference]
    assert rows[2][6] == "1000"
    event = Event.objects.get(code="payments.checks_exported")
    assert (event.actor, event.data) == (people.auditor, {"list": "payment-checks", "full": False})
