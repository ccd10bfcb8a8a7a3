"""The pages of the register, walked by those who enter, book and give back."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donations.models import Donation, Donor
from tests.factories.donations import (
    LINES,
    booked_gift,
    checked_file,
    make_campaign,
    make_donor,
    make_gift,
    make_pledge,
    make_pool,
)
from tests.factories.funds import FundFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"donations:{name}", args=args)


def as_person(client, user):
    client.force_login(user)
    return client


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_the_whole_way_through_the_pages(client, cast):
    fund = FundFactory()
    as_person(client, cast["cashier"])
    made = client.post(
        url("new_donor"), {"kind": "person", "name": "捐演一", "public_name_mode": "real", "consented_on": "2023-09-07"}
    )
    donor = Donor.objects.get()
    assert made.url == url("donor", donor.reference)
    given = {
        "kind": "money", "channel": "bank", "amount": "120.50", "fund": fund.pk, "paid_on": "2023-09-08",
        "received_on": "2023-09-08", "restriction": "scheme", "scheme": "student_aid", "wants_receipt": "on",
    }  # fmt: skip
    gone = client.post(url("new") + f"?donor={donor.reference}", given)
    gift = Donation.objects.get()
    assert gone.url == url("detail", gift.reference)
    assert client.post(url("book", gift.reference)).status_code == 403
    as_person(client, cast["accountant"])
    assert client.post(url("book", gift.reference)).url == url("detail", gift.reference)
    as_person(client, cast["approver"])
    assert client.post(url("refund", gift.reference), {"reason": ""}).status_code == 422
    assert client.post(url("refund", gift.reference), {"reason": "汇错"}).url == url("detail", gift.reference)

    gift.refresh_from_db()
    assert (gift.state, gift.amount_fen, gift.donor, gift.scheme) == ("refunded", 12_050, donor, "student_aid")


def test_a_form_sent_twice_enters_one_gift(client, cast):
    as_person(client, cast["cashier"])
    given = {
        "kind": "money", "channel": "bank", "amount": "1", "fund": FundFactory().pk, "paid_on": "2023-09-08",
        "received_on": "2023-09-08", "restriction": "unrestricted",
        "idempotency_key": "11111111-1111-4111-8111-111111111111",
    }  # fmt: skip

    first, second = (client.post(url("new"), given) for _time in range(2))

    assert first.url == second.url
    assert Donation.objects.count() == 1


def test_what_is_refused_stays_in_the_form(client, cast):
    as_person(client, cast["cashier"])
    given = {
        "kind": "goods", "channel": "goods", "amount": "1", "fund": FundFactory().pk, "paid_on": "2023-09-08",
        "received_on": "2023-09-08", "restriction": "unrestricted", "description": "大米十袋",
    }  # fmt: skip

    answer = client.post(url("new"), given)

    assert answer.status_code == 422
    assert "请填写捐赠内容和价值依据" in answer.content.decode()
    assert "大米十袋" in answer.content.decode()


def test_donors_are_found_by_name_and_exact_numbers(client, cast):
    donor = make_donor(cast, phone="19900000001", id_number="410199199001010011")
    make_donor(cast, name="别演二")
    as_person(client, cast["reviewer"])

    found = [
        [row.pk for row in client.post(url("donors"), {"q": text}).context["rows"]]
        for text in ("捐演", "19900000001", "410199199001010011", "1990000000", donor.reference)
    ]

    assert found == [[donor.pk], [donor.pk], [donor.pk], [], [donor.pk]]


def test_the_list_is_narrowed_and_exported_masked(client, cast):
    fund = FundFactory()
    booked_gift(cast, 100, fund=fund, donor=make_donor(cast), channel="tencent")
    make_gift(cast, 200)
    as_person(client, cast["accountant"])

    shown = client.get(url("list"), {"state": "booked", "fund": fund.code, "q": "", "first": "nonsense"})
    workbook = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(url("export"), {"channel": "tencent"}))))

    assert [row["gift"].amount_fen for row in shown.context["rows"]] == [100]
    assert shown.context["totals"] == {"number": 1, "total_fen": 100}
    rows = list(workbook.active.iter_rows(min_row=3, values_only=True))
    assert [(row[2], row[5]) for row in rows] == [("捐**", 1)]


def test_lists_ask_as_many_questions_for_three_rows_as_for_one(client, cast):
    as_person(client, cast["accountant"])
    donor = make_donor(cast)
    booked_gift(cast, donor=donor)
    make_pledge(cast, donor=donor)
    campaign = make_campaign(cast)
    file = checked_file(cast, LINES[:1], fund=campaign.fund)
    pool = make_pool(cast, campaign, donor)
    names = ("list", "donors", "pledges", "campaigns", "files", "pools")
    paths = (*map(url, names), url("donor", donor.reference), url("file", file.reference), url("pool", pool.reference))
    one = [queries(client, path) for path in paths]
    for _more in range(2):
        booked_gift(cast, donor=donor)
        make_pledge(cast, donor=donor)
        make_pool(cast, make_campaign(cast, code=f"more-{_more}"), make_donor(cast))
        checked_file(cast, [(f"T{_more}", *LINES[0][1:])], fund=campaign.fund)

    assert [queries(client, path) for path in paths] == one
