"""Words that models, forms and figures share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

CODE, TITLE = "seedling_protection", _("Seedling Protection")
GRADES = range(1, 13)


def grade_label(number: int) -> str:
    return pgettext("school grade", "grade %(number)d") % {"number": number}


class Stage(models.TextChoices):
    PRIMARY = "primary", _("primary school")
    JUNIOR = "junior", _("junior secondary school")
    NINE_YEAR = "nine_year", _("nine-year school")
    SENIOR = "senior", _("senior secondary school")
    VOCATIONAL = "vocational", _("secondary vocational school")


class FacilityKind(models.TextChoices):
    RED_HALL = "red_hall", _("red-culture hall")
    BOOK_ROOM = "book_room", _("charity book room")


class SupplyKind(models.TextChoices):
    BAG = "bag", _("safety school bag")
    BOOK_SET = "book_set", _("safety book set")


class Topic(models.TextChoices):
    DROWNING = "drowning", _("preventing drowning")
    FIRE = "fire", _("evacuation in a fire")
    EARTHQUAKE = "earthquake", _("earthquake")
    TRAFFIC = "traffic", _("road safety")
    FIRST_AID = "first_aid", _("first aid and CPR")
    BULLYING = "bullying", _("against bullying")
    INTERNET = "internet", _("safety online")


class StockKind(models.TextChoices):
    """What moves a lot of bags or book sets. `bring_back` and `spoil_back` come from a class."""

    RECEIVE = "receive", pgettext_lazy("movement of supplies", "came in")
    HAND_OUT = "hand_out", pgettext_lazy("movement of supplies", "handed to a class")
    BRING_BACK = "bring_back", pgettext_lazy("movement of supplies", "came back")
    SPOIL_BACK = "spoil_back", pgettext_lazy("movement of supplies", "came back damaged")
    DAMAGE = "damage", pgettext_lazy("movement of supplies", "damaged in store")
    LOSE = "lose", pgettext_lazy("movement of supplies", "lost")


class BookKind(models.TextChoices):
    """What moves the copies of a title in a room."""

    ADD = "add", pgettext_lazy("movement of books", "put on the shelf")
    LEND = "lend", pgettext_lazy("movement of books", "lent to a class")
    GIVE_BACK = "give_back", pgettext_lazy("movement of books", "given back")
    LOSE = "lose", pgettext_lazy("movement of books", "missing from the shelf")
    LOSE_OUT = "lose_out", pgettext_lazy("movement of books", "lost by a class")
