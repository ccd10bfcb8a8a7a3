"""Reports: frozen by one person, published by another, corrected by a further version."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.recording import record
from disclosure.campaigns import campaign_tables
from disclosure.freezing import digest_of, digest_of_all, frozen
from disclosure.lists import LISTS, parts_of
from disclosure.models import Pack, PackTable
from disclosure.permissions import may_keep, may_publish
from disclosure.published import BUILDERS, table_of
from disclosure.spans import Span
from funds.ledger import in_letters
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def prepare_pack(*, span: Span, note: str = "", by: Any, at: datetime) -> Pack:
    """Freezes the figures of a span that is over. Raises NotAllowed, and Refused: too early, one is in work already,
    or a correction that does not say what it corrects."""
    _demand(may_keep(by))
    if span.last >= localdate(at):
        raise Refused(_("This period is not over yet."))
    note = note.strip()
    earlier = Pack.objects.published().filter(year=span.year, quarter=span.quarter or 0)
    version = max(earlier.values_list("version", flat=True), default=0) + 1
    if version > 1 and not note:
        raise Refused(_("This report is published already. Say what the new version corrects, and why."))
    texts = list(_texts(span, at))
    pack = Pack(
        year=span.year,
        quarter=span.quarter or 0,
        version=version,
        note=note if version > 1 else "",
        digest=digest_of_all(digest_of(text) for _code, _part, text in texts),
        prepared_at=at,
        prepared_by=by,
    )
    _insert(pack)
    PackTable.objects.bulk_create(
        PackTable(pack=pack, code=code, part=part, position=place, content=text, digest=digest_of(text))
        for place, (code, part, text) in enumerate(texts)
    )
    _record("disclosure.pack_prepared", pack, by, at)
    return pack


def _texts(span: Span, at: datetime) -> Iterator[tuple[str, int, str]]:
    """Code, part and frozen text of each table, in the order of the report."""
    for code in BUILDERS:
        yield code, 1, frozen(table_of(code, span, at=at))
    for table in campaign_tables(span):
        yield table.form.code, 1, frozen(table)
    for code in LISTS:
        for part, table in enumerate(parts_of(code, span, at), 1):
            yield code, part, frozen(table)


@transaction.atomic
def publish_pack(*, pack: Pack, by: Any, at: datetime) -> Pack:
    """Public from now on, and frozen by the database. Raises NotAllowed, also for whoever prepared it; Refused."""
    pack = _locked(pack)
    _demand(may_publish(by, pack))
    pack.published_at, pack.published_by = at, by
    pack.save(update_fields=["published_at", "published_by"])
    _record("disclosure.pack_published", pack, by, at)
    return pack


@transaction.atomic
def discard_pack(*, pack: Pack, by: Any, at: datetime) -> None:
    """Takes an unpublished report away, so that it can be prepared anew. Raises NotAllowed, Refused."""
    pack = _locked(pack)
    _demand(may_keep(by))
    _record("disclosure.pack_discarded", pack, by, at)
    pack.tables.all().delete()
    pack.delete()


def _locked(pack: Pack) -> Pack:
    found = Pack.objects.select_for_update().filter(pk=pack.pk, published_at__isnull=True).first()
    if found is None:
        raise Refused(_("This report is published already, or was discarded."))
    return found


def _insert(pack: Pack) -> None:
    try:
        with transaction.atomic():
            pack.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("A report of this period is being prepared already.")) from error


def _record(code: str, pack: Pack, by: Any, at: datetime) -> None:
    data = {"report": pack.slug, "version": pack.version, "digest": in_letters([pack.digest])}
    record(code, subject=pack, by=by, at=at, data=data)


def _demand(answer: Any) -> None:
    if not answer:
        raise NotAllowed(answer.reason)
