"""Every sum of gifts, pools and books derived again from the rows, in plain SQL on either database.

It shares nothing with the portal: no models, no services, no checks; only the names of tables and columns. Each query
finds the rows that break one sentence, so nothing is what it should find.

python -m bench.season.sums var/portal.sqlite3          or the address of a PostgreSQL: postgresql://…
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

Rows = list[tuple[Any, ...]]
Ask = Callable[[str], Rows]

LEDGER = """SELECT COALESCE(SUM(l.amount_fen), 0) FROM funds_line l JOIN funds_voucher v ON v.id = l.voucher_id
    JOIN funds_account a ON a.id = l.account_id WHERE l.fund_id = f.id AND v.posted_at IS NOT NULL"""
UNREVERSED = "NOT EXISTS (SELECT 1 FROM funds_voucher r WHERE r.reverses_id = {0}.id)"
DEBITS = "(SELECT COALESCE(SUM(l.amount_fen), 0) FROM funds_line l WHERE l.voucher_id = {0}.id AND l.amount_fen > 0)"
SOLD_COST = """(SELECT -COALESCE(SUM(l.amount_fen), 0) FROM funds_line l JOIN funds_account a ON a.id = l.account_id
    WHERE l.voucher_id = {0}.id AND a.code = '1101')"""
CLOSING = "('period_end', 'fulfilment')"

BROKEN: dict[str, str] = {
    "available + reserved + held of a fund is its money": f"""SELECT * FROM (SELECT f.id,
        f.available_fen + f.reserved_fen + f.held_fen AS said,
        ({LEDGER} AND a.code IN ('1001', '1002', '1009')) AS is_so FROM funds_fund f) x WHERE said <> is_so""",
    "no counter of a fund is below zero":
        "SELECT id FROM funds_fund WHERE available_fen < 0 OR reserved_fen < 0 OR held_fen < 0",
    "reserved of a fund is the sum of its live reservations": """SELECT f.id FROM funds_fund f WHERE f.reserved_fen <>
        (SELECT COALESCE(SUM(r.amount_fen), 0) FROM funds_reservation r WHERE r.fund_id = f.id AND r.state = 'live')""",
    "held of a fund is what it owes": f"""SELECT f.id FROM funds_fund f
        WHERE f.held_fen <> -({LEDGER} AND a.code IN ('2202', '2209', '2601', '1901'))""",
    "every voucher sums to zero for each fund": """SELECT voucher_id, fund_id, SUM(amount_fen) FROM funds_line
        GROUP BY voucher_id, fund_id HAVING SUM(amount_fen) <> 0""",
    "no fund has less than nothing of an account": """SELECT l.fund_id, a.code, SUM(l.amount_fen) FROM funds_line l
        JOIN funds_account a ON a.id = l.account_id WHERE a.code IN ('1001', '1009', '1101', '1201', '1901')
        GROUP BY l.fund_id, a.code HAVING SUM(l.amount_fen) < 0""",
    "every source is booked once": f"""SELECT v.kind, v.source, COUNT(*) FROM funds_voucher v
        WHERE v.booking_key IS NOT NULL AND {UNREVERSED.format("v")} GROUP BY v.kind, v.source HAVING COUNT(*) > 1""",
    "nothing is settled beyond its amount": f"""SELECT s.id FROM funds_voucher s WHERE {DEBITS.format("s")} <
        (SELECT COALESCE(SUM(CASE WHEN v.kind = 'shares_sale' THEN {SOLD_COST.format("v")}
        ELSE {DEBITS.format("v")} END), 0)
        FROM funds_voucher v WHERE v.settles_id = s.id AND {UNREVERSED.format("v")})""",
    "nothing is reversed twice": """SELECT reverses_id FROM funds_voucher WHERE reverses_id IS NOT NULL
        GROUP BY reverses_id HAVING COUNT(*) > 1""",
    "a reversal is the opposite of its voucher": """SELECT v.id FROM funds_voucher v WHERE v.reverses_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM funds_line l WHERE l.voucher_id IN (v.id, v.reverses_id)
        GROUP BY l.account_id, l.fund_id, l.scheme, l.campaign, l.area, l.project HAVING SUM(l.amount_fen) <> 0)""",
    "vouchers of a month are numbered 1, 2, 3 …": """SELECT p.id FROM funds_period p
        JOIN funds_voucher v ON v.period_id = p.id GROUP BY p.id, p.last_number
        HAVING COUNT(v.id) <> p.last_number OR MIN(v.number) <> 1 OR MAX(v.number) <> p.last_number
        OR COUNT(DISTINCT v.number) <> p.last_number""",
    "a settled reservation was paid once and not above its amount": f"""SELECT r.id FROM funds_reservation r
        JOIN funds_voucher v ON v.id = r.voucher_id
        WHERE r.state = 'settled' AND {DEBITS.format("v")} > r.amount_fen""",
    "a booked gift is in the books with its amount": f"""SELECT d.id FROM donations_donation d
        LEFT JOIN funds_voucher v ON v.id = d.voucher_id WHERE d.state IN ('booked', 'refunded') AND d.kind <> 'service'
        AND (v.id IS NULL OR v.posted_at IS NULL OR {DEBITS.format("v")} <> d.amount_fen)""",
    "a gift stands in the books exactly until it is given back": """SELECT d.id, d.state FROM donations_donation d
        WHERE d.voucher_id IS NOT NULL AND (d.state = 'refunded') <>
        EXISTS (SELECT 1 FROM funds_voucher r WHERE r.reverses_id = d.voucher_id)""",
    "vouchers of the register belong to its gifts": f"""SELECT v.id FROM funds_voucher v
        WHERE v.source LIKE 'donations.donation:%' AND v.kind <> 'reversal'
        AND {UNREVERSED.format("v")}
        AND NOT EXISTS (SELECT 1 FROM donations_donation d WHERE d.voucher_id = v.id AND d.state = 'booked')""",
    "one transaction is one gift": """SELECT channel, bank_reference, COUNT(*) FROM donations_donation
        WHERE bank_reference <> '' AND state <> 'cancelled' GROUP BY channel, bank_reference HAVING COUNT(*) > 1""",
    "a file is taken in once": """SELECT sha256 FROM donations_giftfile WHERE emptied_at IS NULL
        GROUP BY sha256 HAVING COUNT(*) > 1""",
    "a pool has given what its matches say, within its total": """SELECT p.id FROM donations_matchingpool p
        WHERE p.matched_fen > p.total_fen OR p.matched_fen < 0
        OR p.matched_fen <> (SELECT COALESCE(SUM(m.amount_fen), 0)
        FROM donations_matchentry m WHERE m.pool_id = p.id AND m.state <> 'reversed')""",
    "a day of a pool stays within its cap": """SELECT d.id FROM donations_poolday d WHERE d.matched_fen > d.cap_fen
        OR d.matched_fen <> (SELECT COALESCE(SUM(m.amount_fen), 0) FROM donations_matchentry m
        WHERE m.pool_id = d.pool_id AND m.day = d.day AND m.state <> 'reversed')""",
    "a match is not above ratio and cap": """SELECT m.id FROM donations_matchentry m
        JOIN donations_matchingpool p ON p.id = m.pool_id JOIN donations_donation d ON d.id = m.gift_id
        WHERE m.state <> 'reversed' AND (m.amount_fen * p.ratio_for > d.amount_fen * p.ratio_given
        OR m.amount_fen > COALESCE(p.per_gift_fen, m.amount_fen) OR d.amount_fen < p.least_gift_fen)""",
    "a donor has not more of a pool than his cap of the day": """SELECT m.pool_id, d.donor_id, m.day
        FROM donations_matchentry m JOIN donations_matchingpool p ON p.id = m.pool_id
        JOIN donations_donation d ON d.id = m.gift_id
        WHERE m.state <> 'reversed' AND d.donor_id IS NOT NULL AND p.per_donor_day_fen IS NOT NULL
        GROUP BY m.pool_id, d.donor_id, m.day, p.per_donor_day_fen HAVING SUM(m.amount_fen) > p.per_donor_day_fen""",
    "only a gift that stands is matched, once, and never the sponsor's": """SELECT m.id FROM donations_matchentry m
        JOIN donations_matchingpool p ON p.id = m.pool_id JOIN donations_donation d ON d.id = m.gift_id
        LEFT JOIN donations_donor o ON o.id = d.donor_id WHERE m.state <> 'reversed'
        AND (d.state <> 'booked' OR d.kind <> 'money' OR d.campaign_id <> p.campaign_id OR o.id = p.sponsor_id
        OR o.employer_id = p.sponsor_id OR EXISTS (SELECT 1 FROM donations_matchentry n
        WHERE n.pool_id = m.pool_id AND n.gift_id = m.gift_id AND n.id <> m.id AND n.state <> 'reversed'))""",
    "a sponsor owes the confirmed matches that stand": """SELECT g.id FROM donations_pledge g
        WHERE EXISTS (SELECT 1 FROM donations_matchentry m WHERE m.pledge_id = g.id) AND g.amount_fen - g.reduced_fen <>
        (SELECT COALESCE(SUM(m.amount_fen), 0) FROM donations_matchentry m
        WHERE m.pledge_id = g.id AND m.state <> 'reversed')""",
    "of a withdrawn pledge of a sponsor no match stands beyond what was paid": """SELECT g.id FROM donations_pledge g
        WHERE g.state = 'withdrawn' AND (SELECT COALESCE(SUM(m.amount_fen), 0) FROM donations_matchentry m
        WHERE m.pledge_id = g.id AND m.state <> 'reversed') > (SELECT COALESCE(SUM(d.amount_fen), 0)
        FROM donations_donation d WHERE d.pledge_id = g.id AND d.state = 'booked')""",
    "a pledge is kept exactly while it is paid": """SELECT g.id FROM donations_pledge g
        WHERE g.state IN ('open', 'kept')
        AND (g.state = 'kept') <> ((SELECT COALESCE(SUM(d.amount_fen), 0) FROM donations_donation d
        WHERE d.pledge_id = g.id AND d.state = 'booked') >= g.amount_fen - g.reduced_fen)""",
    "no more securities were sold than came": """SELECT d.id FROM donations_donation d
        JOIN donations_securitiessale s ON s.gift_id = d.id WHERE s.undone_at IS NULL
        GROUP BY d.id, d.quantity, d.amount_fen HAVING SUM(s.units) > d.quantity OR SUM(s.cost_fen) > d.amount_fen""",
    "what securities brought is money": """SELECT s.id FROM donations_securitiessale s WHERE s.proceeds_fen <>
        (SELECT COALESCE(SUM(l.amount_fen), 0) FROM funds_line l JOIN funds_account a ON a.id = l.account_id
        WHERE l.voucher_id = s.voucher_id AND a.code IN ('1001', '1002', '1009'))""",
    "a traced receipt is what is left, was given back and was spent": """SELECT o.id FROM disclosure_lot o
        WHERE o.amount_fen <> o.left_fen + o.returned_fen +
        (SELECT COALESCE(SUM(s.amount_fen), 0) FROM disclosure_share s WHERE s.lot_id = o.id)""",
}  # fmt: skip
STATEMENT = """SELECT f.code,
    -COALESCE(SUM(CASE WHEN a.kind = 'income' AND NOT {closing} THEN l.amount_fen ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN a.kind = 'expense' AND NOT {closing} THEN l.amount_fen ELSE 0 END), 0),
    -COALESCE(SUM(CASE WHEN a.kind = 'net_assets' AND NOT {closing} THEN l.amount_fen ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN a.kind IN ('asset', 'liability') THEN l.amount_fen ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN a.code IN ('1001', '1002', '1009') THEN l.amount_fen ELSE 0 END), 0)
    FROM funds_fund f LEFT JOIN funds_line l ON l.fund_id = f.id LEFT JOIN funds_account a ON a.id = l.account_id
    LEFT JOIN funds_voucher v ON v.id = l.voucher_id LEFT JOIN funds_voucher o ON o.id = v.reverses_id
    GROUP BY f.code ORDER BY f.code""".replace(
    "{closing}", f"(v.kind IN {CLOSING} OR (o.kind IS NOT NULL AND o.kind IN {CLOSING}))"
)


def broken(ask: Ask) -> Iterator[str]:
    """One line per broken sentence, with the first rows."""
    for sentence, sql in BROKEN.items():
        if rows := ask(sql):
            yield f"{sentence}: {len(rows)} rows, first {rows[:3]}"


def differing(ask: Ask, said: dict[str, dict[str, list[int]]]) -> Iterator[str]:
    """`said`: what the portal shows of each fund (said.py) beside what the rows say. A season begins with nothing."""
    for code, income, spent, moved, closing, money in ask(STATEMENT):
        statement, public = said["statements"][code], said["public"][code]
        if statement != [0, income, spent, moved, closing, money]:
            yield f"statement of {code}: shows {statement}, rows say {[0, income, spent, moved, closing, money]}"
        if public != [0, income, spent, moved, closing]:
            yield f"public page of {code}: shows {public}, rows say {[0, income, spent, moved, closing]}"


def asking(address: str) -> Ask:
    """A way to ask the database at a path of SQLite or an address of PostgreSQL, past the portal."""
    if address.startswith("postgres"):
        import psycopg  # noqa: PLC0415 - only where PostgreSQL is asked

        connection: Any = psycopg.connect(address)
    else:
        import sqlite3  # noqa: PLC0415

        connection = sqlite3.connect(f"file:{address}?mode=ro", uri=True)
    return lambda sql: [plain(row) for row in connection.execute(sql).fetchall()]


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Sums of PostgreSQL are decimals."""
    return tuple(int(value) if type(value).__name__ == "Decimal" else value for value in row)


if __name__ == "__main__":
    asked = asking(sys.argv[1])
    found = list(broken(asked))
    if len(sys.argv) > 2:
        found += differing(asked, json.loads(sys.argv[2]))
    print(f"{len(BROKEN)} sentences asked, {len(found)} broken")
    print("\n".join(found))
    sys.exit(bool(found))
