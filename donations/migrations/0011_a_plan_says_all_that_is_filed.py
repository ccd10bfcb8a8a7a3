"""What a filing says besides (慈善法 24, 25): where money is raised, its account, its use, whom to call."""

from django.db import migrations, models

PARTS = (
    ("contact_phone", "telephone of the campaign", 30),
    ("query_way", "how anybody can ask about it", 200),
    ("region", "where money is raised", 100),
    ("bank_account", "bank account that was filed", 150),
    ("use", "what the money is for", 300),
)


class Migration(migrations.Migration):
    dependencies = [("donations", "0010_columns_have_names")]

    operations = [
        migrations.AddField("campaign", name, models.CharField(verbose_name=title, max_length=longest, blank=True, default=""), preserve_default=False)
        for name, title, longest in PARTS
    ]
