"""Expense rules as known in 2026; a revision under the amended law was foreseen. Rows: staff change them."""

from datetime import date
from decimal import Decimal

from django.db import migrations

LAW = "慈善法第六十一条"
RULE = "慈善组织开展慈善活动年度支出和管理费用的规定（民发〔2016〕189号）第九条、第十一条"
DRAFT = "2016年征求意见稿，执行前请核实"
WAN = 1_000_000  # 1万元 in fen
COLUMNS = (
    "kind", "net_assets_from_fen", "net_assets_below_fen", "base", "least_spending", "least_of_income",
    "most_management", "management_free_fen", "source",
)  # fmt: skip
RULES = (
    ("foundation_public", None, None, "income", 70, None, 10, 0, LAW),
    ("social_public", None, None, "income", 70, None, 13, 0, DRAFT),
    ("social", 1000 * WAN, None, "net_assets", 6, None, 13, 20 * WAN, RULE),
    ("social", 500 * WAN, 1000 * WAN, "net_assets", 7, None, 14, 20 * WAN, RULE),
    ("social", 100 * WAN, 500 * WAN, "net_assets", 8, None, 15, 20 * WAN, RULE),
    ("social", None, 100 * WAN, "net_assets", 8, 50, 20, 20 * WAN, RULE),
)


def load(apps, _schema_editor):
    rule = apps.get_model("disclosure", "ExpenseRule")
    for values in RULES:
        row = dict(zip(COLUMNS, values, strict=True))
        for name in ("least_spending", "least_of_income", "most_management"):
            row[name] = None if row[name] is None else Decimal(row[name])
        rule.objects.create(valid_from=date(2016, 9, 1), **row)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0006_expense_rules")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
