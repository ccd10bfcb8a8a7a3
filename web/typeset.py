"""Letters, forms and rosters as PDF: one Typst template each, below templates/pdf/, filled with plain values.

Values reach the template as JSON and are set as text; no source is ever built from them. The same machine makes the
same bytes for the same values, because fonts of the desktop are left out and the time is handed in.
"""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.http import HttpResponse

ROOT = Path(settings.BASE_DIR) / "templates" / "pdf"
DEBIAN_FONTS = Path("/usr/share/fonts/opentype/noto")  # fonts-noto-cjk: regular and bold, serif and sans
FONT_PACKAGE = "noto_cjk_sans_otc"  # the regular face alone, for machines without those
_compiling = threading.Lock()  # the compiler is one object with state; a page takes some ten milliseconds


def font_folders() -> list[Path]:
    """Where Chinese fonts are looked for: the setting, else Debian's package and the one from the requirements."""
    if settings.PORTAL_PDF_FONTS:
        return [Path(settings.PORTAL_PDF_FONTS)]
    package = find_spec(FONT_PACKAGE)
    folders = [DEBIAN_FONTS, *map(Path, package.submodule_search_locations or [] if package else [])]
    return [folder for folder in folders if folder.is_dir()]


def pdf(template: str, values: Mapping[str, Any], *, at: datetime) -> bytes:
    """The document as PDF with accessibility tags. `template` is a file name below templates/pdf/, `values` JSON."""
    with _compiling:
        return _compiler().compile(
            input=str(ROOT / template),
            sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
            timestamp=at.replace(microsecond=0),
        )


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """For the browser's own viewer; `name` is ASCII, without the extension."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(ROOT), font_paths=[str(f) for f in font_folders()], ignore_system_fonts=True)
