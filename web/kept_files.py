"""Uploads and results on their way to a browser: nothing that it may run, and a page where the file is gone."""

import logging
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

NO_SCRIPT = "sandbox; default-src 'none'"

log = logging.getLogger(__name__)


def kept_file(request: HttpRequest, path: Path, *, mime: str, name: str = "") -> HttpResponse:
    """The file as an attachment called `name`; shown in its place where there is no name.

    A file that its row names and the store lacks (a restore without the uploads, a broken disk) is a page with
    status 404 that says whom to tell, and a line in the log.
    """
    try:
        content = path.open("rb")
    except FileNotFoundError:
        log.error("An upload is missing in the store", extra={"file": path.name})
        return render(request, "web/file_missing.html", status=404)
    response = FileResponse(content, as_attachment=bool(name), filename=name, content_type=mime)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = NO_SCRIPT
    return response
