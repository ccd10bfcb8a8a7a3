"""Goods instead of money."""

from dataclasses import replace

from programs.schemes import employee_illness_aid
from tests.factories.schemes import GOODS

scheme = replace(
    employee_illness_aid.scheme,
    code=GOODS,
    title="实物救助(测试)",
    lane="in_kind",
    publicity_mode="none",
    amount=lambda case: None,
    examples=(),
)
