"""Costs, bills, interest and the other entries that a person writes: prepared by one, booked by another."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from database.operations import OnEachDatabase

TABLE = "funds_slip"
FROZEN = (
    "reference", "kind", "fund_id", "fund_to_id", "settles_id", "amount_fen", "booked_on", "account", "from_account",
    "cost", "basis", "scheme", "project", "party", "is_organisation", "paper", "bank_reference", "prepared_at",
    "prepared_by_id",
)  # fmt: skip
MESSAGE = f"{TABLE} keeps what was written and decided"
SQLITE = " OR ".join([*(f"NEW.{column} IS NOT OLD.{column}" for column in FROZEN), "OLD.decided_at IS NOT NULL"])
POSTGRESQL = " OR ".join(
    [*(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN), "OLD.decided_at IS NOT NULL"]
)
RAISE = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"
KINDS = [
    ("cost", "Cost that was paid"), ("bill", "Bill to be paid later"), ("bill_paid", "Bill that was paid"),
    ("interest", "Interest of the bank"), ("move", "Money moved between accounts"),
    ("transfer", "Transfer between funds"), ("goods", "Goods handed out"),
    ("pass_on", "Passed on to whom it was meant for"), ("reverse", "Reversal of such an entry"),
]  # fmt: skip
COSTS = [
    ("activity", "Charitable activity"), ("management", "Administration"), ("fundraising", "Fundraising"),
    ("bank_fee", "Fee of the bank"), ("other", "Other"),
]  # fmt: skip
GROUNDS = [
    ("donor_consent", "The donors agreed"), ("change_of_use_filed", "Decided by the council and filed"),
    ("leftover_as_planned", "Left over, used as the plan says"),
]  # fmt: skip
PROTECT = django.db.models.deletion.PROTECT

kept = OnEachDatabase(
    name=MESSAGE,
    sqlite=[
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} WHEN {SQLITE} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        f"CREATE TRIGGER {TABLE}_stays BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ],
    undo_sqlite=[f"DROP TRIGGER {TABLE}_frozen", f"DROP TRIGGER {TABLE}_stays"],
    postgresql=[
        f"CREATE FUNCTION {TABLE}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN {RAISE}; ELSIF {POSTGRESQL} THEN {RAISE}; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_frozen()",
    ],
    undo_postgresql=[f"DROP TRIGGER {TABLE}_frozen ON {TABLE}", f"DROP FUNCTION {TABLE}_frozen()"],
)


def text(longest, label, **more):
    return models.CharField(blank=True, max_length=longest, verbose_name=label, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0009_what_the_bank_said_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Slip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True, verbose_name="reference")),
                ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="kind")),
                ("amount_fen", models.BigIntegerField(verbose_name="amount")),
                ("booked_on", models.DateField(verbose_name="date")),
                ("account", text(10, "ledger account")),
                ("from_account", text(10, "from the account")),
                ("cost", text(12, "kind of cost", choices=COSTS)),
                ("basis", text(20, "ground", choices=GROUNDS)),
                ("scheme", text(60, "scheme")),
                ("project", text(60, "project")),
                ("party", text(100, "paid to")),
                ("is_organisation", models.BooleanField(default=False, verbose_name="an organisation")),
                ("paper", text(100, "invoice or other paper")),
                ("bank_reference", text(60, "bank reference")),
                ("prepared_at", models.DateTimeField(verbose_name="prepared at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("refusal", text(200, "why it was refused")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="funds.fund", verbose_name="fund"),
                ),
                (
                    "fund_to",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="+", to="funds.fund",
                        verbose_name="to the fund",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="prepared by"
                    ),
                ),
                (
                    "settles",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="+", to="funds.voucher",
                        verbose_name="settles",
                    ),
                ),
                (
                    "voucher",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=PROTECT, related_name="slip", to="funds.voucher",
                        verbose_name="voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry to be booked",
                "verbose_name_plural": "entries to be booked",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(condition=Q(decided_at__isnull=True), fields=["-id"], name="funds_slip_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(condition=Q(amount_fen__gt=0), name="funds_slip_above_zero"),
                    models.CheckConstraint(
                        condition=Q(
                            decided_at__isnull=True, decided_by__isnull=True, voucher__isnull=True, refusal=""
                        )
                        | (
                            Q(decided_at__isnull=False, decided_by__isnull=False)
                            & (Q(voucher__isnull=False, refusal="") | (Q(voucher__isnull=True) & ~Q(refusal="")))
                        ),
                        name="funds_slip_decided_one_way",
                    ),
                ],
            },
        ),
        kept,
    ]  # fmt: skip
