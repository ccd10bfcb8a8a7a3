"""Signatures that are drawn on the screen and arrive as text in a hidden field."""

import base64
import binascii
import io

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from web.uploads import UploadRefused, check_upload

LONGEST = 120_000  # characters of the drawing as it is sent


class DrawingField(forms.CharField):
    """The picture as PNG, drawn anew from its pixels, in `cleaned_data`; b"" when nobody drew."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, max_length=LONGEST)

    def clean(self, value: str) -> bytes:
        text = super().clean(value)
        return _picture(text) if text else b""


def _picture(text: str) -> bytes:
    """Whatever is no drawing is refused."""
    try:
        checked = check_upload(io.BytesIO(base64.b64decode(text.partition(",")[2] or text, validate=True)))
    except (binascii.Error, ValueError, UploadRefused) as error:
        raise _not_arrived() from error
    if checked.mime != "image/png":
        raise _not_arrived()
    return checked.content


def _not_arrived() -> ValidationError:
    return ValidationError(_("The drawing did not arrive. Please sign once more."))
