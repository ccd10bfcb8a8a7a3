"""What may be uploaded: pictures, which are decoded and written anew, and plain PDF files.

A picture that leaves here holds pixels and nothing else: no place where it was taken, no second file hidden behind it.
A PDF is kept as it is, so it is only ever served as an attachment, and it is refused when it is encrypted, runs code
or carries other files. The name that the sender gave is never used for storing.
"""

import hashlib
import io
import struct
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

import filetype
from django.core.files.base import ContentFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from web.pdf_files import NotAPlainPdf, refuse_unsafe_pdf

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000  # a picture of 50 megapixels takes at most 200 MB while it is decoded
MAX_SIDE = 4_000  # a page photographed at this size can still be read word by word
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PICTURE_SUFFIXES = {"jpg", "jpeg", "jpe", "jfif", "png", "webp"}
PDF = "application/pdf"
HEIC = {"image/heic", "image/heif", "image/avif"}


class UploadRefused(ValueError):
    """`str()` is a sentence for the sender that says what to do instead."""


@dataclass(frozen=True)
class CheckedUpload:
    """Content that may be stored. `extension` has its dot; `sha256` is of the content as it is here, not as sent."""

    content: bytes
    mime: str
    extension: str
    sha256: str

    @property
    def size(self) -> int:
        return len(self.content)

    def as_file(self) -> ContentFile:
        """For a FileField: named by its digest, in which nothing of the sender's name is left."""
        return ContentFile(self.content, name=f"{self.sha256[:32]}{self.extension}")


def check_upload(file: IO[bytes]) -> CheckedUpload:
    """Judges one uploaded file by its bytes. Raises UploadRefused with the sentence to show."""
    content = _read(file)
    kind = filetype.guess(content)
    mime = kind.mime if kind else ""
    _refuse_strange_name(getattr(file, "name", "") or "", mime)
    if mime in PICTURES:
        return _checked(*_redrawn(content, mime))
    if mime == PDF:
        return _checked(_plain_pdf(content), PDF, ".pdf")
    if mime in HEIC:
        raise UploadRefused(
            _("This photo format cannot be read here. Please save the photo as JPEG and send it again.")
        )
    raise UploadRefused(_("Please send a photo (JPEG, PNG or WebP) or a PDF file."))


def _read(file: IO[bytes]) -> bytes:
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UploadRefused(_("The file is larger than 10 MB. Please send a smaller photo or scan."))
    if not content:
        raise UploadRefused(_("The file is empty. Please choose it again."))
    return content


def _refuse_strange_name(name: str, mime: str) -> None:
    """A name that promises another kind of file than the bytes hold (`photo.jpg.exe`) was made to deceive."""
    suffix = PurePath(name.replace("\\", "/")).suffix.lower().removeprefix(".")
    if not (suffix.isascii() and suffix.isalpha()):
        return
    if suffix not in (PICTURE_SUFFIXES if mime in PICTURES else {"pdf"} if mime == PDF else {suffix}):
        raise UploadRefused(_("The name of the file does not fit its content. Please save it again as JPEG or PDF."))


def _redrawn(content: bytes, mime: str) -> tuple[bytes, str, str]:
    """The picture drawn anew from its pixels: no metadata, no other frame, no bytes behind the end."""
    try:
        with Image.open(io.BytesIO(content), formats=[PICTURES[mime], "MPO"]) as source:
            if source.width * source.height > MAX_PIXELS:
                raise UploadRefused(_too_many_pixels())
            source.draft("RGB", (MAX_SIDE, MAX_SIDE))
            source.thumbnail((MAX_SIDE, MAX_SIDE))  # first of all: the later steps copy the picture
            picture = _flat(ImageOps.exif_transpose(source))
            picture.info.clear()
            return _written(picture, "PNG" if mime == "image/png" else "JPEG")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise UploadRefused(_too_many_pixels()) from problem
    except (OSError, ValueError, SyntaxError, struct.error, EOFError, KeyError, IndexError, TypeError) as problem:
        if isinstance(problem, UploadRefused):
            raise
        raise UploadRefused(_("The photo is damaged and cannot be opened. Please take it again.")) from problem


def _flat(picture: Image.Image) -> Image.Image:
    """Grey or colour, on white where the picture was transparent."""
    if picture.mode in ("L", "RGB"):
        return picture
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    page = Image.new("RGB", layer.size, "white")
    page.paste(layer, mask=layer.getchannel("A"))
    return page


def _written(picture: Image.Image, kind: str) -> tuple[bytes, str, str]:
    target = io.BytesIO()
    if kind == "PNG":
        picture.save(target, "PNG")
        return target.getvalue(), "image/png", ".png"
    picture.save(target, "JPEG", quality=85)
    return target.getvalue(), "image/jpeg", ".jpg"


def _plain_pdf(content: bytes) -> bytes:
    try:
        refuse_unsafe_pdf(content)
    except NotAPlainPdf as problem:
        raise UploadRefused(problem.sentence) from problem
    return content


def _checked(content: bytes, mime: str, extension: str) -> CheckedUpload:
    return CheckedUpload(content, mime, extension, hashlib.sha256(content).hexdigest())


def _too_many_pixels() -> str | Promise:
    return _("The photo has too many pixels. Please send it in a smaller size.")
