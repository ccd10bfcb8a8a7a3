"""The age, and the band that the terms give."""

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from programs.eligibility import InKind
from programs.parameters import ParametersForm, whole
from programs.rules import Case, Source

CODE = "wristband"
ITEM = "wristband"
FOUNDING = Source(_("Founding announcement of 25 August 2023, wristbands against getting lost"), "SEED")


class WristbandParameters(ParametersForm):
    elder_age = whole(_("Elders from (years)"), 75, FOUNDING)


def band(case: Case) -> InKind | None:
    return InKind(ITEM, 1, _text("One wristband with a code, free of charge"))


def standards(parameters):
    one = _text("one wristband")
    return [
        (_text("People with dementia"), one),
        (_text("People with a mental or intellectual disability"), one),
        (_text("Elders from %(age)d years on") % {"age": parameters["elder_age"]}, one),
    ]


def headline(parameters):
    return _text("one wristband, free of charge")
