"""A gift in each state; the cashier enters, the accountant books, the approver gives back."""

from types import SimpleNamespace
from typing import Any

from donations import services
from donations.models import ColumnMap, ReceiptKey, ReceiptSeries
from tests.factories.donations import (
    booked_gift,
    make_campaign,
    make_change,
    make_donor,
    make_gift,
    make_pledge,
    make_pool,
    official_receipt,
    sold_shares,
    staged_file,
)
from tests.policies import ANYONE, Policy, World, admin_pages

READERS = ("accountant", "cashier", "reviewer", "approver", "auditor", "admin")
KEEPERS = ("accountant", "cashier", "reviewer")
FINANCE = ("accountant", "cashier")
ADMIN = ("reviewer", "approver", "accountant", "auditor", "admin")
PURPOSE = {"restriction": "project", "project": "图书角"}


def of(obj: str, *people: str, get: Any = None, data: Any = None, **more: Any) -> Policy:
    """A step of one gift, donor or pledge."""
    return Policy(
        get=people if get is None else get,
        post=people,
        refused=[reader for reader in READERS if reader not in people],
        kwargs=lambda world: {"reference": world[obj].reference, **{k: v(world) for k, v in more.items()}},
        unknown={"reference": "JK-000000", **dict.fromkeys(more, 0)},
        data=data or {},
    )


def seen(obj: str) -> Policy:
    return Policy(
        get=READERS, kwargs=lambda world: {"reference": world[obj].reference}, unknown={"reference": "JK-000000"}
    )


def no_page(obj: str, *people: str) -> Policy:
    """A button on the page of a file or a pool."""
    return Policy(
        post=people,
        refused=[reader for reader in READERS if reader not in people],
        kwargs=lambda world: {"reference": world[obj].reference},
        unknown={"reference": "WJ-000000"},
    )


def of_campaign(*people: str, data: Any = None) -> Policy:
    return Policy(get=people, post=people, kwargs=lambda world: {"code": world["campaign"].code}, data=data or {})


def change_pk(world: World) -> int:
    return world["use change"].pk


GIFT = {
    "kind": "money", "channel": "bank", "amount": "100", "paid_on": "2023-09-08", "received_on": "2023-09-08",
    "restriction": "unrestricted",
}  # fmt: skip
CAMPAIGN = {
    "code": "another", "title_zh": "活动", "title_en": "Campaign", "purpose_zh": "x", "purpose_en": "x",
    "holder": "郑州慈善总会", "starts_on": "2023-09-07", "ends_on": "2023-09-09", "target": "100", "cost_plan": "0",
    "target_person_times": "0", "beneficiaries": "x", "in_charge": "x", "ways": "x", "leftover": "x",
}  # fmt: skip

