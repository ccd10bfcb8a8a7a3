"""The preliminary opinion, and the amount that the rules allow."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.models import Application, Finding
from applications.selectors import largest_amount_fen
from workflow.machine import Refused


def refuse_amount_outside_rules(application: Application, amount_fen: int) -> None:
    """Raises Refused for nothing, and for more than the terms of the case allow."""
    largest = largest_amount_fen(application)
    if amount_fen <= 0:
        raise Refused(_("Enter an amount above zero."))
    if largest is not None and amount_fen > largest:
        raise Refused(_("The amount is above what the terms of this case allow."))


def write_opinion(application: Application, amount_fen: int, text: str, *, by: Any, at: datetime) -> Finding:
    """The preliminary opinion of the sub-district: agree, with an amount within the rules of the scheme."""
    refuse_amount_outside_rules(application, amount_fen)
    return Finding.objects.create(
        application=application,
        kind=Finding.Kind.PRELIMINARY,
        outcome=Finding.Outcome.AGREE,
        amount_fen=amount_fen,
        text=text,
        at=at,
        by=by,
    )
