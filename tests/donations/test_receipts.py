"""Official receipts and acknowledgements: numbers without gap, signatures, the way from the paper to the gift."""

import threading
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from donations import papers, promises, services
from donations.models import Acknowledgement, Donation, OfficialReceipt, ReceiptKey, ReceiptSeries
from donations.notifications import Thanks
from donations.services.receipts import take_number
from protection.access import AccessContext
from protection.models import PersonalDataAccess
from tests.factories.donations import AT, booked_gift, make_campaign, make_donor, make_gift, official_receipt
from tests.printed_codes import codes_on
from tests.racing import race
from workflow.machine import NotAllowed, Refused


def broken():
    return [line for _sentence, check in promises.CHECKS for line in check()]


# --- Official receipts ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_official_receipt_is_entered_voided_and_issued_anew(cast):
    gift = booked_gift(cast)
    enter = {"gift": gift, "by": cast["accountant"], "at": AT}

    first = services.enter_official_receipt(facts=official_receipt(), **enter)
    assert Donation.objects.get().receipt_state == "issued"
    assert first.lines == [["410101", "捐赠收入", "元", "1", "", 10_000]]
    with pytest.raises(Refused):  # a second valid one
        services.enter_official_receipt(facts=official_receipt(number="0000000002"), **enter)
    with pytest.raises(Refused):  # given back while a receipt stands
        services.refund_gift(gift=gift, reason="汇错", by=cast["approver"], at=AT)
    services.void_official_receipt(receipt=first, reason="抬头有误", by=cast["accountant"], at=AT)
    assert Donation.objects.get().receipt_state == "voided"
    services.enter_official_receipt(facts=official_receipt(number="0000000002"), **enter)

    assert OfficialReceipt.objects.count() == 2
    with pytest.raises(Refused):
        services.void_official_receipt(receipt=first, reason="再次", by=cast["accountant"], at=AT)


PRINTED = {
    "title": "公益事业捐赠统一票据", "seal_mark": "全国统一财政电子票据监制章 财政部监制",
    "qr_text": "01,11,41010123,0000000001,100.00,20230908,a1b2c3", "other": "电子票据",
}  # fmt: skip


@pytest.mark.django_db
def test_what_is_printed_is_entered_with_the_form_and_read_in_the_back_office(client, cast):
    gift = booked_gift(cast)
    client.force_login(cast["accountant"])
    url = reverse("donations:enter_receipt", args=[gift.reference])
    sent = {
        "code": "41010123", "number": "0000000001", "check_code": "a1b2c3", "issued_on": "2023-09-08",
        "payer": "捐演一", "project": "捐赠收入", "amount": "100", "issuer": "慈善总会",
    }  # fmt: skip

    assert client.get(url).context["form"].fields["title"].initial == "公益事业捐赠统一票据（电子）"
    assert client.post(url, {**sent, **PRINTED}).status_code == 302

    receipt = OfficialReceipt.objects.get()
    assert {name: getattr(receipt, name) for name in PRINTED} == PRINTED
    client.force_login(cast["auditor"])
    page = client.get(f"/admin/donations/officialreceipt/{receipt.pk}/change/").content.decode()
    assert all(value in page for value in PRINTED.values())


