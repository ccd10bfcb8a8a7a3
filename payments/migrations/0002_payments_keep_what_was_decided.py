"""State changes need their event; a payment keeps its payee and amount, joins an open batch only, and is never deleted.

PostgreSQL: the trigger takes FOR SHARE on the batch, so that no payment slips in beside a lock that has not committed.
"""

from django.db import migrations

from database.operations import OnEachDatabase, state_needs_event

KEPT = "a payment keeps what was decided"
NOT_OPEN = "payments are added to open batches only"
FIXED = (
    "batch_id",
    "position",
    "source",
    "source_reference",
    "scheme",
    "payee_name",
    "account_mask",
    "amount_fen",
    "reservation_id",
    "seal_id",
)
EDITED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in FIXED)
OUTCOME_EDITED = "(OLD.voucher_id IS NOT NULL AND (NEW.voucher_id IS NULL OR NEW.voucher_id <> OLD.voucher_id))"

payment = OnEachDatabase(
    name="A payment keeps what was decided",
    sqlite=[
        "CREATE TRIGGER payments_payment_kept BEFORE UPDATE ON payments_payment "
        f"WHEN {EDITED} OR {OUTCOME_EDITED} BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
        f"CREATE TRIGGER payments_payment_no_delete BEFORE DELETE ON payments_payment "
        f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
        "CREATE TRIGGER payments_payment_open_batch BEFORE INSERT ON payments_payment "
        "WHEN (SELECT state FROM payments_paymentbatch WHERE id = NEW.batch_id) <> 'open' "
        f"BEGIN SELECT RAISE(ABORT, '{NOT_OPEN}'); END",
    ],
    undo_sqlite=[f"DROP TRIGGER payments_payment_{name}" for name in ("kept", "no_delete", "open_batch")],
    postgresql=[
        f"""CREATE FUNCTION payments_payment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE batch_state varchar; BEGIN
            IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
                RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF TG_OP = 'UPDATE' THEN
                IF {EDITED} OR {OUTCOME_EDITED} THEN
                    RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END IF;
            SELECT state INTO batch_state FROM payments_paymentbatch WHERE id = NEW.batch_id FOR SHARE;
            IF batch_state <> 'open' THEN
                RAISE EXCEPTION '{NOT_OPEN}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW; END $$""",
        "CREATE TRIGGER payments_payment_guard BEFORE INSERT OR UPDATE OR DELETE ON payments_payment "
        "FOR EACH ROW EXECUTE FUNCTION payments_payment_guard()",
        "CREATE TRIGGER payments_payment_no_truncate BEFORE TRUNCATE ON payments_payment "
        "FOR EACH STATEMENT EXECUTE FUNCTION payments_payment_guard()",
    ],
    undo_postgresql=[
        "DROP TRIGGER payments_payment_no_truncate ON payments_payment",
        "DROP TRIGGER payments_payment_guard ON payments_payment",
        "DROP FUNCTION payments_payment_guard()",
    ],
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        state_needs_event("payments_paymentbatch", "payments.paymentbatch", "open"),
        state_needs_event("payments_payment", "payments.payment", "pending"),
        payment,
    ]
