import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from web import uploads
from web.uploads import UploadRefused, check_upload

HENAN = {1: "N", 2: (34.0, 48.0, 0.0), 3: "E", 4: (113.0, 33.0, 0.0)}
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def picture(kind="JPEG", size=(60, 40), mode="RGB", colour="red", **options):
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)
    return target.getvalue()


def geotagged(**options):
    exif = Image.Exif()
    exif[MAKE] = "Secret Camera"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update(HENAN)
    return picture(exif=exif, comment=b"at home of the victim", **options)


def pdf(extra=b"", tail=b""):
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + extra + b">>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n" + tail


def pdf_with_stream(content, dictionary=b"/Filter /FlateDecode /Type /ObjStm"):
    body = b"2 0 obj\n<< " + dictionary + b" >>\nstream\n" + content + b"\nendstream\nendobj\n"
    return pdf().replace(b"trailer", body + b"trailer")


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def refusal(content, name="x"):
    with pytest.raises(UploadRefused) as refused:
        check_upload(upload(content, name))
    return str(refused.value)


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize(
    ("kind", "mime", "extension"),
    [("JPEG", "image/jpeg", ".jpg"), ("PNG", "image/png", ".png"), ("WEBP", "image/jpeg", ".jpg")],
)
def test_pictures_are_drawn_anew(kind, mime, extension):
    checked = check_upload(upload(picture(kind), "照片." + kind.lower()))

    assert (checked.mime, checked.extension, checked.size) == (mime, extension, len(checked.content))
    assert Image.open(io.BytesIO(checked.content)).size == (60, 40)


def test_a_geotagged_photo_loses_place_camera_and_comment_and_stands_upright():
    content = geotagged()
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(GPS)[2] == (34.0, 48.0, 0.0)

    checked = check_upload(upload(content))

    stored = Image.open(io.BytesIO(checked.content))
    assert dict(stored.getexif()) == {}
    assert stored.size == (40, 60)
    assert b"victim" not in checked.content
    assert b"Secret" not in checked.content
    assert b"Exif" not in checked.content


@pytest.mark.parametrize(
    "hidden", [b"<script>alert(1)</script>", b"PK\x03\x04" + b"x" * 50, b"MZ\x90\x00", b"%PDF-1.7"]
)
def test_what_hides_behind_a_picture_is_gone(hidden):
    for kind in ("JPEG", "PNG"):
        checked = check_upload(upload(picture(kind) + hidden, "a." + kind.lower()))

        assert hidden not in checked.content


def test_text_inside_a_png_is_gone():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")

    checked = check_upload(upload(picture("PNG", pnginfo=info), "a.png"))

    assert b"script" not in checked.content


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16"])
def test_every_kind_of_png_can_be_sent(mode):
    content = picture("PNG", mode=mode, colour=0)

    assert Image.open(io.BytesIO(check_upload(upload(content, "a.png")).content)).mode in ("L", "RGB")


def test_a_cmyk_scan_can_be_sent():
    assert check_upload(upload(picture(mode="CMYK", colour=0))).mime == "image/jpeg"


def test_a_transparent_picture_gets_a_white_page():
    content = picture("PNG", mode="RGBA", colour=(0, 0, 0, 0))

    assert Image.open(io.BytesIO(check_upload(upload(content, "a.png")).content)).getpixel((0, 0)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller():
    checked = check_upload(upload(picture(size=(6000, 3000))))

    assert Image.open(io.BytesIO(checked.content)).size == (4000, 2000)


def test_a_pixel_flood_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)

    assert refusal(png_with(header)) == "The photo has too many pixels. Please send it in a smaller size."


def test_a_picture_just_over_the_cap_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_PIXELS", 2399)

    assert refusal(picture()) == "The photo has too many pixels. Please send it in a smaller size."


def png_with(header):
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("image.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("run.exe", b"MZ" + b"\0" * 200),
        ("program", b"\x7fELF" + b"\0" * 60),
        ("a.zip", b"PK\x03\x04" + b"\0" * 100),
        ("a.gif", b"GIF89a" + b"\0" * 100),
        ("a.tiff", b"II*\x00" + b"\0" * 100),
        ("a.txt", "身份证".encode()),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 100),
    ],
)
def test_other_kinds_of_files_are_refused(name, content):
    assert refusal(content, name) == "Please send a photo (JPEG, PNG or WebP) or a PDF file."


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_photo_of_an_iphone_is_refused_with_a_way_out(brand):
    content = b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0" + brand + b"heic" + b"\0" * 100

    assert refusal(content, "a.heic").startswith("This photo format cannot be read here.")