@pytest.mark.both_databases
@pytest.mark.django_db
@pytest.mark.parametrize("column", sorted(PRINTED))
def test_the_database_keeps_what_is_printed(cast, column):
    receipt = services.enter_official_receipt(
        gift=booked_gift(cast), facts=official_receipt(**PRINTED), by=cast["accountant"], at=AT
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        OfficialReceipt.objects.filter(pk=receipt.pk).update(**{column: "其他"})


@pytest.mark.django_db
def test_an_official_receipt_that_does_not_fit_is_refused(cast):
    gift = booked_gift(cast)
    enter = {"gift": gift, "by": cast["accountant"], "at": AT}

    for wrong in (official_receipt(9_999), official_receipt(issued_on=date(2023, 9, 9))):
        with pytest.raises(Refused):
            services.enter_official_receipt(facts=wrong, **enter)
    with pytest.raises(Refused):
        services.enter_official_receipt(facts=official_receipt(), **{**enter, "gift": make_gift(cast)})
    with pytest.raises(NotAllowed):
        services.enter_official_receipt(facts=official_receipt(), **{**enter, "by": cast["reviewer"]})
    services.enter_official_receipt(facts=official_receipt(), **enter)
    with pytest.raises(Refused):  # the same number for another gift
        services.enter_official_receipt(facts=official_receipt(), **{**enter, "gift": booked_gift(cast)})


# --- Acknowledgements -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_acknowledgement_is_signed_and_names_the_donor_as_he_chose(cast):
    gift = booked_gift(cast, donor=make_donor(cast), campaign=make_campaign(cast))

    paper = services.acknowledge(gift=gift, by=cast["cashier"], at=AT)
    again = services.acknowledge(gift=gift, by=cast["cashier"], at=AT)

    assert paper == again
    assert paper.number == "JS20230000001"
    assert (paper.content["donor"], paper.content["amount_fen"], paper.content["received_on"]) == (
        "捐**", 10_000, "2023-09-08",
    )  # fmt: skip
    assert "捐演一" not in paper.snapshot
    assert papers.is_genuine(paper)
    with pytest.raises(Refused):
        services.acknowledge(gift=make_gift(cast), by=cast["cashier"], at=AT)
    assert broken() == []


@pytest.mark.django_db
def test_every_known_donor_is_thanked_once(cast):
    gift = booked_gift(cast, donor=make_donor(cast, email="a@example.org"))
    booked_gift(cast)

    assert [services.acknowledge_new_gifts(at=AT) for _time in range(2)] == [1, 0]

    paper = Acknowledgement.objects.get()
    event = type("Event", (), {"subject_id": gift.pk, "data": {"number": paper.number}})()
    assert [recipient.key for recipient in Thanks().recipients(event)] == [f"donor:{gift.donor_id}"]
    assert Thanks().path(event, None) == f"/gifts/{paper.number}/?code={papers.gift_code(paper.number)}"


@pytest.mark.django_db
def test_the_paper_as_pdf_says_it_is_no_official_receipt(cast):
    gift = booked_gift(cast, 12_345, donor=make_donor(cast))
    paper = services.acknowledge(gift=gift, by=cast["cashier"], at=AT)
    access = AccessContext(by=cast["cashier"], purpose="certificate", at=AT)

    content = papers.typeset(paper, access)

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "").replace(" ", "")
    for words in (
        "捐赠感谢函",
        "JS20230000001",
        papers.gift_code(paper.number),
        "捐演一",
        "123.45",
        "壹佰贰拾叁元肆角伍分",
        "不是公益事业捐赠统一票据",
        "2023年9月8日",
    ):
        assert words in text
    assert content == papers.typeset(paper, access)
    assert PersonalDataAccess.objects.filter(subject_type="donations.acknowledgement").count() == 2


@pytest.mark.django_db
def test_the_code_on_the_paper_leads_to_the_check_of_this_gift(client, cast, settings):
    gift = booked_gift(cast, 12_345, donor=make_donor(cast))
    booked_gift(cast, 99_900, donor=make_donor(cast))
    services.acknowledge_new_gifts(at=AT)
    paper = Acknowledgement.objects.get(gift=gift)
    access = AccessContext(by=cast["cashier"], purpose="certificate", at=AT)

    codes = codes_on(papers.typeset(paper, access))

    address = f"{settings.PORTAL_BASE_URL}/gifts/{paper.number}/?code={papers.gift_code(paper.number)}"
    assert codes == [address]
    typed = client.post(
        reverse("donations:open_gift"), {"number": gift.reference, "code": papers.gift_code(paper.number)}
    )
    assert (typed.status_code, typed.context["found"].gift) == (200, gift)
    page = client.get(address.removeprefix(settings.PORTAL_BASE_URL))
    assert (page.status_code, page.context["found"].gift) == (200, gift)
    text = page.content.decode()
    assert (paper.number in text, "123.45" in text, "999.00" in text) == (True, True, False)


@pytest.mark.django_db
def test_number_and_code_open_the_gift_and_nothing_else_does(client, cast):
    gift = booked_gift(cast, donor=make_donor(cast))
    services.tell_donor(gift=gift, text="已用于三名学生", by=cast["reviewer"], at=AT)
    number = services.acknowledge(gift=gift, by=cast["cashier"], at=AT).number
    code = papers.gift_code(number)

    page = client.post(reverse("donations:open_gift"), {"number": number.lower(), "code": code.lower()})
    linked = client.get(papers.path_of(number))
    wrong = [
        client.post(reverse("donations:open_gift"), {"number": n, "code": c}).status_code
        for n, c in ((number, "2222-2222-2222"), ("JS20230000002", code), (number, ""))
    ]

    for answer in (page, linked):
        text = answer.content.decode()
        assert "捐**" in text
        assert "捐演一" not in text
        assert "已用于三名学生" in text
    assert wrong == [404, 404, 422]


