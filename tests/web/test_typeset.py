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


def text_of(content):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


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


def test_a_template_that_does_not_fit_says_what_it_misses():
    with pytest.raises(typeset.TypesettingFailed, match="dictionary does not contain key"):
        typeset.pdf("supplement.typ", {}, at=AT)


def test_a_document_that_does_not_end_is_stopped_and_says_nothing_of_what_was_in_it(monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("import sys\nsys.stdin.read()\nwhile True: pass\n")
    monkeypatch.setattr(typeset, "TYPESETTER", endless)
    monkeypatch.setattr(typeset, "MOST_SECONDS", 0.5)

    with pytest.raises(typeset.TypesettingFailed) as problem:
        typeset.pdf("supplement.typ", VALUES, at=AT)

    assert (str(problem.value), problem.value.__cause__, problem.value.__suppress_context__) == (
        "no document after 0.5 seconds",
        None,
        True,
    )


def test_the_typesetter_gets_no_environment(monkeypatch, tmp_path):
    telling = tmp_path / "telling.py"
    telling.write_text("import os, sys\nsys.stdout.write(' '.join(sorted(os.environ)))\n")
    monkeypatch.setattr(typeset, "TYPESETTER", telling)
    monkeypatch.setenv("PORTAL_FIELD_KEYS", "planted")

    assert set(typeset.pdf("supplement.typ", VALUES, at=AT).decode().split()) <= {"LC_CTYPE"}
