"""Corruption planted past the triggers, as by somebody with the database's own rights, and what `verify` says of it."""

from contextlib import contextmanager

from django.db import connection

from welfare_portal.promises import all_checks

TABLES = (
    "funds_voucher", "funds_line", "funds_period", "funds_reservation", "funds_fund", "funds_bankstatement",
    "funds_bankline", "funds_bankmatch", "funds_slip", "audit_event", "donations_donation", "donations_reach",
    "donations_matchentry", "donations_acknowledgement", "donations_officialreceipt", "payments_payment",
    "payments_paymentbatch", "payments_bankfile", "disclosure_pack", "disclosure_packtable", "disclosure_lot",
    "disclosure_share",
)  # fmt: skip


def found():
    """The checks that speak, with their lines."""
    said = {sentence: list(check()) for sentence, check in all_checks()}
    return {sentence: lines for sentence, lines in said.items() if lines}


@contextmanager
def without_triggers():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield cursor
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        marks = ", ".join("%s" for _table in TABLES)
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})", TABLES)
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _name, sql in triggers:
            cursor.connection.execute(sql)


def plant(*statements):
    with without_triggers() as cursor:
        for statement in statements:
            cursor.execute(statement)
