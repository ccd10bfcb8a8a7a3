"""Whether a PDF is a plain document: not encrypted, no code, nothing that starts, no files inside.

A second wall, not the first: a PDF is only ever served as an attachment. Names are read outside of packed streams and
inside object streams; pictures and fonts are left out, because "/JS" turns up in them by chance.
"""

import re
import zlib
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNSAFE_NAMES = {
    b"JavaScript",
    b"JS",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"RichMedia",
    b"SubmitForm",
    b"ImportData",
    b"GoToR",
    b"GoToE",
    b"XFA",
}
NAME = re.compile(rb"/([^\x00-\x20()<>\[\]{}/%]{1,60})")
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb">>\s*stream\r?\n")
LOOKS_LIKE_OBJECTS = re.compile(rb"\s*\d+\s+\d+\s")  # an object stream begins with pairs of numbers
TEXT = bytes(range(32, 127)) + b"\t\r\n\f"
MAX_UNPACKED = 50 * 1024 * 1024
TAIL = 1024


class NotAPlainPdf(ValueError):
    """`sentence` tells the sender what to do instead."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def refuse_unsafe_pdf(content: bytes) -> None:
    """Raises NotAPlainPdf. Unpacks at most 50 MB."""
    end = content.rfind(b"%%EOF")
    if not content.startswith(b"%PDF-") or end < 0 or len(content) - end > TAIL or b"PK\x05\x06" in content[end:]:
        raise NotAPlainPdf(_("The PDF file is damaged. Please save it again as PDF, or send a photo of it."))
    names: set[bytes] = set()
    for part in _readable_parts(content):
        names |= _names(part)
    if b"Root" not in names:
        raise NotAPlainPdf(_("The PDF file is damaged. Please save it again as PDF, or send a photo of it."))
    if b"Encrypt" in names:
        raise NotAPlainPdf(_("The PDF file is protected by a password. Please send it without one."))
    if names & UNSAFE_NAMES:
        raise NotAPlainPdf(_("The PDF file contains a program or other files. Please print it to PDF and send that."))


def _names(content: bytes) -> set[bytes]:
    found = set(NAME.findall(content))
    return found | {HEX_IN_NAME.sub(lambda m: bytes([int(m[1], 16)]), name) for name in found if b"#" in name}


def _readable_parts(content: bytes) -> Iterator[bytes]:
    """Everything outside of streams, text that pretends to be a stream, and unpacked object streams."""
    left, position = MAX_UNPACKED, 0
    while match := STREAM.search(content, position):
        yield content[position : match.end()]
        start = match.end()
        position = content.find(b"endstream", start)
        if position < 0:
            raise NotAPlainPdf(_("The PDF file is damaged. Please save it again as PDF, or send a photo of it."))
        packed = content[start:position]
        body = _unpacked(packed, left)
        left -= len(body)
        if left <= 0:
            raise NotAPlainPdf(_("The PDF file is too large when unpacked. Please send a photo of the pages."))
        if LOOKS_LIKE_OBJECTS.match(body) or (body is packed and _is_text(body)):
            yield body
    yield content[position:]


def _unpacked(body: bytes, limit: int) -> bytes:
    """The stream unpacked, or as it is where it is not packed by zlib."""
    try:
        return zlib.decompressobj().decompress(body, limit)
    except zlib.error:
        return body


def _is_text(body: bytes) -> bool:
    head = body[:2048]
    return len(head.translate(None, TEXT)) * 10 < len(head)
