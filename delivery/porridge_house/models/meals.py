"""Meals: one row each, refused scans beside them, and the shop's own count of the day."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import has_role
from delivery.porridge_house.choices import Reason, Source
from delivery.porridge_house.models.cards import MealCard
from delivery.porridge_house.models.sites import MealSite
from delivery.porridge_house.roles import READERS


class OfSiteQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "OfSiteQuerySet":
        """The office all, a clerk those of the places at whose counter he stands."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *READERS):
            return self
        return self.filter(site__in=MealSite.objects.visible_to(user).values("pk"))


class MealRedemptionQuerySet(OfSiteQuerySet):
    def standing(self) -> "MealRedemptionQuerySet":
        return self.filter(voided_at__isnull=True)

    def unsettled(self) -> "MealRedemptionQuerySet":
        return self.standing().filter(statement__isnull=True)


class MealRedemption(models.Model):
    """One meal. Nothing of it changes but two things: it is taken back once, or it comes onto a statement.

    `number` counts the meals of a card on a day from 1; with the card and the day it is unique, and a trigger refuses
    one above the card's limit. `worth_fen` is the price in force, in fen; a donated meal costs the fund nothing.
    `eaten_at` is by the portal's clock; `device_at` and `skew_seconds` only where a device told of it later.
    """

    card = models.ForeignKey(MealCard, on_delete=models.PROTECT, related_name="meals", verbose_name=_("card"))
    site = models.ForeignKey(MealSite, on_delete=models.PROTECT, related_name="meals", verbose_name=_("place"))
    day = models.DateField(_("day"))
    number = models.PositiveSmallIntegerField(_("meal of the day"))
    source = models.CharField(_("how it was entered"), max_length=10, choices=Source)
    eaten_at = models.DateTimeField(pgettext_lazy("meals", "given at"))
    device_at = models.DateTimeField(_("time of the device"), null=True, blank=True)
    skew_seconds = models.IntegerField(_("device ahead by seconds"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clerk"),
    )
    nonce = models.UUIDField(unique=True)
    worth_fen = models.PositiveIntegerField(_("price in force"))
    is_donated = models.BooleanField(_("donated"), default=False)
    statement = models.ForeignKey(
        "porridge_house.MealStatement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meals",
        verbose_name=_("statement"),
    )
    voided_at = models.DateTimeField(pgettext_lazy("meals", "taken back"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    void_reason = models.CharField(_("why taken back"), max_length=200, blank=True)

    objects = MealRedemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("meal")
        verbose_name_plural = _("meals")
        indexes = [
            models.Index(fields=["site", "day", "eaten_at"], name="porridge_meal_of_site"),
            models.Index(fields=["day", "site"], name="porridge_meal_of_day"),
            models.Index(fields=["-eaten_at", "-id"], name="porridge_meal_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "day", "number"],
                condition=Q(voided_at__isnull=True),
                name="porridge_one_meal_per_card_and_day",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="porridge_meal_counts_from_one"),
            models.CheckConstraint(condition=Q(eaten_at__lte=F("recorded_at")), name="porridge_meal_not_in_the_future"),
            models.CheckConstraint(
                condition=Q(device_at__isnull=True, skew_seconds__isnull=True)
                | Q(device_at__isnull=False, skew_seconds__isnull=False),
                name="porridge_meal_clock_paired",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False, statement__isnull=True) & ~Q(void_reason=""),
                name="porridge_meal_taken_back_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class RefusedScan(models.Model):
    """A scan that gave no meal, with its reason. Append-only; signals of misuse look at these."""

    card = models.ForeignKey(
        MealCard, on_delete=models.PROTECT, null=True, blank=True, related_name="refused_scans", verbose_name=_("card")
    )
    site = models.ForeignKey(MealSite, on_delete=models.PROTECT, related_name="refused_scans", verbose_name=_("place"))
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    seen_at = models.DateTimeField(pgettext_lazy("meals", "seen at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("clerk")
    )
    nonce = models.UUIDField(unique=True)

    objects = OfSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("refused scan")
        verbose_name_plural = _("refused scans")
        indexes = [models.Index(fields=["day", "card"], name="porridge_refused_of_day")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class DayCount(models.Model):
    """The place's own count of a day. `reviewed_system`: the portal's count that the review compared it with."""

    site = models.ForeignKey(MealSite, on_delete=models.PROTECT, related_name="counts", verbose_name=_("place"))
    day = models.DateField(_("day"))
    own_count = models.PositiveIntegerField(_("the place's own count"))
    counted_at = models.DateTimeField(pgettext_lazy("meals", "counted"))
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("counted by"),
    )
    reviewed_system = models.PositiveIntegerField(_("compared with"), null=True, blank=True)
    review_note = models.CharField(_("why they differ"), max_length=300, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )

    objects = OfSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts of days")
        indexes = [models.Index(fields=["-day", "site"], name="porridge_count_of_day")]
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="porridge_one_count_per_day"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, reviewed_system__isnull=True)
                & Q(review_note="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, reviewed_system__isnull=False)
                & ~Q(review_note=""),
                name="porridge_count_reviewed_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("counted_by")) | Q(counted_by__isnull=True),
                name="porridge_count_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day}"


class MonthTotal(models.Model):
    """How many meals of a month were forgotten after their time; the sums stay although the rows are gone."""

    site = models.ForeignKey(MealSite, on_delete=models.PROTECT, related_name="month_totals", verbose_name=_("place"))
    month = models.DateField(_("month"))
    meals = models.PositiveIntegerField(_("meals"))
    donated = models.PositiveIntegerField(_("donated meals"))

    class Meta:
        verbose_name = _("total of a month")
        verbose_name_plural = _("totals of months")
        constraints = [
            models.UniqueConstraint(fields=["site", "month"], name="porridge_one_total_per_month"),
            models.CheckConstraint(condition=Q(donated__lte=F("meals")), name="porridge_total_holds_donated"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.month:%Y-%m}"
