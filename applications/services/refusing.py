"""The words of a refusal: the sentence of its code, edited for the case before the letter goes out."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.facts import scheme_of
from applications.models import Application, RefusalWording
from workflow.machine import Refused


def word_refusal(application: Application, code: str, sentence: str, *, by: Any, at: datetime) -> None:
    """Keeps the sentence with the case, inside the transaction of the refusal; an empty one leaves the standard one.

    Raises Refused for a code that the scheme does not know.
    """
    if code not in scheme_of(application).refusal_codes:
        raise Refused(_("This scheme has no such reason code. Choose one from the list."))
    if sentence.strip():
        RefusalWording.objects.create(application=application, code=code, sentence=sentence.strip(), at=at, by=by)
