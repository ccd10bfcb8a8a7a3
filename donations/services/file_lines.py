"""The lines of a file: judged in pieces, then each taken over once."""

import json
from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _text

from donations import states as s
from donations.choices import DonorKind
from donations.file_columns import FileLine, understood
from donations.models import Donation, Donor, GiftFile, GiftFileChunk, GiftFileRow, Pledge
from donations.services.gifts import GiftFacts, GiftKnown, book_gift, register_gift
from donations.services.pools import add_settled
from funds import chart
from funds.errors import FundsError
from funds.ledger import PeriodClosed
from funds.models import Fund
from protection.access import AccessContext
from protection.indexing import index_of
from protection.sealing import unseal_parts
from workflow.machine import WorkflowError

State = GiftFileRow.State
PURPOSE = "import_check"


@transaction.atomic
def check_chunk(*, file: GiftFile, chunk: GiftFileChunk, by: Any, at: datetime) -> int:
    """Writes a row for each line of the part; returns how many. Lines that are known already say which gift."""
    lines = lines_of(file, chunk, by=by, at=at)
    references = {line.reference for line in lines.values() if line.reference}
    known = _known_gifts(file, references)
    earlier = _earlier_lines(file, references)
    rows = []
    for number, line in lines.items():
        row = _judged(file, chunk.number, number, line)
        if row.state == State.READY:
            _compare(row, known, earlier)
        earlier.setdefault(line.reference, number)
        rows.append(row)
    GiftFileRow.objects.bulk_create(rows, batch_size=200)
    return len(rows)


@transaction.atomic
def take_lines(*, file: GiftFile, rows: Sequence[GiftFileRow], by: Any, at: datetime) -> dict[int, str]:
    """Each line in its own savepoint; returns the sentence of each that was refused, by line.

    The fund first, then the lines in the order of their numbers: two files with the same gifts wait for each other and
    never in a circle, and the second learns that the gift is there.
    """
    if not rows:
        return {}
    list(Fund.objects.filter(pk=file.fund_id).select_for_update(no_key=True))
    [chunk] = GiftFileChunk.objects.filter(file=file, number=rows[0].chunk)
    lines = lines_of(file, chunk, by=by, at=at, only={row.number for row in rows})
    ordered = sorted(rows, key=lambda one: (one.bank_reference, one.number))
    with chart.asked_once():
        sentences = {row.number: _take(file, row, lines[row.number], by, at) for row in ordered}
    return {number: sentence for number, sentence in sentences.items() if sentence}


def lines_of(
    file: GiftFile, chunk: GiftFileChunk, *, by: Any, at: datetime, only: Container[int] | None = None
) -> dict[int, FileLine]:
    """By number, all of the part or `only` these; the look is recorded once for the part."""
    opened = unseal_parts(file, [chunk], "cells", AccessContext(by=by, purpose=PURPOSE, at=at))[chunk.pk]
    places = {code: file.headings.index(heading) for code, heading in file.columns.items()}
    found = {}
    for number, cells in json.loads(opened) if opened else ():
        if only is not None and number not in only:
            continue
        texts = {code: cells[place] if place < len(cells) else "" for code, place in places.items()}
        found[number] = understood(texts, at=at)
    return found


def _judged(file: GiftFile, chunk: int, number: int, line: FileLine) -> GiftFileRow:
    state = State.SKIPPED if line.skip else State.WRONG if line.problem else State.READY
    return GiftFileRow(
        file=file,
        chunk=chunk,
        number=number,
        state=state,
        rank=GiftFileRow.RANKS[state],
        bank_reference=line.reference,
        amount_fen=line.amount_fen,
        paid_at=line.paid_at,
        problem=line.problem or line.skip,
    )


