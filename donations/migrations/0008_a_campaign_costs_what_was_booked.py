"""The cost of a campaign is what was booked for it. What was entered beside the books becomes entries to be booked.

A second person books or refuses each of them, as every other entry; a cost that was taken back becomes none.
"""

from collections import defaultdict

from django.db import migrations
from django.utils.timezone import now

from database.operations import append_only

PREFIX = "JZ"


def prepare_entries(apps, _schema_editor):
    Cost, Slip = apps.get_model("donations", "CampaignCost"), apps.get_model("funds", "Slip")
    of_paper = defaultdict(list)
    for cost in Cost.objects.select_related("campaign").order_by("pk"):
        of_paper[cost.campaign_id, cost.paper].append(cost)
    for costs in of_paper.values():
        left, first = sum(cost.amount_fen for cost in costs), costs[0]
        if left <= 0:
            continue
        Slip.objects.create(
            reference=f"{PREFIX}-C{first.pk:05}", kind="cost", cost="fundraising", fund_id=first.campaign.fund_id,
            amount_fen=left, booked_on=first.spent_on, account="1002", campaign=first.campaign.code,
            paper=f"{first.paper} {first.what}"[:100], prepared_at=now(), prepared_by_id=_who(apps, first),
        )  # fmt: skip


def _who(apps, cost):
    """Who entered it; of a row without a person who published the campaign, else the first account there is."""
    known = cost.entered_by_id or cost.campaign.published_by_id
    return known or apps.get_model("accounts", "User").objects.order_by("pk").values_list("pk", flat=True).first()


kept = append_only("donations_campaigncost")


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0007_a_sponsor_owes_what_stands"),
        ("funds", "0011_entries_name_their_campaign"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.RunPython(prepare_entries, migrations.RunPython.noop),
        type(kept)(
            name="costs beside the books may go",
            sqlite=kept.undo_sqlite, postgresql=kept.undo_postgresql,
            undo_sqlite=kept.sqlite, undo_postgresql=kept.postgresql,
        ),
        migrations.DeleteModel("CampaignCost"),
    ]  # fmt: skip
