"""Letters, forms and rosters as PDF: one Typst template each, below templates/pdf/, filled with plain values.

Values reach the template as JSON and are set as text; no source is ever built from them. The same machine makes the
same bytes for the same values, because fonts of the desktop are left out and the time is handed in.

The compiler runs in a process of its own and ends with the document. Its fonts take 70 MB, which no process that serves
pages should keep, and starting it costs a tenth of a second; a document that never ends can be stopped.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse

ROOT = Path(settings.BASE_DIR) / "templates" / "pdf"
DEBIAN_FONTS = Path("/usr/share/fonts/opentype/noto")  # fonts-noto-cjk: regular and bold, serif and sans
FONT_PACKAGE = "noto_cjk_sans_otc"  # the regular face alone, for machines without those
TYPESETTER = Path(__file__).with_name("typesetter.py")
MOST_SECONDS = 60
_compiling = threading.Lock()  # one at a time in each process, for the sake of memory


class TypesettingFailed(Exception):
    """A template that does not fit its values, or a document that did not end in a minute."""


def font_folders() -> list[Path]:
    """Where Chinese fonts are looked for: the setting, else Debian's package and the one from the requirements."""
    if settings.PORTAL_PDF_FONTS:
        return [Path(settings.PORTAL_PDF_FONTS)]
    package = find_spec(FONT_PACKAGE)
    folders = [DEBIAN_FONTS, *map(Path, package.submodule_search_locations or [] if package else [])]
    return [folder for folder in folders if folder.is_dir()]


def pdf(template: str, values: Mapping[str, Any], *, at: datetime) -> bytes:
    """The document as PDF with accessibility tags. `template` is a file name below templates/pdf/, `values` JSON.

    Raises TypesettingFailed.
    """
    order = {
        "root": str(ROOT),
        "template": str(ROOT / template),
        "fonts": [str(folder) for folder in font_folders()],
        "data": json.dumps(values, ensure_ascii=False),
        "at": at.replace(microsecond=0).isoformat(),
    }
    with _compiling:
        return _typeset(json.dumps(order).encode())


def _typeset(order: bytes) -> bytes:
    """Without the environment: the keys of the portal are none of its business."""
    command = [sys.executable, "-I", str(TYPESETTER)]
    try:
        done = subprocess.run(command, input=order, capture_output=True, timeout=MOST_SECONDS, env={}, check=True)  # noqa: S603 - our own file
    except subprocess.CalledProcessError as problem:
        raise TypesettingFailed(problem.stderr.decode(errors="replace")) from None
    except subprocess.TimeoutExpired:
        raise TypesettingFailed(f"no document after {MOST_SECONDS} seconds") from None  # the order holds personal data
    return done.stdout


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """For the browser's own viewer; `name` is ASCII, without the extension."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
