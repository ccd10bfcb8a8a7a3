"""What else 财综〔2024〕1号 art. 6 prints: the supervision seal, the QR code, other information. Frozen as the rest."""

from django.db import migrations, models

from database.operations import KeepingTriggers, OnEachDatabase

TABLE = "donations_officialreceipt"
NAME, MESSAGE = f"{TABLE}_frozen", f"{TABLE} is frozen"
BEFORE = (
    "gift_id", "title", "code", "number", "check_code", "issued_on", "payer", "payer_code", "lines", "total_fen",
    "remark", "issuer", "checker", "payee", "entered_at", "entered_by_id",
)  # fmt: skip
PRINTED = (
    ("seal_mark", "supervision seal", 60),
    ("qr_text", "content of the QR code", 500),
    ("other", "other information", 200),
)


def on_sqlite(columns):
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
    return f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {changed} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"


def on_postgresql(columns):
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return (
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {changed} THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )


AFTER = (*BEFORE, *(name for name, _title, _longest in PRINTED))


class Migration(migrations.Migration):
    dependencies = [("donations", "0011_a_plan_says_all_that_is_filed")]

    operations = [
        KeepingTriggers(
            TABLE,
            [
                migrations.AddField(
                    "officialreceipt",
                    name,
                    models.CharField(blank=True, default="", max_length=longest, verbose_name=title),
                    preserve_default=False,
                )
                for name, title, longest in PRINTED
            ],
        ),
        OnEachDatabase(
            name="receipts keep all that is printed",
            sqlite=[f"DROP TRIGGER {NAME}", on_sqlite(AFTER)],
            undo_sqlite=[f"DROP TRIGGER {NAME}", on_sqlite(BEFORE)],
            postgresql=[on_postgresql(AFTER)],
            undo_postgresql=[on_postgresql(BEFORE)],
        ),
    ]
