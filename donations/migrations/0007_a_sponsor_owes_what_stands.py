"""A sponsor's pledge shrinks by the matches of gifts that were given back; also by those taken back before this."""

from django.db import migrations, models
from django.db.models import F, Q, Sum

from database.operations import KeepingTriggers


def count_what_was_taken_back(apps, _schema_editor):
    Entry, Pledge = apps.get_model("donations", "MatchEntry"), apps.get_model("donations", "Pledge")
    back = Entry.objects.filter(state="reversed", pledge__isnull=False).order_by()
    for pledge, fen in back.values_list("pledge").annotate(Sum("amount_fen")):
        Pledge.objects.filter(pk=pledge).update(reduced_fen=fen)


class Migration(migrations.Migration):
    dependencies = [("donations", "0006_securities_are_given_and_sold")]

    operations = [
        KeepingTriggers(
            "donations_pledge",
            [
                migrations.AddField(
                    model_name="pledge",
                    name="reduced_fen",
                    field=models.BigIntegerField(default=0, verbose_name="taken back since"),
                ),
                migrations.AddConstraint(
                    model_name="pledge",
                    constraint=models.CheckConstraint(
                        condition=Q(reduced_fen__gte=0, reduced_fen__lte=F("amount_fen")),
                        name="donations_pledge_reduced_within",
                    ),
                ),
            ],
        ),
        migrations.RunPython(count_what_was_taken_back, migrations.RunPython.noop),
    ]
