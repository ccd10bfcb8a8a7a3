"""Lists that models and forms choose from. Callables where the list may grow without a migration."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Choice = tuple[str, str | Promise]
CODE = "spring_festival_visit"  # how vouchers, payments and the benefit ledger name the program
TITLE = _("Spring Festival visits")

# Who is visited (domain fact book §2.6), the first first where places are few.
_GROUNDS: tuple[Choice, ...] = (
    ("destitute", _("destitute person")),
    ("dibao", _("minimum living guarantee")),
    ("marginal", _("just above the minimum living guarantee")),
    ("illness", _("serious illness in the family")),
    ("disability", _("severe disability in the family")),
    ("child", _("child in difficulty")),
    ("party", _("party member or employee in hardship")),
    ("sanitation", _("sanitation worker in hardship")),
    ("other", _("other hardship")),
)
GROUNDS: dict[str, str | Promise] = dict(_GROUNDS)
RANK = {code: place for place, (code, _label) in enumerate(_GROUNDS)}
# What a certificate of the registry proves.
GROUND_OF_CATEGORY = {
    "DESTITUTE": "destitute",
    "DIBAO": "dibao",
    "DIBAO_SINGLE": "dibao",
    "MARGINAL": "marginal",
    "RIGID_EXPENDITURE": "other",
    "RELAPSE_MONITOR": "other",
    "ORPHAN": "child",
    "DE_FACTO_UNATTENDED": "child",
    "DISABLED": "disability",
    "SUDDEN": "other",
}
SEVERE_LEVELS = (1, 2)  # 最低生活保障审核确认办法 8: 重度 is level 1 or 2


def ground_choices() -> list[Choice]:
    return list(_GROUNDS)


class Source(models.TextChoices):
    REGISTRY = "registry", _("found in the register")
    LIST = "list", _("from an Excel list")
    HAND = "hand", _("nominated one by one")


class Receiver(models.TextChoices):
    """Who took the gifts."""

    SELF = "self", _("the visited person")
    FAMILY = "family", _("somebody of the household")
    SUBSTITUTE = "substitute", _("somebody else, for the household")


class WishKind(models.TextChoices):
    """Where a wish that was heard at the door may lead."""

    AID = "aid", _("an application for aid")
    VOLUNTEERS = "volunteers", _("help by volunteers")
    NOTE = "note", _("something else, to be noted")


class MovementKind(models.TextChoices):
    RECEIVE = "receive", _("came in")
    TAKE_OUT = "take_out", _("taken along")
    BRING_BACK = "bring_back", _("brought back")
    GIVE = "give", pgettext_lazy("goods", "handed over")
    SPOIL = "spoil", _("spoiled in store")
    SPOIL_OUT = "spoil_out", _("spoiled on the way")
