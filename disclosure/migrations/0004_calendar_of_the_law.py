"""What the law demands to be published, as known in 2026. Rows: staff change them when the law does."""

from datetime import date

from django.db import migrations

LAW = date(2024, 9, 5)  # the amended 慈善法
ORDER = date(2026, 1, 1)  # 民政部令81号
RULES = (
    ("campaign-progress", "公开募捐进展情况", "Progress of a public campaign",
     "campaign", "repeated", 3, 0, 6, 30, 7, LAW, "慈善法第七十九条：超过六个月的，至少每三个月公开一次"),
    ("campaign-account", "公开募捐全面情况", "Full account of a public campaign",
     "campaign", "after_end", 3, 0, 0, 30, 7, LAW, "慈善法第七十九条：结束后三个月内"),
    ("campaign-partner", "合作募捐的评估和监督情况", "Assessment of the partner of a campaign",
     "campaign", "after_end", 3, 0, 0, 30, 7, ORDER, "慈善组织信息公开办法（民政部令81号）"),
    ("project-progress", "慈善项目实施情况", "Progress of a charity project",
     "program", "repeated", 3, 0, 6, 30, 7, LAW, "慈善法第七十九条：超过六个月的，至少每三个月公开一次"),
    ("project-account", "慈善项目全面情况及剩余财产处理", "Full account of a charity project and of what was left over",
     "program", "after_end", 3, 0, 0, 30, 7, LAW, "慈善法第七十九条；民政部令81号"),
    ("annual-report", "年度工作报告和财务会计报告", "Annual work report and financial report",
     "year", "after_end", 5, 0, 0, 60, 14, date(2018, 9, 1), "民政部令81号：次年5月31日前"),
    ("emergency-receipts", "重大突发事件款物接收使用情况", "Money and goods received in a major emergency",
     "emergency", "repeated", 0, 5, 0, 2, 1, LAW, "慈善法第七十二条：至少每五日公开一次"),
    ("major-change", "重大资产变动、投资、交易及关联交易", "Major change of assets, investment or transaction",
     "change", "after_start", 0, 30, 0, 14, 5, ORDER, "民政部令81号第十三、十四条：三十日内"),
)  # fmt: skip
COLUMNS = (
    "code", "title_zh", "title_en", "subject", "rhythm", "months", "days", "longer_than_months", "first_reminder_days",
    "last_reminder_days", "valid_from", "source",
)  # fmt: skip


def load(apps, _schema_editor):
    rule = apps.get_model("disclosure", "StatutoryRule")
    rule.objects.bulk_create(rule(**dict(zip(COLUMNS, values, strict=True))) for values in RULES)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0003_reports_stay_as_published")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
