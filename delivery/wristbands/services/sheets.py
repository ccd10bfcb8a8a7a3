"""Codes for the printer. They leave once, with the sheet; kept is a keyed hash of each."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from delivery.wristbands.models import Band, Batch, CodeSheet
from delivery.wristbands.permissions import may_keep_store
from delivery.wristbands.services.stock import lock_batches
from delivery.wristbands.tokens import hash_of, new_token
from workflow.machine import NotAllowed, Refused

MOST_ON_A_SHEET = 500
Codes = list[tuple[str, str]]  # serial number and code, in the order of the numbers


@transaction.atomic
def make_sheet(*, batch: Batch, count: int, by: Any, at: datetime) -> tuple[CodeSheet, Codes]:
    """The next `count` bands of the order without a code get one. Raises NotAllowed, Refused."""
    _refuse_strangers(by)
    lock_batches([batch.pk])
    if not 1 <= count <= MOST_ON_A_SHEET:
        raise Refused(_("A sheet has between 1 and %(most)d codes.") % {"most": MOST_ON_A_SHEET})
    bare = list(Band.objects.filter(batch=batch, token_hash__isnull=True).order_by("number")[:count])
    if not bare:
        raise Refused(_("Every band of this batch has its code."))
    first = bare[0].number
    sheet = CodeSheet.objects.create(batch=batch, first_number=first, count=len(bare), made_at=at, made_by=by)
    record("wristbands.sheet_made", subject=batch, by=by, at=at, data={"sheet": sheet.pk, "count": len(bare)})
    return sheet, _give_codes(sheet, bare)


@transaction.atomic
def make_sheet_anew(*, sheet: CodeSheet, by: Any, at: datetime) -> tuple[CodeSheet, Codes]:
    """The file was lost before it was printed: the same bands get other codes, the old ones open nothing any more.

    Raises NotAllowed, and Refused once the print is confirmed.
    """
    _refuse_strangers(by)
    sheet = CodeSheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.confirmed_at is not None:
        raise Refused(_("This sheet is printed. A code changes only with the band."))
    sheet.times_made += 1
    sheet.made_at, sheet.made_by = at, by
    sheet.save(update_fields=["times_made", "made_at", "made_by"])
    data = {"sheet": sheet.pk, "time": sheet.times_made}
    record("wristbands.sheet_made_anew", subject=sheet.batch, by=by, at=at, data=data)
    return sheet, _give_codes(sheet, list(sheet.bands.order_by("number")))


@transaction.atomic
def confirm_sheet(*, sheet: CodeSheet, by: Any, at: datetime) -> CodeSheet:
    """The printer's proof was scanned and is right. From now on the codes stay. Once more changes nothing."""
    _refuse_strangers(by)
    sheet = CodeSheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.confirmed_at is None:
        sheet.confirmed_at, sheet.confirmed_by = at, by
        sheet.save(update_fields=["confirmed_at", "confirmed_by"])
        record("wristbands.sheet_confirmed", subject=sheet.batch, by=by, at=at, data={"sheet": sheet.pk})
    return sheet


def _give_codes(sheet: CodeSheet, bands: list[Band]) -> Codes:
    codes = [(band.serial, new_token()) for band in bands]
    for band, (_serial, token) in zip(bands, codes, strict=True):
        band.token_hash, band.sheet = hash_of(token), sheet
    Band.objects.bulk_update(bands, ["token_hash", "sheet"], batch_size=200)
    return codes


def _refuse_strangers(by: Any) -> None:
    if not (answer := may_keep_store(by)):
        raise NotAllowed(answer.reason)