@pytest.mark.parametrize("name", ["photo.jpg.exe", "photo.php", "photo.html", "photo.pdf", "..\\..\\photo.svg"])
def test_a_name_that_promises_something_else_is_refused(name):
    assert refusal(picture(), name) == (
        "The name of the file does not fit its content. Please save it again as JPEG or PDF."
    )


@pytest.mark.parametrize(
    "name", ["blob", "照片", "照片.原件", "IMG.JPG", "wechat.png", "2026.05.04", ".jpg", "a/b/c.jpeg"]
)
def test_everyday_names_are_fine(name):
    assert check_upload(upload(picture(), name)).extension == ".jpg"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_nothing_of_a_name_survives(name):
    file = io.BytesIO(picture(size=(2, 2)))
    file.name = name + ".jpg"
    checked = check_upload(file)

    assert checked.as_file().name == f"{checked.sha256[:32]}.jpg"


@pytest.mark.parametrize("cut", [3, 20, 200, 400])
def test_a_cut_off_picture_is_refused(cut):
    content = picture("JPEG", size=(200, 200))[:cut]

    assert refusal(content) in (
        "The photo is damaged and cannot be opened. Please take it again.",
        "Please send a photo (JPEG, PNG or WebP) or a PDF file.",
    )


@settings(max_examples=120, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"%PDF-", b""]),
)
def test_rubbish_is_refused_with_a_sentence_never_an_error(rubbish, start):
    with pytest.raises(UploadRefused):
        check_upload(io.BytesIO(start + rubbish))


def test_an_empty_file_is_refused():
    assert refusal(b"") == "The file is empty. Please choose it again."


def test_ten_megabytes_are_the_limit(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 2000)

    assert check_upload(upload(pdf(), "a.pdf")).size < 2000
    assert refusal(picture() + b"\0" * 2000) == ("The file is larger than 10 MB. Please send a smaller photo or scan.")


def test_a_plain_pdf_is_kept_as_it_is():
    checked = check_upload(upload(pdf(), "证明.pdf"))

    assert (checked.content, checked.mime, checked.extension) == (pdf(), "application/pdf", ".pdf")


@pytest.mark.parametrize(
    "marker",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> ",
        b"/OpenAction << /S /J#61vaScript /J#53 (app.alert(1)) >> ",
        b"/AA << /O << /S /Launch /F (cmd.exe) >> >> ",
        b"/Names << /EmbeddedFiles 3 0 R >> ",
        b"/AcroForm << /XFA 3 0 R >> ",
        b"/A << /S /SubmitForm >> ",
        b"/Type /Annot /Subtype /RichMedia ",
    ],
)
def test_a_pdf_that_does_something_is_refused(marker):
    expected = "The PDF file contains a program or other files. Please print it to PDF and send that."

    assert refusal(pdf(marker), "a.pdf") == expected
    assert refusal(pdf_with_stream(zlib.compress(b"5 0 6 20 " + marker)), "a.pdf") == expected
    assert refusal(pdf_with_stream(b"5 0 6 20 " + marker, b"/Type /ObjStm"), "a.pdf") == expected
    assert refusal(pdf_with_stream(b"% not a stream\n" + marker, b"/Length 0"), "a.pdf") == expected


def test_an_encrypted_pdf_is_refused():
    assert refusal(pdf(b"/Encrypt 5 0 R "), "a.pdf") == (
        "The PDF file is protected by a password. Please send it without one."
    )


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj",
        b"%PDF-%%EOF",
        pdf(tail=b"PK\x05\x06" + b"\0" * 18),
        pdf(tail=b"x" * 2000),
        pdf().replace(b"trailer", b"<< >>\nstream\nabc"),
    ],
)
def test_a_damaged_pdf_or_one_with_an_archive_behind_it_is_refused(content):
    assert refusal(content, "a.pdf") == "The PDF file is damaged. Please save it again as PDF, or send a photo of it."


def test_a_pdf_that_unpacks_to_a_flood_is_refused(monkeypatch):
    monkeypatch.setattr("web.pdf_files.MAX_UNPACKED", 100_000)

    assert refusal(pdf_with_stream(zlib.compress(b"0" * 5_000_000)), "a.pdf") == (
        "The PDF file is too large when unpacked. Please send a photo of the pages."
    )


def test_a_marker_that_turns_up_by_chance_in_a_scan_is_no_marker():
    scan = bytes(range(128, 256)) * 20 + b"/JS " + bytes(range(128, 256)) * 20

    assert check_upload(upload(pdf_with_stream(scan, b"/Filter /DCTDecode"), "scan.pdf")).mime == "application/pdf"
    assert check_upload(upload(pdf_with_stream(zlib.compress(scan)), "scan.pdf")).mime == "application/pdf"
