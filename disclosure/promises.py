"""Do the reports still say what was published? Read by `manage.py verify`; one line per broken row."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery, Sum

from audit.models import Event
from disclosure.freezing import digest_of, digest_of_all
from disclosure.models import Lot, Pack, Share
from funds.ledger import in_letters
from funds.models import AccountKind, Line


def reports_say_what_was_frozen() -> Iterator[str]:
    for pack in Pack.objects.prefetch_related("tables").order_by("pk").iterator(1):
        tables = sorted(pack.tables.all(), key=lambda table: table.position)
        for table in tables:
            if digest_of(table.content) != table.digest:
                yield f"report {pack}: table {table.code} is not the one that was frozen"
        if digest_of_all(table.digest for table in tables) != pack.digest:
            yield f"report {pack}: its tables are not those that were frozen"


def reports_are_as_published() -> Iterator[str]:
    """The event of each publication keeps the digest of the report; those of before digests have none."""
    events = Event.objects.filter(code="disclosure.pack_published").values_list("subject_id", "data")
    told = dict(events.iterator(chunk_size=500))
    for pack in Pack.objects.published().order_by("pk"):
        data = told.pop(pack.pk, None)
        if data is None:
            yield f"report {pack}: no event says that it was published"
        elif data.get("digest", in_letters([pack.digest])) != in_letters([pack.digest]):
            yield f"report {pack}: not as it was published"
    for data in told.values():
        yield f"report {data['report']} v{data['version']}: was published and is not there"


def spending_is_wholly_traced() -> Iterator[str]:
    """The shares of a spending line come to the line."""
    lines = Share.objects.values("line").annotate(paid=Sum("amount_fen")).exclude(paid=F("line__amount_fen"))
    for row in lines.order_by("line").values("line", "paid", fen=F("line__amount_fen")):
        if abs(row["fen"]) != row["paid"]:
            yield f"voucher line {row['line']}: {row['fen']} fen, its shares {row['paid']} fen"


def receipts_are_traced_as_booked() -> Iterator[str]:
    """What a gift or another receipt brought into its fund is what the books say it brought."""
    assets = Line.objects.filter(amount_fen__gt=0, account__kind=AccountKind.ASSET)
    of_lot = assets.filter(voucher=OuterRef("origin"), fund=OuterRef("fund")).order_by().values("voucher")
    booked = Subquery(of_lot.annotate(total=Sum("amount_fen")).values("total"))
    lots = Lot.objects.filter(origin=F("entered_by")).values("origin", "fund").order_by("origin", "fund")
    rows = lots.annotate(fen=Sum("amount_fen"), booked=booked)
    for row in rows.exclude(fen=F("booked")).iterator(chunk_size=500):
        yield f"traced receipt of voucher {row['origin']}: {row['fen']} fen, in the books {row['booked']} fen"


def gifts_add_up() -> Iterator[str]:
    """Each traced receipt is what is left, what was given back and what it paid."""
    paid = Sum("shares__amount_fen", default=0)
    wrong = Lot.objects.annotate(paid=paid).exclude(amount_fen=F("left_fen") + F("returned_fen") + F("paid"))
    for lot in wrong.order_by("pk").iterator(2_000):
        parts = lot.left_fen + lot.returned_fen + lot.paid
        yield f"traced receipt {lot.pk}: {lot.amount_fen} fen, its parts {parts} fen"


CHECKS = (
    ("disclosure: reports say what was frozen", reports_say_what_was_frozen),
    ("disclosure: every gift is the sum of what it became", gifts_add_up),
    ("disclosure: reports are as they were published", reports_are_as_published),
    ("disclosure: spending is wholly traced", spending_is_wholly_traced),
    ("disclosure: receipts are traced as they were booked", receipts_are_traced_as_booked),
)