def _compare(row: GiftFileRow, known: dict[str, Donation], earlier: dict[str, int]) -> None:
    gift = known.get(row.bank_reference)
    if gift is not None and gift.amount_fen != row.amount_fen:
        _mark(row, State.WRONG, problem=_text("%(gift)s has this number and another amount.") % {"gift": gift})
    elif gift is not None:
        _mark(row, State.KNOWN, gift=gift)
    elif row.bank_reference in earlier:
        words = _text("The same stands in row %(row)d already.") % {"row": earlier[row.bank_reference]}
        _mark(row, State.WRONG, problem=words)


def _mark(row: GiftFileRow, state: str, *, problem: str = "", gift: Donation | None = None) -> None:
    row.state, row.rank, row.problem, row.gift = state, GiftFileRow.RANKS[state], problem[:300], gift


def _known_gifts(file: GiftFile, references: set[str]) -> dict[str, Donation]:
    found = Donation.objects.filter(channel=file.channel, bank_reference__in=references).exclude(state=s.CANCELLED)
    return {gift.bank_reference: gift for gift in found}


def _earlier_lines(file: GiftFile, references: set[str]) -> dict[str, int]:
    rows = file.rows.filter(bank_reference__in=references).exclude(state=State.SKIPPED).order_by("-number")
    return dict(rows.values_list("bank_reference", "number"))


def _take(file: GiftFile, row: GiftFileRow, line: FileLine, by: Any, at: datetime) -> str:
    """Returns why not, or ""."""
    try:
        with transaction.atomic():
            _mark(row, State.TAKEN, gift=_gift(file, line, by, at))
            row.save(update_fields=["state", "rank", "problem", "gift"])
            return ""
    except GiftKnown:
        gift = _known_gifts(file, {line.reference}).get(line.reference)
        _mark(row, State.KNOWN, gift=gift)
    except (WorkflowError, FundsError, PeriodClosed) as refusal:
        _mark(row, State.REFUSED, problem=str(refusal))
    row.save(update_fields=["state", "rank", "problem", "gift"])
    return row.problem


def _gift(file: GiftFile, line: FileLine, by: Any, at: datetime) -> Donation:
    assert line.amount_fen is not None  # a line that is ready has amount and time
    assert line.paid_at is not None
    donor = file.pool.sponsor if file.pool else _donor(line)
    pledge = _pledge(file, line, donor)
    facts = GiftFacts(
        kind="money",
        channel=file.channel,
        amount_fen=line.amount_fen,
        paid_at=line.paid_at,
        received_at=line.paid_at,
        bank_reference=line.reference,
        import_reference=file.reference,
        shown_name="" if donor else line.name,
        wants_receipt=donor is not None,
    )
    gift = register_gift(facts=facts, fund=file.fund, donor=donor, campaign=file.campaign, pledge=pledge, by=by, at=at)
    gift = book_gift(gift=gift, by=by, at=at)
    if file.pool:
        add_settled(pool=file.pool, payment=gift)
    return gift


def _donor(line: FileLine) -> Donor | None:
    """The one with this telephone, else the organisation of exactly this name; never a person by the name alone."""
    phone = index_of(Donor, "phone", line.phone) if line.phone else ""
    if phone and len(found := list(Donor.objects.filter(phone_index=phone).order_by("pk")[:2])) == 1:
        return found[0]
    if not line.name:
        return None
    named = list(Donor.objects.filter(kind=DonorKind.COMPANY, name=line.name).order_by("pk")[:2])
    return named[0] if len(named) == 1 else None


def _pledge(file: GiftFile, line: FileLine, donor: Donor | None) -> Pledge | None:
    """The open one of this donor for the fund: whose number stands in the note, else the only one."""
    if donor is None:
        return None
    open_ones = list(donor.pledges.filter(fund=file.fund, state=s.PLEDGE_OPEN).order_by("pk")[:20])
    named = [pledge for pledge in open_ones if pledge.reference in line.note.upper()]
    return named[0] if named else open_ones[0] if len(open_ones) == 1 else None
