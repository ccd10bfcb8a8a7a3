"""What a telephone reads from a paper: the page as a picture, and the QR codes in that picture."""

import pypdfium2
import zxingcpp

DOTS_PER_POINT = 200 / 72


def codes_on(content: bytes) -> list[str]:
    """The texts of all QR codes of a PDF, page by page, drawn at 200 dpi like an ordinary print."""
    with pypdfium2.PdfDocument(content) as paper:
        pictures = [page.render(scale=DOTS_PER_POINT, grayscale=True).to_pil() for page in paper]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]
