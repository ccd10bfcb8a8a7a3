"""Public pages for everybody; rows about the federation are kept by the accountant and the reviewers."""

from datetime import UTC, date, datetime
from typing import Any

from disclosure import services
from disclosure.models import DisclosurePolicy, ExpenseRule, Occasion, Officer, Organisation, StatutoryRule
from disclosure.spans import Span
from tests.policies import ANYONE, Policy, World, admin_pages

ADMIN = ("reviewer", "approver", "accountant", "auditor", "admin")
KEEPERS = ("reviewer", "accountant")
ORGANISATION = {
    "valid_from": "2024-01-01", "name_zh": "演示", "kind": "social", "registration_no": "51410199MJF0000000",
    "address_zh": "演示路", "contact": "0371", "source": "登记证书",
}  # fmt: skip
OFFICER = {"body": "council", "name": "理演事", "post_zh": "会长", "position": "1", "serves_from": "2024-01-01"}
POLICY = {
    "valid_from": "2024-01-01", "smallest_group": "5", "gift_first_days": "90", "gift_last_days": "30",
    "source": "理事会",
}  # fmt: skip

OCCASION = {"kind": "emergency", "title_zh": "暴雨", "started_on": "2023-07-20"}
RULE = {
    "code": "more", "title_zh": "公开", "subject": "year", "rhythm": "after_end", "months": "1", "days": "0",
    "longer_than_months": "0", "bound": "any", "first_reminder_days": "30", "last_reminder_days": "7",
    "valid_from": "2020-01-01", "source": "法",
}  # fmt: skip
EXPENSE = {
    "kind": "social", "base": "income", "least_spending": "70", "most_management": "10", "management_free_fen": "0",
    "valid_from": "2024-01-01", "source": "法",
}  # fmt: skip
TRACERS = ("accountant", "auditor")
OFFICE = ("reviewer", "accountant", "approver", "auditor", "admin")
LONG_AGO = datetime(2024, 4, 2, 2, 0, tzinfo=UTC)


def of_report(get: Any, post: Any = None, *, name: str = "report in work", refused: Any = (), **more: Any) -> Policy:
    return Policy(
        get=get,
        post=post,
        refused=refused,
        kwargs=lambda world: {"slug": world[name].slug, "version": 1, **more},
        unknown={"slug": "2001", "version": 1, **more},
    )


POLICIES = {
    "disclosure:gift_use_form": Policy(get=ANYONE, post=ANYONE, data={"reference": "", "code": ""}),
    "disclosure:gift_use": Policy(get=ANYONE, kwargs=lambda world: {"reference": world["booked gift"].reference}),
    "disclosure:gift_trace": Policy(get=TRACERS, kwargs=lambda world: {"reference": world["booked gift"].reference}),
    "disclosure:voucher": Policy(
        get=TRACERS, kwargs=lambda world: {"reference": world["booked gift"].voucher.reference}
    ),
    "disclosure:ratios": Policy(get=OFFICE),
    "disclosure:lines": Policy(get=TRACERS, kwargs=lambda world: {"figure": "management"}),
    "disclosure:cell": Policy(
        get=TRACERS, kwargs=lambda world: {"table": "costs", "field": "amount_fen", "key": "5301"}
    ),
    **admin_pages("disclosure.expenserule", view=ADMIN, add=KEEPERS, change=KEEPERS, obj="expense rule", data=EXPENSE),
    "disclosure:reports": Policy(get=ANYONE),
    "disclosure:corrections": Policy(get=ANYONE),
    "disclosure:report": of_report(ANYONE, name="report that is out"),
    "disclosure:report_paper": of_report(ANYONE, name="report that is out"),
    "disclosure:report_file": of_report(ANYONE, name="report that is out", code="funds"),
    "disclosure:publish": Policy(
        get=("approver",), post=("approver",), kwargs=lambda world: {"slug": world["report in work"].slug, "version": 1}
    ),
    "disclosure:discard": Policy(
        get=KEEPERS, post=KEEPERS, kwargs=lambda world: {"slug": world["report in work"].slug, "version": 1}
    ),
    "disclosure:prepare": Policy(get=KEEPERS, post=KEEPERS, data={"period": f"{date.today().year - 2}-0"}),  # noqa: DTZ011
    "disclosure:calendar": Policy(get=OFFICE),
    "disclosure:timed_gifts": Policy(get=OFFICE),
    "disclosure:done": Policy(
        get=KEEPERS,
        post=KEEPERS,
        kwargs=lambda world: {"rule": "annual-report", "subject": "year-2024", "day": "2025-05-31"},
        data={"published_on": "2025-05-30", "where": "慈善中国"},
    ),
    **admin_pages("disclosure.pack", view=ADMIN, obj="report in work"),
    **admin_pages(
        "disclosure.occasion", view=ADMIN, add=KEEPERS, change=KEEPERS, obj="flood in the calendar", data=OCCASION
    ),
    **admin_pages(
        "disclosure.statutoryrule", view=ADMIN, add=KEEPERS, change=KEEPERS, obj="rule of the calendar", data=RULE
    ),
    "disclosure:organisation": Policy(get=ANYONE),
    "disclosure:funds": Policy(get=ANYONE),
    "disclosure:aid": Policy(get=ANYONE),
    "disclosure:delivered": Policy(get=ANYONE),
    "disclosure:spending": Policy(get=ANYONE),
    "disclosure:spending_file": Policy(get=ANYONE),
    "disclosure:donations": Policy(get=ANYONE),
    "disclosure:donations_file": Policy(get=ANYONE),
    "disclosure:table_file": Policy(get=ANYONE, kwargs=lambda world: {"code": "funds"}),
    **admin_pages("disclosure.organisation", view=ADMIN, add=KEEPERS, obj="organisation row", data=ORGANISATION),
    **admin_pages(
        "disclosure.officer", view=ADMIN, add=KEEPERS, change=KEEPERS, obj="officer of the council", data=OFFICER
    ),
    **admin_pages("disclosure.disclosurepolicy", view=ADMIN, add=KEEPERS, obj="rule of publication", data=POLICY),
}


def build(world: World) -> None:
    world["organisation row"] = Organisation.objects.create(**ORGANISATION | {"valid_from": "2023-01-01"})
    world["officer of the council"] = Officer.objects.create(**OFFICER)
    world["rule of publication"] = DisclosurePolicy.objects.create(**POLICY | {"valid_from": "2023-01-01"})
    world["flood in the calendar"] = Occasion.objects.create(**OCCASION)
    world["rule of the calendar"] = StatutoryRule.objects.create(**RULE | {"code": "yet-another"})
    world["expense rule"] = ExpenseRule.objects.create(**EXPENSE)
    makers = {"by": world.cast["accountant"], "at": LONG_AGO}
    out = services.prepare_pack(span=Span(2022), **makers)
    world["report that is out"] = services.publish_pack(pack=out, by=world.cast["approver"], at=LONG_AGO)
    world["report in work"] = services.prepare_pack(span=Span(2021), **makers)