@pytest.mark.django_db
def test_a_refund_revokes_the_acknowledgement(cast):
    gift = booked_gift(cast, donor=make_donor(cast))
    paper = services.acknowledge(gift=gift, by=cast["cashier"], at=AT)

    services.refund_gift(gift=gift, reason="汇错", by=cast["approver"], at=AT)

    found = papers.opened(paper.number, papers.gift_code(paper.number))
    assert (found.is_valid, found.paper.revoke_reason) == (False, "汇错")
    assert broken() == []


@pytest.mark.django_db
def test_a_text_changed_in_the_database_opens_nothing_and_is_found(cast):
    paper = services.acknowledge(gift=booked_gift(cast), by=cast["cashier"], at=AT)
    with connection.cursor() as cursor:
        table = " ON donations_acknowledgement" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER donations_acknowledgement_frozen{table}")
        cursor.execute("UPDATE donations_acknowledgement SET snapshot = replace(snapshot, '10000', '90000')")

    assert papers.opened(paper.number, papers.gift_code(paper.number)) is None
    assert broken() == [f"acknowledgement {paper.number}: its signature does not fit what it says"]


@pytest.mark.both_databases
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("DELETE FROM donations_acknowledgement WHERE number = 'JS20230000002'", "2 papers, highest 3, counter 3"),
        (
            "UPDATE donations_acknowledgement SET number = 'JS20230000009' WHERE number = 'JS20230000002'",
            "3 papers, highest 9, counter 3",
        ),
    ],
)
def test_a_gap_in_the_numbers_is_found(cast, planted, said):
    for _number in range(3):
        services.acknowledge(gift=booked_gift(cast), by=cast["cashier"], at=AT)
    with connection.cursor() as cursor:
        for name in triggers_of("donations_acknowledgement"):
            table = " ON donations_acknowledgement" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{table}")
        cursor.execute(planted)

    assert list(promises.acknowledgement_numbers_have_no_gap()) == [f"acknowledgements of 2023: {said}"]


def triggers_of(table):
    sql = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql, [table])
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.both_databases
@pytest.mark.django_db
def test_the_database_keeps_what_was_issued(cast):
    gift = booked_gift(cast)
    paper = services.acknowledge(gift=gift, by=cast["cashier"], at=AT)
    receipt = services.enter_official_receipt(gift=gift, facts=official_receipt(), by=cast["accountant"], at=AT)

    for forbidden in (
        lambda: Acknowledgement.objects.filter(pk=paper.pk).update(snapshot="{}"),
        lambda: Acknowledgement.objects.filter(pk=paper.pk).delete(),
        lambda: OfficialReceipt.objects.filter(pk=receipt.pk).update(total_fen=1),
        lambda: OfficialReceipt.objects.filter(pk=receipt.pk).delete(),
        lambda: ReceiptSeries.objects.update(last=5),
        lambda: ReceiptKey.objects.update(public_key="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    assert broken() == []


@pytest.mark.django_db
def test_each_year_of_the_zone_begins_anew():
    with transaction.atomic():
        numbers = [take_number(datetime(2023, 12, 31, hour, 59, tzinfo=UTC)) for hour in (15, 16)]

    assert numbers == ["JS20230000001", "JS20240000001"]


# --- At once ----------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_papers_issued_at_once_have_numbers_without_gap_and_one_gift_has_one(cast):
    gifts = [booked_gift(cast) for _number in range(3)]

    results = race(9, lambda n: services.acknowledge(gift=gifts[n % 3], by=None, at=AT).number)

    assert sorted(set(results)) == [f"JS2023{n:07d}" for n in (1, 2, 3)]
    assert Acknowledgement.objects.count() == 3
    assert broken() == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_counting_without_the_lock_gives_one_number_twice(cast):
    gifts = [booked_gift(cast) for _number in range(2)]
    both_have_read = threading.Barrier(2)

    def issue_unguarded(number):
        last = Acknowledgement.objects.count()
        both_have_read.wait(30)
        paper = Acknowledgement(
            number=f"JS2023{last + 1:07d}", gift=gifts[number], snapshot="{}", key_id="x", signature="x", issued_at=AT
        )
        paper.save(force_insert=True)

    results = race(2, issue_unguarded)

    assert [isinstance(result, IntegrityError) for result in results].count(True) == 1
