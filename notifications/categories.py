"""What messages are about, as people choose them in their preferences."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    APPLICATION = "application", _("My applications and family")
    WORK = "work", _("Cases I work on")
    MONEY = "money", _("Funds and payments")
    SHIFT = "shift", _("Volunteer shifts")
    ACCOUNT = "account", _("My account and safety")
