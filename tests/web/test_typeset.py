"""PDFs: Chinese on a machine with and without Debian's fonts, text that is never source, the same bytes each time."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from web import typeset

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
VALUES = {
    "federation": "演示慈善总会",
    "day": "2026年3月2日",
    "reference": "SQ-TEST",
    "program": "演示",
    "phone": "",
    "name": "𠮷演一",
    "items": ["身份证", "户口簿"],
    "note": "",
    "due_on": "",
}


@pytest.fixture
def _fresh_compiler():
    typeset._compiler.cache_clear()
    yield
    typeset._compiler.cache_clear()


def text_of(content):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.usefixtures("_fresh_compiler")
@pytest.mark.parametrize("debian", [typeset.DEBIAN_FONTS, Path("/nowhere")], ids=["debian", "package alone"])
def test_rare_characters_are_printed(monkeypatch, debian):
    monkeypatch.setattr(typeset, "DEBIAN_FONTS", debian)

    content = typeset.pdf("supplement.typ", VALUES, at=AT)

    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {"Noto" in name and "CJK" in name for name in fonts} == {True}
    assert "𠮷演一" in text_of(content)


def test_what_people_wrote_is_text_and_never_source():
    hostile = '#sys.version #read("/etc/passwd") *bold* "quote" \\ $x$ </script> @ref <label>'

    text = text_of(typeset.pdf("supplement.typ", {**VALUES, "note": hostile}, at=AT))

    assert "".join(hostile.split()) in text


def test_the_same_values_make_the_same_bytes():
    assert typeset.pdf("supplement.typ", VALUES, at=AT) == typeset.pdf("supplement.typ", VALUES, at=AT)


def test_the_setting_names_the_only_folder(settings, tmp_path):
    settings.PORTAL_PDF_FONTS = str(tmp_path)

    assert typeset.font_folders() == [tmp_path]
