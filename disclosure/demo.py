"""Disclosure of the demo: who the federation is (invented people), what its gifts became, a report of last quarter."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from disclosure.models import Body, Officer, Organisation, OrganisationKind
from disclosure.services import keep_row, prepare_pack, publish_pack, trace_everything
from disclosure.spans import Span, quarter_of

FOUNDED = date(2020, 1, 1)
OFFICERS = (
    (Body.COUNCIL, "会演长", "会长", "President"),
    (Body.COUNCIL, "副演长", "副会长", "Vice-president"),
    (Body.COUNCIL, "秘演长", "秘书长", "Secretary-general"),
    (Body.SUPERVISORS, "监演事", "监事长", "Head of the supervisors"),
)


def load_demo_disclosure(users: Mapping[str, Any], at: datetime) -> None:
    """Nothing changes when the organisation is there. Everything that brings money must be loaded before."""
    trace_everything(at=at)
    if Organisation.objects.exists():
        return
    keeper = {"by": users["reviewer"], "at": at}
    keep_row(row=_organisation(), **keeper)
    for position, (body, name, post_zh, post_en) in enumerate(OFFICERS):
        officer = Officer(
            body=body, name=name, post_zh=post_zh, post_en=post_en, position=position, serves_from=FOUNDED
        )  # fmt: skip
        keep_row(row=officer, **keeper)
    pack = prepare_pack(span=_last_quarter(localdate(at)), **keeper)
    publish_pack(pack=pack, by=users["approver"], at=at)


def _organisation() -> Organisation:
    """No certificate: the campaigns of the demo are run by the holders that their pages name."""
    return Organisation(
        valid_from=FOUNDED,
        name_zh=settings.PORTAL_FEDERATION,
        name_en=settings.PORTAL_FEDERATION_EN,
        kind=OrganisationKind.SOCIAL,
        registration_no="51410199MJF0000000",
        address_zh=settings.PORTAL_ADDRESS,
        address_en=settings.PORTAL_ADDRESS_EN,
        contact="0371-00000001",
        complaint_contact="0371-00000002",
        source="演示数据",
    )


def _last_quarter(today: date) -> Span:
    quarter = quarter_of(today.month)
    return Span(today.year, quarter - 1) if quarter > 1 else Span(today.year - 1, 4)
