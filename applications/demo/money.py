"""The payment batches of the demo: maker, checker, cashier, and what the bank answers. `load` is loader.Loader."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

from applications.models import Application
from payments.services import approve_batch, import_result, lock_batch, make_bank_file, open_batch, release_batch


def make_batch(load: Any, cases: list[Application], at: datetime) -> Any:
    batch = open_batch(
        fund=cases[0].program.fund,
        sources=[case.source for case in cases],
        bank_format="csv_utf8",
        by=load.users["accountant"],
        at=at,
    )
    return lock_batch(batch=batch, by=load.users["accountant"], at=at)


def pay(load: Any, cases: list[Application], *, fails: bool) -> None:
    at = load.at - timedelta(hours=10)
    batch = make_batch(load, cases, at)
    approve_batch(batch=batch, by=load.users["approver"], at=at)
    release_batch(batch=batch, by=load.users["cashier"], at=at)
    _file, content = make_bank_file(batch=batch, by=load.users["cashier"], at=at)
    import_result(batch=batch, content=_result(content, fails), by=load.users["cashier"], at=at + timedelta(hours=4))


def _result(sent: bytes, fails: bool) -> bytes:
    """What a bank sends back: the same lines with an outcome."""
    rows = list(csv.reader(io.StringIO(sent.decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*rows[0], "处理结果", "失败原因"])
    for place, row in enumerate(rows[1:]):
        failed = fails and place == 0
        writer.writerow([*row, "失败" if failed else "成功", "户名与账号不符" if failed else ""])
    return out.getvalue().encode("utf-8-sig")
