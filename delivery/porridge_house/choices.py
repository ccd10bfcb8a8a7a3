"""The closed lists of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SiteMode(models.TextChoices):
    """A voucher at an ordinary restaurant, or a kitchen that volunteers run (domain fact book §2.8)."""

    PARTNER_SHOP = "partner_shop", _("Partner shop")
    VOLUNTEER_KITCHEN = "volunteer_kitchen", _("Volunteer kitchen")


class Source(models.TextChoices):
    SCAN = "scan", pgettext_lazy("meal", "scanned")
    TYPED = "typed", pgettext_lazy("meal", "typed in")
    PAPER = "paper", pgettext_lazy("meal", "from the paper tally")


class Reason(models.TextChoices):
    """Why a meal was not given; the clerk reads exactly this."""

    UNKNOWN = "unknown", _("This is no meal card. Look at the number again.")
    NOT_HANDED_OVER = "not_handed_over", _("This card has not been handed over yet. The federation does it.")
    FROZEN = "frozen", _("This card is frozen. The holder asks the federation or the work station.")
    REPLACED = "replaced", _("This card was replaced by a new one. Ask for the new card.")
    ENDED = "ended", _("This card is no longer valid. The holder asks the federation.")
    NOT_VALID_YET = "not_valid_yet", _("This card is not valid yet.")
    EXPIRED = "expired", _("This card has run out. The holder asks the federation for a new one.")
    ALREADY = "already", _("This card has had its meal today.")
    OUTSIDE_WINDOW = "outside_window", _("Breakfast is not served at this time.")
    SITE_CLOSED = "site_closed", _("This place serves no meals of the porridge house at present.")
    TOO_OLD = "too_old", _("This was too long ago to be entered. Tell the federation.")


class FraudKind(models.TextChoices):
    TWO_SHOPS = "two_shops", _("One card at two places")
    LATE_RUSH = "late_rush", _("Most meals in the last minutes")
    PACE = "pace", _("Cards one after the other")
    ON_LEAVE = "on_leave", _("A holder who is on leave")
    TYPED = "typed", _("Numbers typed instead of cards scanned")


class FraudOutcome(models.TextChoices):
    EXPLAINED = "explained", _("Explained")
    CORRECTED = "corrected", _("Wrong meals taken back")
    REPORTED = "reported", _("Taken up with the partner")


class WelfareOutcome(models.TextChoices):
    WELL = "well", _("Is well")
    NEEDS_HELP = "needs_help", _("Needs help")
    LEFT = "left", _("No longer works here")
    NOT_FOUND = "not_found", _("Not found")


class Disinfection(models.TextChoices):
    HEAT = "heat", _("Heat")
    CHEMICAL = "chemical", _("Disinfectant")
    SINGLE_USE = "single_use", _("Single-use tableware")