POLICIES = {
    "donations:campaigns": Policy(get=ANYONE),
    "donations:campaign": Policy(get=ANYONE, kwargs=lambda world: {"code": world["campaign"].code}),
    "donations:figures": Policy(get=ANYONE, kwargs=lambda world: {"code": world["campaign"].code}),
    "donations:new_campaign": Policy(
        get=KEEPERS, post=KEEPERS, data=lambda world: {**CAMPAIGN, "fund": world["fund"].pk}
    ),
    "donations:change_campaign": of_campaign(*KEEPERS, data=CAMPAIGN),
    "donations:publish": of_campaign("approver"),
    "donations:campaign_lines": Policy(
        get=("accountant", "cashier", "approver", "auditor", "admin"),
        kwargs=lambda world: {"code": world["campaign"].code, "figure": "cost"},
    ),
    "donations:reach": of_campaign(
        *KEEPERS,
        data={"unit": "persons", "number": "1", "reached_on": "2023-09-08", "action": "x", "source": "签到表"},
    ),
    "donations:list": Policy(get=READERS),
    "donations:export": Policy(get=READERS, post=READERS),
    "donations:new": Policy(get=FINANCE, post=FINANCE, data=lambda world: {**GIFT, "fund": world["fund"].pk}),
    "donations:detail": seen("entered gift"),
    "donations:book": of("entered gift", "accountant"),
    "donations:cancel": of("entered gift", *FINANCE, data={"reason": "重复登记"}),
    "donations:refund": of("booked gift", "approver", data={"reason": "汇错"}),
    "donations:sell": of(
        "gift of shares",
        "accountant",
        data={"units": "1", "proceeds": "10", "sold_on": "2023-09-08", "paper": "L-2"},
    ),
    "donations:undo_sale": of(
        "gift of shares", "approver", data={"reason": "录错"}, pk=lambda world: world["sale of shares"].pk
    ),
    "donations:tell": of("booked gift", *KEEPERS, data={"text": "已用于助学"}),
    "donations:propose_change": of("booked gift", *KEEPERS, data={**PURPOSE, "reason": "满额"}),
    "donations:agree_to_change": of(
        "gift to change", "approver", data={"consented_on": "2023-09-08", "consent_evidence": "信函"}, pk=change_pk
    ),
    "donations:refuse_change": of("gift to change", "approver", pk=change_pk),
    "donations:donors": Policy(get=READERS, post=READERS, data={"q": "捐"}),
    "donations:new_donor": Policy(
        get=KEEPERS, post=KEEPERS, data={"kind": "person", "name": "捐演九", "public_name_mode": "masked"}
    ),
    "donations:donor": seen("donor"),
    "donations:public_name": of("donor", *KEEPERS, data={"mode": "anonymous"}),
    "donations:new_pledge": of(
        "donor",
        *KEEPERS,
        data=lambda world: {"amount": "100", "promised_on": "2023-09-08", "fund": world["fund"].pk},
    ),
    "donations:new_agreement": of(
        "donor",
        *KEEPERS,
        data={"signed_on": "2023-09-08", "property": "大米1吨", "use": "粥屋", "delivery": "9月底送达"},
    ),
    "donations:pledges": Policy(get=READERS),
    "donations:pledge": seen("pledge"),
    "donations:withdraw_pledge": of("pledge", *KEEPERS, data={"reason": "经营困难"}),
    "donations:open_gift": Policy(get=ANYONE, post=ANYONE, data={}),
    "donations:gift_paper": Policy(get=ANYONE, kwargs=lambda world: {"number": world["acknowledgement"].number}),
    "donations:enter_receipt": of(
        "booked gift",
        *FINANCE,
        data={
            "code": "1",
            "number": "2",
            "check_code": "3",
            "issued_on": "2023-09-08",
            "payer": "捐演一",
            "project": "捐赠收入",
            "amount": "100",
            "issuer": "郑州高新区慈善总会",
        },
    ),
    "donations:void_receipt": of(
        "gift to change", *FINANCE, data={"reason": "抬头有误"}, pk=lambda world: world["official receipt"].pk
    ),
    "donations:acknowledge": no_page("booked gift", *KEEPERS),
    "donations:acknowledgement": Policy(
        get=KEEPERS,
        refused=[reader for reader in READERS if reader not in KEEPERS],
        kwargs=lambda world: {"reference": world["gift to change"].reference},
        unknown={"reference": "JK-000000"},
    ),
    "donations:pools": Policy(get=READERS),
    "donations:new_pool": of_campaign(
        *KEEPERS,
        data=lambda world: {
            "sponsor": world["donor"].pk,
            "mode": "fixed_ratio",
            "total": "100",
            "ratio_given": "1",
            "ratio_for": "1",
            "least_gift": "1",
            "starts_on": "2023-09-07",
            "ends_on": "2023-09-09",
        },
    ),
    "donations:pool": seen("matching pool"),
    "donations:calculate_pool": no_page("matching pool", *KEEPERS),
    "donations:confirm_pool": no_page("matching pool", "accountant"),
    "donations:settle_pool": no_page("matching pool", *KEEPERS),
    "donations:end_pool": of("matching pool", *KEEPERS, data={"reason": "经营困难"}),
    "donations:files": Policy(get=READERS),
    "donations:upload": Policy(get=("accountant",), post=("accountant",)),
    "donations:file": seen("gift file"),
    "donations:file_columns": of(
        "gift file", "accountant", data={"reference": "交易单号", "amount": "捐款金额", "paid_at": "捐款时间"}
    ),
    "donations:take_file": no_page("gift file", "accountant"),
    "donations:discard_file": no_page("gift file", "accountant"),
    **admin_pages("donations.officialreceipt", view=ADMIN, obj="official receipt"),
    **admin_pages("donations.acknowledgement", view=ADMIN, obj="acknowledgement"),
    **admin_pages("donations.receiptseries", view=ADMIN, obj="acknowledgement series"),
    **admin_pages("donations.receiptkey", view=ADMIN, obj="acknowledgement key"),
    **admin_pages("donations.matchingpool", view=ADMIN, obj="matching pool"),
    **admin_pages("donations.matchentry", view=ADMIN, obj="match entry"),
    **admin_pages("donations.giftfile", view=ADMIN, obj="gift file"),
    **admin_pages("donations.columnmap", view=ADMIN, obj="column map"),
    **admin_pages("donations.donor", view=ADMIN, obj="donor"),
    **admin_pages("donations.donation", view=ADMIN, obj="entered gift"),
    **admin_pages("donations.securitiessale", view=ADMIN, obj="sale of shares"),
    **admin_pages("donations.pledge", view=ADMIN, obj="pledge"),
    **admin_pages("donations.usechange", view=ADMIN, obj="use change"),
    **admin_pages("donations.agreement", view=ADMIN, obj="agreement"),
    **admin_pages("donations.feedback", view=ADMIN, obj="feedback"),
    **admin_pages("donations.campaign", view=ADMIN, obj="campaign"),
    **admin_pages("donations.reach", view=ADMIN, obj="reach"),
}


