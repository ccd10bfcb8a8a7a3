"""What is looked at in Chromium of the disclosure."""

from datetime import UTC, date, datetime

from disclosure import services
from disclosure.gift_use import use_code
from disclosure.models import Officer, Organisation
from disclosure.spans import Span
from donations.services import Purpose
from funds.models import Fund
from tests.browser.pages import Page
from tests.disclosure.scene import a_program, paid_case
from tests.donations.browser_pages import some_gifts
from tests.factories.donations import booked_gift, make_donor


def published(cast, places):
    Organisation.objects.create(
        valid_from="2023-01-01", name_zh="演示慈善总会", kind="social", registration_no="51410199MJF0000000",
        address_zh="演示路1号", contact="0371-00000001", complaint_contact="0371-00000002", source="登记证书",
    )  # fmt: skip
    Officer.objects.create(body="council", name="理演事", post_zh="会长", serves_from="2023-01-01")
    some_gifts(cast, places)
    communities = [area for area in places.values() if area.level == "community"][:2]
    for scheme in ("employee_illness_aid", "emergency_relief"):
        program = a_program(scheme)
        for number in range(6):
            paid_case(program, communities[number % 2], 10_000 * (number + 1))
    return [
        f"/transparency/{path}"
        for path in ("funds/?year=2026", "aid/?year=2026", "delivered/?year=2026", "spending/?year=2026")
    ] + [
        "/transparency/",
        "/transparency/donations/?year=2023",
    ]


def reports(cast, places):
    published(cast, places)
    at = datetime(2024, 1, 5, 2, 0, tzinfo=UTC)
    for note in ("", "漏记一笔捐赠，已补记"):
        pack = services.prepare_pack(span=Span(2023), note=note, by=cast["reviewer"], at=at)
        services.publish_pack(pack=pack, by=cast["approver"], at=at)
    services.prepare_pack(span=Span(2023, 4), by=cast["reviewer"], at=at)
    return [
        "/transparency/reports/",
        "/transparency/corrections/",
        "/transparency/reports/2023/v1/",
        "/transparency/office/prepare/",
        "/transparency/office/calendar/",
        "/transparency/office/calendar/annual-report/year-2025/2026-05-31/",
    ]


def traced(cast, places):
    program = a_program()
    fund = Fund.objects.get(pk=program.fund_id)
    at = datetime(2023, 9, 8, 4, 0, tzinfo=UTC)
    gift = booked_gift(cast, 30_000_000_000, fund=fund, donor=make_donor(cast), at=at)
    until = {"restriction": "time", "use_by": date(2023, 12, 1)}
    booked_gift(cast, 120_000, donor=make_donor(cast, "捐演二"), purpose=Purpose(**until), at=at)
    communities = [area for area in places.values() if area.level == "community"][:2]
    vouchers = [paid_case(program, communities[number % 2], 20_000_000) for number in range(7)]
    services.trace_everything(at=at)
    return [
        "/transparency/my-donation/",
        f"/transparency/my-donation/{gift.reference}/?code={use_code(gift.reference)}",
        f"/transparency/office/gifts/{gift.reference}/",
        f"/transparency/office/vouchers/{vouchers[-1].reference}/",
        "/transparency/office/timed-gifts/",
        "/transparency/office/ratios/?year=2026",
        "/transparency/office/figures/activities/?year=2026",
        "/transparency/office/tables/aid/paid_fen/employee_illness_aid/?year=2026",
    ]


PAGES = (
    Page("disclosure", "/transparency/", prepare=published),
    Page("disclosure-reports", "/transparency/reports/", user="accountant", prepare=reports),
    Page("disclosure-tracing", "/transparency/office/ratios/", user="accountant", prepare=traced),
)
