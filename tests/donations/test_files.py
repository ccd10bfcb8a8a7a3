"""Files of platforms and banks: read in any dress, each gift once, whoever sends it how often."""

import io
import threading
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import translation

from donations import promises, services
from donations.file_columns import understood
from donations.file_reading import FileRefused, opened
from donations.models import ColumnMap, Donation, GiftFile, GiftFileChunk, GiftFileRow, Pledge
from donations.services.files import AlreadyUploaded
from funds.models import Voucher
from jobs.services import run_job
from tests.factories.donations import (
    AT,
    HEADINGS,
    LINES,
    checked_file,
    csv_file,
    make_donor,
    make_gift,
    make_pledge,
    staged_file,
    taken_file,
)
from tests.factories.funds import FundFactory
from tests.racing import race
from workflow.machine import NotAllowed, Refused


def states(file):
    return list(file.rows.order_by("number").values_list("number", "state"))


def broken():
    return [line for _sentence, check in promises.CHECKS for line in check()]


# --- Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_csv_is_read_in_each_encoding_below_what_stands_above(encoding):
    above = ("腾讯公益捐款明细", "活动：99公益日,导出时间：2023-09-10")

    _sha256, headings, lines = opened(csv_file(encoding=encoding, above=above))

    assert headings == list(HEADINGS)
    assert list(lines) == [(4, list(LINES[0])), (5, list(LINES[1]))]


def test_a_workbook_is_read_with_its_seconds():
    book = openpyxl.Workbook()
    book.active.append(["捐款明细"])
    book.active.append(list(HEADINGS))
    book.active.append(["T0001", datetime(2023, 9, 7, 10, 0, 1), "小演", 20, None, ""])  # noqa: DTZ001 - Excel knows no zones
    out = io.BytesIO()
    book.save(out)

    _sha256, headings, lines = opened(out)

    assert headings[:4] == list(HEADINGS[:4])
    assert list(lines) == [(3, ["T0001", "2023-09-07 10:00:01", "小演", "20", "", ""])]


@pytest.mark.parametrize(
    "content", [b"", b"\xd0\xcf\x11\xe0 old", b"\x00\x01\x02", b"PK\x03\x04 broken", "只有一列\n1\n".encode()]
)
def test_what_is_no_table_is_refused_in_words(content):
    with pytest.raises(FileRefused):
        opened(io.BytesIO(content))


def test_a_file_that_is_too_long_is_refused(settings):
    settings.GIFT_FILE_MAX_ROWS = 1
    _sha256, _headings, lines = opened(csv_file())

    with pytest.raises(FileRefused):
        list(lines)


def test_a_line_says_what_it_is():
    texts = {"reference": "`1000001", "amount": "￥1,200.50元", "paid_at": "2023-09-07 10:00:01", "name": "小演"}

    line = understood(texts, at=AT)

    assert (line.reference, line.amount_fen, line.name, line.problem) == ("1000001", 120_050, "小演", "")
    assert understood({**texts, "amount": "-20"}, at=AT).skip
    assert understood({**texts, "amount": "0.00"}, at=AT).skip
    assert understood({**texts, "amount": "二十"}, at=AT).problem
    assert understood({**texts, "reference": ""}, at=AT).problem
    totals = {"reference": "合计：3笔", "amount": "￥1,500.00", "paid_at": ""}
    with translation.override("en"):
        assert (understood(totals, at=AT).skip, understood(totals, at=AT).problem) == ("A line of totals.", "")
    assert understood({**texts, "paid_at": "2023-09-09 10:00"}, at=AT).problem


# --- From the file into the books -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_file_becomes_booked_gifts(cast):
    file = taken_file(cast)

    gifts = list(Donation.objects.order_by("bank_reference"))
    assert [(g.bank_reference, g.amount_fen, g.state, g.import_reference) for g in gifts] == [
        ("T0001", 2_000, "booked", file.reference),
        ("T0002", 3_550, "booked", file.reference),
    ]
    assert [str(gift.public_name) for gift in gifts] == ["小*", "爱*"]
    file.fund.refresh_from_db()
    assert file.fund.available_fen == 5_550
    assert broken() == []


@pytest.mark.django_db
def test_nothing_counts_before_it_is_taken_over_and_only_an_accountant_does(cast):
    file = checked_file(cast)

    assert (Donation.objects.count(), Voucher.objects.count()) == (0, 0)
    assert states(file) == [(2, "ready"), (3, "ready")]
    for name in ("cashier", "approver"):
        with pytest.raises(NotAllowed):
            services.start_taking(file=file, by=cast[name], at=AT)


