"""Loads the chart of accounts of 《民间非营利组织会计制度》, 2005 numbering (domain fact book 5.7).

The system of 2026 renames some accounts: it will be a further migration with rows of their own `valid_from`, and an
end for those it replaces. Names on old vouchers stay as they were.
"""

from datetime import date

from django.db import migrations

SYSTEM_OF_2005 = date(2005, 1, 1)

# code, Chinese name, English name, kind, is it money?
CHART = [
    ("1001", "现金", "Cash", "asset", True),
    ("1002", "银行存款", "Bank deposits", "asset", True),
    ("1009", "其他货币资金", "Other money", "asset", True),
    ("1122", "其他应收款", "Other receivables", "asset", False),
    ("1141", "预付账款", "Prepayments", "asset", False),
    ("1201", "存货", "Inventory", "asset", False),
    ("1501", "固定资产", "Fixed assets", "asset", False),
    ("1502", "累计折旧", "Accumulated depreciation", "asset", False),
    ("1901", "受托代理资产", "Assets held for others", "asset", False),
    ("2202", "应付账款", "Accounts payable", "liability", False),
    ("2209", "其他应付款", "Other payables", "liability", False),
    ("2601", "受托代理负债", "Liabilities for assets held for others", "liability", False),
    ("3101", "非限定性净资产", "Unrestricted net assets", "net_assets", False),
    ("3102", "限定性净资产", "Restricted net assets", "net_assets", False),
    ("410101", "捐赠收入—非限定性", "Donations, unrestricted", "income", False),
    ("410102", "捐赠收入—限定性", "Donations, restricted", "income", False),
    ("4201", "会费收入", "Membership fees", "income", False),
    ("4401", "政府补助收入", "Government grants", "income", False),
    ("4601", "投资收益", "Investment income", "income", False),
    ("4901", "其他收入", "Other income", "income", False),
    ("5101", "业务活动成本", "Cost of charitable activities", "expense", False),
    ("5201", "管理费用", "Administration", "expense", False),
    ("5301", "筹资费用", "Fundraising costs", "expense", False),
    ("5401", "其他费用", "Other expenses", "expense", False),
]


def load(apps, _schema_editor):
    Account = apps.get_model("funds", "Account")
    for code, name_zh, name_en, kind, is_money in CHART:
        Account.objects.get_or_create(
            code=code,
            valid_from=SYSTEM_OF_2005,
            defaults={"name_zh": name_zh, "name_en": name_en, "kind": kind, "is_money": is_money},
        )


class Migration(migrations.Migration):
    dependencies = [("funds", "0002_posted_vouchers_never_change")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
