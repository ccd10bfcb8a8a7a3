"""Official receipts from a list, through the staging of all lists."""

import pytest

from donations.imports import OFFICIAL_RECEIPTS
from donations.models import Donation, OfficialReceipt
from imports import services as lists
from jobs.services import run_job
from tests.factories.donations import AT, booked_gift, make_gift
from tests.imports.workbooks import workbook

pytestmark = pytest.mark.django_db
HEADINGS = (
    "捐赠编号*",
    "票据代码*",
    "票据号码*",
    "校验码*",
    "开票日期*",
    "交款人*",
    "项目编码",
    "项目名称*",
    "金额*",
    "收款单位*",
)


def line(gift, number, amount="100.00"):
    return [gift.reference, "41010123", number, "a1b2c3", "2023-09-08", "捐演一", "", "捐赠收入", amount, "慈善总会"]


def staged(cast, *lines):
    file = workbook(list(lines), headings=HEADINGS)
    source = lists.stage_list(kind=OFFICIAL_RECEIPTS, subject="", file=file, by=cast["accountant"], at=AT)
    run_job(job_id=source.check_job_id, clock=lambda: AT)
    return source


def states(source):
    return list(source.rows.order_by("number").values_list("state", flat=True))


def test_receipts_are_taken_over_once(cast):
    first, second = booked_gift(cast), booked_gift(cast)
    source = staged(cast, line(first, "0000000001"), line(second, "0000000002"))

    job = lists.start_take_over(source=source, by=cast["accountant"], at=AT)
    run_job(job_id=job.pk, clock=lambda: AT)
    again = staged(cast, line(first, "0000000001"), line(second, "0000000002"), line(booked_gift(cast), "0000000003"))

    assert states(source) == ["taken", "taken"]
    assert states(again) == ["known", "known", "ready"]
    assert OfficialReceipt.objects.count() == 2
    assert set(Donation.objects.filter(pk__in=[first.pk, second.pk]).values_list("receipt_state", flat=True)) == {
        "issued"
    }


MORE = {
    "票据名称": "公益事业捐赠统一票据（电子）", "监制章": "全国统一财政电子票据监制章 财政部监制",
    "交款人统一社会信用代码": "91410199MADEM0B112", "二维码": "01,11,41010123,0000000001,100.00,20230908,a1b2c3",
    "单位": "笔", "数量": "2", "标准": "50.00", "备注": "定向助学", "其他信息": "电子票据", "复核人": "慈复核",
    "收款人": "慈示纳",
}  # fmt: skip


def test_everything_that_is_printed_is_taken_over(cast):
    """财综〔2024〕1号 art. 6: seal, QR code and other information besides the rest."""
    gift = booked_gift(cast)
    headings = (*HEADINGS, *MORE)
    file = workbook([[*line(gift, "0000000001"), *MORE.values()]], headings=headings)
    source = lists.stage_list(kind=OFFICIAL_RECEIPTS, subject="", file=file, by=cast["accountant"], at=AT)
    run_job(job_id=source.check_job_id, clock=lambda: AT)
    job = lists.start_take_over(source=source, by=cast["accountant"], at=AT)
    run_job(job_id=job.pk, clock=lambda: AT)

    receipt = OfficialReceipt.objects.get()
    assert {
        "票据名称": receipt.title, "监制章": receipt.seal_mark, "交款人统一社会信用代码": receipt.payer_code,
        "二维码": receipt.qr_text, "备注": receipt.remark, "其他信息": receipt.other, "复核人": receipt.checker,
        "收款人": receipt.payee,
    } == {name: value for name, value in MORE.items() if name not in ("单位", "数量", "标准")}  # fmt: skip
    assert receipt.lines == [["", "捐赠收入", "笔", "2", "50.00", 10_000]]


def test_a_credit_code_that_is_none_is_told(cast):
    file = workbook(
        [[*line(booked_gift(cast), "0000000001"), "91410199MADEM0B113"]],
        headings=(*HEADINGS, "交款人统一社会信用代码"),
    )
    source = lists.stage_list(kind=OFFICIAL_RECEIPTS, subject="", file=file, by=cast["accountant"], at=AT)
    run_job(job_id=source.check_job_id, clock=lambda: AT)

    assert states(source) == ["wrong"]


def test_wrong_gifts_and_amounts_are_told(cast):
    gift = booked_gift(cast)
    source = staged(
        cast,
        line(make_gift(cast), "0000000001"),
        line(gift, "0000000002", "99.00"),
        line(gift, "0000000003"),
        line(gift, "0000000003"),
    )

    assert states(source) == ["wrong", "wrong", "ready", "wrong"]