@pytest.mark.django_db
def test_errors_repeats_and_money_that_went_out_are_told_by_line(cast):
    make_gift(cast, 2_000, channel="tencent", bank_reference="T0001")
    make_gift(cast, 1, channel="tencent", bank_reference="T0002")
    lines = (
        *LINES,
        ("T0003", "2023-09-07 11:00", "演", "5", "", ""),
        ("T0003", "2023-09-07 11:00", "演", "5", "", ""),
        ("T0004", "昨天", "演", "5", "", ""),
        ("T0005", "2023-09-07 11:00", "演", "-5", "", "退款"),
    )

    file = checked_file(cast, lines)

    assert states(file) == [
        (2, "known"), (3, "wrong"), (4, "ready"), (5, "wrong"), (6, "wrong"), (7, "skipped"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_same_file_again_and_a_second_export_change_nothing(cast):
    file = taken_file(cast)
    before = (Donation.objects.count(), Voucher.objects.count())

    with pytest.raises(AlreadyUploaded) as known:
        staged_file(cast, fund=file.fund)
    assert known.value.file == file
    again = taken_file(cast, (*LINES, ("T0009", "2023-09-07 12:00", "演", "1", "", "")), fund=file.fund)

    assert states(again) == [(2, "known"), (3, "known"), (4, "taken")]
    assert (Donation.objects.count(), Voucher.objects.count()) == (before[0] + 1, before[1] + 1)
    with pytest.raises(Refused):
        services.start_taking(file=again, by=cast["accountant"], at=AT)


@pytest.mark.django_db
def test_a_job_that_runs_twice_changes_nothing(cast):
    file = checked_file(cast)
    job = services.start_taking(file=file, by=cast["accountant"], at=AT)

    for _time in range(2):
        run_job(job_id=job.pk, clock=lambda: AT)

    assert Donation.objects.count() == 2
    job.refresh_from_db()
    assert (job.state, job.done, job.refused) == ("finished", 2, 0)


@pytest.mark.django_db
def test_donors_and_pledges_are_matched(cast):
    fund = FundFactory()
    person = make_donor(cast, phone="19900000001")
    company = make_donor(cast, name="郑州某某有限公司", kind="company")
    first, second = (make_pledge(cast, 10_000, donor=company, fund=fund) for _number in range(2))
    pledge = make_pledge(cast, 5_000, donor=person, fund=fund)
    lines = (
        ("B1", "2023-09-07 10:00", "别名", "50.00", "19900000001", ""),
        ("B2", "2023-09-07 10:01", "郑州某某有限公司", "100.00", "", f"兑现 {second.reference.lower()}"),
        ("B3", "2023-09-07 10:02", "郑州某某有限公司", "7.00", "", "有一笔未指明"),
        ("B4", "2023-09-07 10:03", "捐演一", "9.00", "", "同名不同人"),
    )

    taken_file(cast, lines, fund=fund, channel="bank")

    found = {g.bank_reference: (g.donor, g.pledge) for g in Donation.objects.select_related("donor", "pledge")}
    assert found == {
        "B1": (person, pledge), "B2": (company, second), "B3": (company, first), "B4": (None, None),
    }  # fmt: skip
    assert [p.state for p in Pledge.objects.order_by("pk")] == ["open", "kept", "kept"]


@pytest.mark.django_db
def test_columns_are_remembered_for_the_next_file_of_the_kind(cast):
    odd = ("甲", "乙", "丙", "丁", "戊", "己")
    file = staged_file(cast, headings=odd)
    assert services.proposed_columns(file) == {}
    chosen = {"reference": "甲", "paid_at": "乙", "amount": "丁"}
    for wrong in ({"reference": "甲"}, {**chosen, "amount": "甲"}, {**chosen, "amount": "庚"}):
        with pytest.raises(Refused):
            services.name_columns(file=file, columns=wrong, by=cast["accountant"], at=AT)

    services.name_columns(file=file, columns=chosen, by=cast["accountant"], at=AT)

    other = staged_file(cast, (("T7", "2023-09-07 10:00", "", "1", "", ""),), headings=odd)
    assert services.proposed_columns(other) == chosen
    assert ColumnMap.objects.count() == 1


@pytest.mark.django_db
def test_a_discarded_file_forgets_who_gave_and_the_gifts_stay(cast):
    file = taken_file(cast)
    assert "小演" not in GiftFileChunk.objects.get().cells

    services.discard_file(file=file, by=cast["accountant"], at=AT)

    assert GiftFileChunk.objects.get().cells == ""
    assert Donation.objects.count() == 2
    again = checked_file(cast, fund=file.fund)
    assert states(again) == [(2, "known"), (3, "known")]
    assert services.empty_old_files(before=AT + timedelta(days=1), at=AT + timedelta(days=31)) == 1


@pytest.mark.django_db
def test_lines_in_many_parts_are_all_taken(cast, monkeypatch):
    monkeypatch.setattr("donations.services.files.CHUNK", 7)
    monkeypatch.setattr("donations.jobs.TAKEN_AT_ONCE", 5)
    lines = [(f"T{n:04d}", f"2023-09-07 10:00:{n % 60:02d}", "演", "1.00", "", "") for n in range(40)]

    file = taken_file(cast, lines)

    assert GiftFileChunk.objects.filter(file=file).count() == 6
    assert set(file.rows.values_list("state", flat=True)) == {"taken"}
    assert Donation.objects.count() == 40
    assert broken() == []


@pytest.mark.django_db
def test_the_pages_from_upload_to_the_books(client, cast):
    client.force_login(cast["accountant"])
    file = csv_file(encoding="gbk")
    file.name = "detail.csv"
    sent = {"channel": "tencent", "fund": FundFactory().pk, "file": file}

    staged = client.post(reverse("donations:upload"), sent)
    row = GiftFile.objects.get()
    assert staged.url == reverse("donations:file_columns", args=[row.reference])
    page = client.get(staged.url)
    assert page.context["form"].initial["amount"] == "捐款金额"
    assert client.post(staged.url, page.context["form"].initial).url == row.get_absolute_url()
    row.refresh_from_db()
    run_job(job_id=row.check_job_id, clock=lambda: AT + timedelta(days=2_000))
    client.post(reverse("donations:take_file", args=[row.reference]))
    row.refresh_from_db()
    run_job(job_id=row.take_job_id, clock=lambda: AT + timedelta(days=2_000))
    file.seek(0)
    again = client.post(reverse("donations:upload"), {**sent, "file": file})

    assert again.url == row.get_absolute_url()
    assert Donation.objects.count() == 2
    with translation.override("zh-hans"):
        assert "T0001" in client.get(row.get_absolute_url()).content.decode()


# --- At once ----------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_at_once_is_one_file(cast):
    fund = FundFactory()

    results = race(6, lambda _n: staged_file(cast, fund=fund))

    assert sorted(type(result).__name__ for result in results) == ["AlreadyUploaded"] * 5 + ["GiftFile"]
    assert GiftFile.objects.count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_files_with_the_same_gifts_taken_at_once_give_each_gift_once(cast):
    """Another export of the same day, in another order: another file, the same transactions."""
    lines = [(f"T{n:04d}", "2023-09-07 10:00:00", "演", "1.00", "", "") for n in range(30)]
    fund = FundFactory()
    files = [checked_file(cast, lines, fund=fund), checked_file(cast, list(reversed(lines)), fund=fund)]
    jobs = [services.start_taking(file=file, by=cast["accountant"], at=AT) for file in files]

    results = race(2, lambda n: run_job(job_id=jobs[n].pk, clock=lambda: AT))

    assert results == [False, False]
    assert (Donation.objects.count(), Voucher.objects.count()) == (30, 30)
    fund.refresh_from_db()
    assert fund.available_fen == 3_000
    taken = [GiftFileRow.objects.filter(file=file, state="taken").count() for file in files]
    known = [GiftFileRow.objects.filter(file=file, state="known").count() for file in files]
    assert sum(taken) == sum(known) == 30
    assert broken() == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_looking_first_and_writing_later_registers_a_gift_twice(cast):
    """Why the number is a unique key: the same race by somebody who only looks whether the gift is there."""
    fund, all_have_looked = FundFactory(), threading.Barrier(4)

    def register_naively(_number: int) -> str:
        if Donation.objects.filter(end_reason="", shown_name="T0001").exists():
            return "known"
        all_have_looked.wait(20)
        make_gift(cast, 100, fund=fund, shown_name="T0001")  # the number kept where no key guards it
        return "taken"

    results = race(4, register_naively)

    assert results == ["taken"] * 4


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_one_number_is_registered_once_whoever_comes_at_once(cast):
    fund = FundFactory()

    results = race(4, lambda _n: make_gift(cast, 100, fund=fund, bank_reference="T0001"))

    assert sorted(type(result).__name__ for result in results) == ["Donation"] + ["GiftKnown"] * 3
    assert not any(isinstance(result, IntegrityError) for result in results)