def build(world: World) -> None:
    cast, fund = world.cast, world["fund"]
    people = SimpleNamespace(by=cast["cashier"], at=world.at)
    world["donor"] = make_donor(cast)
    world["entered gift"] = make_gift(cast, fund=fund)
    world["booked gift"] = booked_gift(cast, fund=fund)
    world["gift to change"] = booked_gift(cast, fund=fund, donor=world["donor"])
    world["gift of shares"], world["sale of shares"] = sold_shares(cast, fund)
    world["use change"] = make_change(cast, world["gift to change"])
    world["pledge"] = make_pledge(cast, donor=world["donor"], fund=fund)
    world["agreement"] = services.record_agreement(
        donor=world["donor"], signed_on=world.at.date(), property="大米", use="粥屋", delivery="9月", **vars(people)
    )
    world["feedback"] = services.tell_donor(gift=world["booked gift"], text="已用于助学", **vars(people))
    world["campaign"] = make_campaign(cast, fund=fund)
    world["reach"] = services.count_reach(
        campaign=world["campaign"], unit="persons", number=3, reached_on=world.at.date(), action="义诊",
        source="签到表", **vars(people),
    )  # fmt: skip
    world["gift file"] = staged_file(cast, fund=fund)
    world["column map"] = ColumnMap.objects.create(
        channel="bank", headings_key="x", columns={}, saved_at=world.at, saved_by=cast["accountant"]
    )
    world["matching pool"] = make_pool(cast, world["campaign"], total_fen=100_000)
    booked_gift(cast, fund=fund, campaign=world["campaign"])
    services.calculate_pool(pool=world["matching pool"], by=cast["cashier"], at=world.at)
    world["match entry"] = world["matching pool"].entries.get()
    world["official receipt"] = services.enter_official_receipt(
        gift=world["gift to change"], facts=official_receipt(), **vars(people)
    )
    world["acknowledgement"] = services.acknowledge(gift=world["gift to change"], **vars(people))
    world["acknowledgement series"], world["acknowledgement key"] = (
        ReceiptSeries.objects.get(),
        ReceiptKey.objects.get(),
    )
