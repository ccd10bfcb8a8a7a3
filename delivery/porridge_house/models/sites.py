"""Where meals are given: shops of a partner, kitchens of volunteers; who stands at the counter; what a meal costs."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from delivery.porridge_house.choices import SiteMode
from delivery.porridge_house.roles import READERS


class Partner(models.Model):
    """A company that runs shops. `bank_account` is the company's own, as it stands on its invoices."""

    name = models.CharField(_("partner"), max_length=100)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    bank_account = models.CharField(_("bank account"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("partner of the porridge house")
        verbose_name_plural = _("partners of the porridge house")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MealSiteQuerySet(models.QuerySet["MealSite"]):
    def visible_to(self, user: Any) -> "MealSiteQuerySet":
        """The office sees all, a clerk the places at whose counter he stands now."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *READERS):
            return self
        return self.filter(pk__in=SiteClerk.objects.current().filter(user=user).values("site"))

    def open(self) -> "MealSiteQuerySet":
        return self.filter(is_open=True)


class MealSite(models.Model):
    """`activity`: the volunteers' activity whose shifts help here. A shop has a partner, a kitchen has none."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    mode = models.CharField(_("kind of place"), max_length=20, choices=SiteMode)
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="sites", verbose_name=_("partner")
    )
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, related_name="meal_sites", verbose_name=_("area")
    )
    address = models.CharField(_("address"), max_length=120, blank=True)
    daily_quota = models.PositiveIntegerField(_("meals planned for a day"))
    licence_no = models.CharField(_("food business licence"), max_length=40, blank=True)
    licence_until = models.DateField(_("licence valid until"), null=True, blank=True)
    keeps_food_log = models.BooleanField(_("keeps the food-safety log"), default=False)
    activity = models.ForeignKey(
        "volunteers.Activity",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meal_sites",
        verbose_name=_("volunteers' activity"),
    )
    is_open = models.BooleanField(_("gives meals"), default=True)

    objects = MealSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("place for meals")
        verbose_name_plural = _("places for meals")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode=SiteMode.PARTNER_SHOP, partner__isnull=False)
                | Q(mode=SiteMode.VOLUNTEER_KITCHEN, partner__isnull=True),
                name="porridge_shop_has_a_partner",
            ),
            models.CheckConstraint(
                condition=~Q(mode=SiteMode.VOLUNTEER_KITCHEN) | Q(keeps_food_log=True),
                name="porridge_kitchen_keeps_the_log",
            ),
            models.CheckConstraint(condition=Q(daily_quota__gt=0), name="porridge_site_plans_meals"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name_zh

    @property
    def is_kitchen(self) -> bool:
        return self.mode == SiteMode.VOLUNTEER_KITCHEN


class SiteClerkQuerySet(models.QuerySet["SiteClerk"]):
    def current(self) -> "SiteClerkQuerySet":
        return self.filter(ended_at__isnull=True)


class SiteClerk(models.Model):
    """Who gives meals out at a place, and who signs its monthly statement for the partner."""

    site = models.ForeignKey(MealSite, on_delete=models.PROTECT, related_name="clerks", verbose_name=_("place"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meal_sites", verbose_name=_("clerk")
    )
    signs_statements = models.BooleanField(_("signs statements for the partner"), default=False)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = SiteClerkQuerySet.as_manager()

    class Meta:
        verbose_name = _("clerk at the counter")
        verbose_name_plural = _("clerks at the counter")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "user"], condition=Q(ended_at__isnull=True), name="porridge_clerk_once_per_site"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")), name="porridge_clerk_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.user_id}"


class MealTerms(models.Model):
    """What a meal costs and when it is served, from a day on. Append-only; a later row of the same day corrects it.

    `partner` empty: the kitchens of the federation, whose meals cost nothing. `price_fen` in fen.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="terms", verbose_name=_("partner")
    )
    valid_from = models.DateField(_("valid from"))
    price_fen = models.PositiveIntegerField(_("price of a meal"))
    opens_at = models.TimeField(_("served from"))
    closes_at = models.TimeField(_("served until"))
    source = models.CharField(_("source"), max_length=200)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("terms of meals")
        verbose_name_plural = _("terms of meals")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="porridge_terms_close_after_opening"),
            models.CheckConstraint(
                condition=Q(partner__isnull=False) | Q(price_fen=0), name="porridge_kitchen_meals_cost_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} #{self.pk}"
