"""Food safety: the log of a day, and certificates of those who touch ready-to-eat food."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from delivery.porridge_house.choices import Disinfection
from delivery.porridge_house.models.meals import OfSiteQuerySet
from delivery.porridge_house.models.sites import MealSite


class FoodSafetyLog(models.Model):
    """What was looked at in the kitchen that day. It is written as it was found; what is wrong is shown, not refused.

    Temperatures in tenths of a degree Celsius.
    """

    site = models.ForeignKey(MealSite, on_delete=models.PROTECT, related_name="food_logs", verbose_name=_("place"))
    day = models.DateField(_("day"))
    items = models.CharField(_("food of which samples were kept"), max_length=300)
    sample_grams = models.PositiveIntegerField(_("smallest sample (grams)"))
    stored_at = models.DateTimeField(_("samples stored at"))
    discard_at = models.DateTimeField(_("samples kept until"))
    fridge_tenths = models.SmallIntegerField(_("temperature of the fridge"))
    core_tenths = models.SmallIntegerField(_("core temperature of cooked food"), null=True, blank=True)
    is_clean = models.BooleanField(_("kitchen clean"))
    disinfection = models.CharField(_("tableware"), max_length=20, choices=Disinfection)
    disinfection_minutes = models.PositiveSmallIntegerField(_("disinfected for (minutes)"), default=0)
    staff_healthy = models.BooleanField(_("everybody healthy, no cuts, no fever"))
    ingredients = models.CharField(_("where the ingredients come from, best before"), max_length=300)
    note = models.CharField(_("what was found and done"), max_length=300, blank=True)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = OfSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("food-safety log")
        verbose_name_plural = _("food-safety logs")
        indexes = [models.Index(fields=["-day", "site"], name="porridge_log_of_day")]
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="porridge_one_log_per_day"),
            models.CheckConstraint(condition=Q(discard_at__gt=F("stored_at")), name="porridge_samples_are_kept"),
            models.CheckConstraint(
                condition=Q(fridge_tenths__gte=-400, fridge_tenths__lte=600), name="porridge_fridge_can_be"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day}"


class HealthCertificate(models.Model):
    """Of one person who touches ready-to-eat food at a place (食品安全法 45: yearly, before work)."""

    site = models.ForeignKey(
        MealSite, on_delete=models.PROTECT, related_name="health_certificates", verbose_name=_("place")
    )
    name = models.CharField(_("name"), max_length=60)
    number = models.CharField(_("number of the certificate"), max_length=40, blank=True)
    valid_until = models.DateField(_("valid until"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    ended_at = models.DateTimeField(_("no longer works here since"), null=True, blank=True)

    objects = OfSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("health certificate")
        verbose_name_plural = _("health certificates")
        ordering = ["valid_until", "pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"
