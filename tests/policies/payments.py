"""Batches: the accountant makes, the approver checks, the cashier sends; auditor and administrator look on."""

from types import SimpleNamespace
from typing import Any

from payments import services
from payments.models import PaymentBatch
from tests.factories.payments import (
    approved_batch,
    given_check,
    locked_batch,
    open_batch,
    ready_item,
    record_result,
    released_batch,
    result_csv,
    result_rows,
)
from tests.policies import Policy, World, admin_pages

READERS = ("accountant", "cashier", "approver", "auditor", "admin")
CHECK_READERS = ("reviewer", "approver", "auditor", "admin")
BACK_OFFICE = ("accountant", "approver", "auditor", "admin")


def verb(batch: str, *people: str, get: bool = True, data: Any = None, **more: Any) -> Policy:
    return Policy(
        get=people if get else None,
        post=people,
        refused=[reader for reader in READERS if reader not in people],
        kwargs=lambda world: {"reference": world[batch].reference, **more},
        unknown={"reference": "FK-000000", **more},
        data=data or {},
    )


def of_check(check: str, get: Any = None, post: Any = None, data: Any = None) -> Policy:
    """A check that was given to the reviewer; the approver checked its batch, so he may look only."""
    people = {*(get or ()), *(post or ())}
    return Policy(
        get=get,
        post=post,
        refused=[reader for reader in CHECK_READERS if reader not in people],
        kwargs=lambda world: {"reference": world[check].reference},
        unknown={"reference": "CQ-000000"},
        data=data or {},
    )


POLICIES = {
    "payments:check_export": Policy(get=CHECK_READERS, post=CHECK_READERS),
    "payments:list": Policy(get=READERS),
    "payments:desk": Policy(get=READERS),
    "payments:budgets_xlsx": Policy(get=READERS),
    "payments:export": Policy(get=READERS, post=READERS),
    "payments:new": Policy(
        get=("accountant",),
        post=("accountant",),
        query="?fund=policies",
        data=lambda world: {"sources": [world["ready_source"]], "bank_format": "workbook"},
    ),
    "payments:detail": Policy(
        get=READERS,
        kwargs=lambda world: {"reference": world["released_batch"].reference},
        unknown={"reference": "FK-000000"},
    ),
    "payments:add": verb("open_batch", "accountant", data=lambda world: {"sources": [world["ready_source"]]}),
    "payments:remove": verb("open_batch", "accountant", get=False, position=1),
    "payments:lock": verb("open_batch", "accountant"),
    "payments:approve": verb("locked_batch", "approver"),
    "payments:return": verb("locked_batch", "approver", "cashier", data={"reason": "wrong_amount"}),
    "payments:release": verb("approved_batch", "cashier"),
    "payments:bank_file": verb("released_batch", "cashier", get=False),
    "payments:result": verb("released_batch", "cashier"),
    "payments:roster": Policy(
        get=READERS,
        kwargs=lambda world: {"reference": world["released_batch"].reference, "code": "roster"},
        unknown={"reference": "FK-000000", "code": "roster"},
    ),
    "payments:close": verb("finished_batch", "accountant"),
    "payments:abort": verb("open_batch", "accountant", data={"reason": "made_by_mistake"}),
    "payments:checks": Policy(get=CHECK_READERS),
    "payments:check": of_check("open_check", get=CHECK_READERS),
    "payments:check_record": of_check(
        "open_check",
        get=("reviewer",),
        post=("reviewer",),
        data={"way": "telephone", "result": "full", "attempts": "1"},
    ),
    "payments:check_answer": of_check(
        "finding", get=("auditor",), post=("auditor",), data={"outcome": "other", "answer": "x"}
    ),
    "payments:check_telephone": of_check(
        "open_check", get=("reviewer",), post=("reviewer",), data={"reason": "打电话核对"}
    ),
    "payments:check_take": of_check("open_check", post=("reviewer", "auditor")),
    **admin_pages("payments.sampledraw", view=("approver", "auditor", "admin"), obj="draw"),
    **admin_pages("payments.paymentcheck", view=("approver", "auditor", "admin"), obj="open_check"),
    **admin_pages("payments.paymentbatch", view=BACK_OFFICE, obj="released_batch"),
    **admin_pages("payments.bankfile", view=BACK_OFFICE, obj="bank_file"),
    **admin_pages("payments.resultfile", view=BACK_OFFICE, obj="result_file"),
}


def build(world: World) -> None:
    """One batch in each state that a verb starts from, out of the fund of the funds' policies."""
    cast, fund = world.cast, world["fund"]
    people = SimpleNamespace(maker=cast["accountant"], checker=cast["approver"], cashier=cast["cashier"])
    world["open_batch"] = open_batch(people, fund, [100_000])
    world["locked_batch"] = locked_batch(people, fund, [100_000])
    world["approved_batch"] = approved_batch(people, fund, [100_000])
    world["released_batch"] = released_batch(people, fund, [100_000])
    finished = released_batch(people, fund, [100_000])
    content = result_csv(result_rows(finished, [""]))
    world["result_file"] = services.import_result(batch=finished, content=content, by=people.cashier, at=world.at)
    world["finished_batch"] = PaymentBatch.objects.get(pk=finished.pk)
    world["bank_file"], _content = services.make_bank_file(
        batch=world["released_batch"], by=people.cashier, at=world.at
    )
    world["open_check"] = given_check(people, fund, cast["reviewer"])
    world["finding"] = record_result(given_check(people, fund, cast["reviewer"]), "not_received")
    world["draw"] = world["open_check"].draw
    world["ready_source"] = ready_item(fund, 100_000)
