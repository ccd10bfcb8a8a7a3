"""What is known of securities that were given, and what was sold of them. Entries of before keep what they have; they
are struck out and entered again before they can be booked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from database.operations import KeepingTriggers, OnEachDatabase

CHANNELS = [
    ("tencent", "Tencent charity platform"), ("bank", "Bank transfer"), ("cash_box", "Donation box"),
    ("on_site_qr", "QR code on site"), ("goods", "Goods handed over"), ("securities", "Securities transferred"),
    ("service", "Service given"), ("allocation", "Allocation from the city federation"),
]  # fmt: skip
FROZEN = {
    "donations_donation_security": (
        "donations_donation", ("security_code", "unit_price", "valued_on", "quantity", "unit"), False,
    ),
    "donations_securitiessale": (
        "donations_securitiessale",
        ("gift_id", "units", "sold_on", "proceeds_fen", "cost_fen", "paper", "voucher_id", "entered_at", "entered_by_id"),
        True,
    ),
}  # fmt: skip


def frozen(name: str) -> OnEachDatabase:
    """The columns keep what was written; of the second table no row goes, and an undoing stays."""
    table, columns, rows_stay = FROZEN[name]
    message = f"{table} keeps what was written"
    more = ["OLD.undone_at IS NOT NULL"] if rows_stay else []
    sqlite = " OR ".join([*(f"NEW.{column} IS NOT OLD.{column}" for column in columns), *more])
    postgresql = " OR ".join([*(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns), *more])
    stays = f"CREATE TRIGGER {name}_stays BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    raising = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'"
    events = "UPDATE OR DELETE" if rows_stay else "UPDATE"
    return OnEachDatabase(
        name=f"{name} frozen",
        sqlite=[
            f"CREATE TRIGGER {name}_frozen BEFORE UPDATE ON {table} WHEN {sqlite} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            *([stays] if rows_stay else []),
        ],
        undo_sqlite=[f"DROP TRIGGER {name}_frozen", *([f"DROP TRIGGER {name}_stays"] if rows_stay else [])],
        postgresql=[
            f"CREATE FUNCTION {name}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' THEN {raising}; ELSIF {postgresql} THEN {raising}; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {name}_frozen BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_frozen()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name}_frozen ON {table}", f"DROP FUNCTION {name}_frozen()"],
    )


def who(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


NOTHING = Q(security_code="", unit_price__isnull=True, valued_on__isnull=True)
WHOLE = ~Q(security_code="") & Q(quantity__gt=0, unit_price__gt=0, valued_on__isnull=False)
SECURITIES = Q(kind="securities")


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0005_receipts_keep_what_was_issued"),
        ("funds", "0008_securities_are_booked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        KeepingTriggers(
            "donations_donation",
            [
                migrations.AddField(
                    model_name="donation",
                    name="security_code",
                    field=models.CharField(blank=True, max_length=20, verbose_name="code of the security"),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="unit_price",
                    field=models.DecimalField(
                        blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="value of one unit (yuan)"
                    ),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="valued_on",
                    field=models.DateField(blank=True, null=True, verbose_name="day of that value"),
                ),
                migrations.AlterField(
                    model_name="donation",
                    name="channel",
                    field=models.CharField(choices=CHANNELS, max_length=12, verbose_name="channel"),
                ),
                migrations.AddConstraint(
                    model_name="donation",
                    constraint=models.CheckConstraint(
                        condition=~SECURITIES & NOTHING | SECURITIES & (WHOLE | ~Q(state__in=("booked", "refunded"))),
                        name="donations_gift_security_is_whole",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="columnmap",
            name="channel",
            field=models.CharField(choices=CHANNELS, max_length=12, verbose_name="channel"),
        ),
        migrations.AlterField(
            model_name="giftfile",
            name="channel",
            field=models.CharField(choices=CHANNELS, max_length=12, verbose_name="channel"),
        ),
        migrations.CreateModel(
            name="SecuritiesSale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("units", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="units sold")),
                ("sold_on", models.DateField(verbose_name="sold on")),
                ("proceeds_fen", models.BigIntegerField(verbose_name="received after fees")),
                ("cost_fen", models.BigIntegerField(verbose_name="value in the books")),
                ("paper", models.CharField(max_length=60, verbose_name="paper of the sale")),
                ("entered_at", models.DateTimeField(verbose_name="entered at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                ("undo_reason", models.CharField(blank=True, max_length=200, verbose_name="why it was undone")),
                ("entered_by", who()),
                ("undone_by", who(blank=True, null=True)),
                (
                    "gift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sales", to="donations.donation"
                    ),
                ),
                (
                    "voucher",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.voucher",
                        verbose_name="voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "sale of securities",
                "verbose_name_plural": "sales of securities",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(units__gt=0, proceeds_fen__gt=0, cost_fen__gt=0), name="donations_sale_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                        | Q(undone_at__isnull=False, undone_by__isnull=False),
                        name="donations_sale_undone_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=Q(undone_at__isnull=True, undo_reason="")
                        | Q(undone_at__isnull=False) & ~Q(undo_reason=""),
                        name="donations_sale_undone_why",
                    ),
                ],
            },
        ),
        *(frozen(name) for name in FROZEN),
    ]
