"""Lists that models and forms choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Place(models.TextChoices):
    """Where a band is. A batch counts its bands by it: received = the five others together."""

    ORDERED = "ordered", pgettext_lazy("wristband", "Ordered")
    STORE = "store", pgettext_lazy("wristband", "In store")
    ALLOCATED = "allocated", pgettext_lazy("wristband", "Allocated")
    ISSUED = "issued", pgettext_lazy("wristband", "Issued")
    DAMAGED = "damaged", pgettext_lazy("wristband", "Damaged")
    LOST = "lost", pgettext_lazy("wristband", "Lost")


class MovementKind(models.TextChoices):
    RECEIVE = "receive", _("Received from the supplier")
    ALLOCATE = "allocate", _("Allocated")
    GIVE_BACK = "give_back", _("Given back to the store")
    ISSUE = "issue", _("Handed to a wearer")
    DAMAGE = "damage", _("Found damaged")
    LOSE = "lose", _("Missed")
    FIND = "find", _("Found again")
    REGAIN = "regain", _("Found again by the wearer")


# What a movement may do: kind → (from, to). The service asks this table; the database holds rows to their movement.
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    MovementKind.RECEIVE: ((Place.ORDERED, Place.STORE),),
    MovementKind.ALLOCATE: ((Place.STORE, Place.ALLOCATED),),
    MovementKind.GIVE_BACK: ((Place.ALLOCATED, Place.STORE),),
    MovementKind.ISSUE: ((Place.STORE, Place.ISSUED), (Place.ALLOCATED, Place.ISSUED)),
    MovementKind.DAMAGE: tuple((place, Place.DAMAGED) for place in (Place.STORE, Place.ALLOCATED, Place.ISSUED)),
    MovementKind.LOSE: tuple((place, Place.LOST) for place in (Place.STORE, Place.ALLOCATED, Place.ISSUED)),
    MovementKind.FIND: ((Place.LOST, Place.STORE),),
    MovementKind.REGAIN: ((Place.LOST, Place.ISSUED),),
}


class EndReason(models.TextChoices):
    DIED = "died", pgettext_lazy("wristband", "The wearer died")
    MOVED = "moved", pgettext_lazy("wristband", "The wearer moved away")
    REFUSED = "refused", pgettext_lazy("wristband", "The wearer or the family does not want it any more")
    REPLACED = "replaced", pgettext_lazy("wristband", "Replaced by another band")


class ReplaceReason(models.TextChoices):
    LOST = "lost", pgettext_lazy("wristband", "The band was lost")
    BROKEN = "broken", pgettext_lazy("wristband", "The band is broken")
    TIGHT = "tight", pgettext_lazy("wristband", "The band does not fit")


class ScanKind(models.TextChoices):
    ALARM = "alarm", pgettext_lazy("scan", "Alarm")
    TEST = "test", pgettext_lazy("scan", "Test at the handing over")
    SILENCED = "silenced", pgettext_lazy("scan", "Within the silence")


class AlertOutcome(models.TextChoices):
    FALSE_ALARM = "false_alarm", _("At home, false alarm")
    FOUND = "found", _("Brought home")
    HANDLED = "handled", _("Settled by the duty officer")
    LAPSED = "lapsed", _("Ended by itself after quiet hours")


class CaseOutcome(models.TextChoices):
    HOME = "home", _("Found and at home")
    HOSPITAL = "hospital", _("Found and in hospital")
    DIED = "died", pgettext_lazy("missing person", "Found dead")
    NOT_MISSING = "not_missing", _("Was not missing")


class EntryKind(models.TextChoices):
    OPENED = "opened", _("Reported missing")
    POLICE = "police", _("Police number noted")
    CALLED = "called", _("Volunteers nearby called")
    SCANNED = "scanned", _("The band was scanned")
    SEEN = "seen", _("A volunteer saw somebody")
    NOTE = "note", pgettext_lazy("missing person", "Note")
    CLOSED = "closed", _("Search ended")


class Answer(models.TextChoices):
    COMING = "coming", _("I am looking")
    CANNOT = "cannot", _("I cannot help now")
    SEEN = "seen", _("I saw somebody")


class Signing(models.TextChoices):
    DRAWN = "drawn", _("Signed on the screen")
    PAPER = "paper", _("Signed on paper")
