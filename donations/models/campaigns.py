"""Public campaigns (募捐活动): filed, run by the holder of a certificate on a named platform, and what came of them."""

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from donations.permissions import may_see_gifts


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        """Published ones are public; the others are for the staff who prepare them."""
        return self if may_see_gifts(user) else self.published()


class Campaign(models.Model):
    """What 慈善法 24 and 25 demand of a campaign's page.

    The portal collects nothing itself: `platform_url` leads to the platform on which the `holder` of the certificate
    raises the money, and needs its certificate and filing.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=100)
    title_en = models.CharField(_("title (English)"), max_length=100)
    purpose_zh = models.TextField(_("purpose (Chinese)"), max_length=2000)
    purpose_en = models.TextField(_("purpose (English)"), max_length=2000)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    filing_no = models.CharField(_("filing number"), max_length=60, blank=True)
    holder = models.CharField(_("filed and raised by"), max_length=100)
    holder_certificate = models.CharField(_("certificate for public fundraising"), max_length=60, blank=True)
    platform = models.CharField(_("named platform"), max_length=60, blank=True)
    platform_url = models.URLField(_("page on the platform"), max_length=300, blank=True)
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    target_fen = models.BigIntegerField(_("target"))
    target_person_times = models.PositiveIntegerField(_("people to be reached (person-times)"), default=0)
    cost_plan_fen = models.BigIntegerField(_("planned cost"), default=0)
    beneficiaries = models.CharField(_("who is to be helped"), max_length=200)
    in_charge = models.CharField(_("person in charge"), max_length=60)
    contact_phone = models.CharField(_("telephone of the campaign"), max_length=30, blank=True)
    query_way = models.CharField(_("how anybody can ask about it"), max_length=200, blank=True)
    region = models.CharField(_("where money is raised"), max_length=100, blank=True)
    ways = models.CharField(_("ways of fundraising"), max_length=200)
    bank_account = models.CharField(_("bank account that was filed"), max_length=150, blank=True)
    use = models.CharField(_("what the money is for"), max_length=300, blank=True)
    leftover = models.CharField(_("what happens with money left over"), max_length=200)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="donations_campaign_ends_later"),
            models.CheckConstraint(condition=Q(target_fen__gt=0), name="donations_campaign_has_a_target"),
            models.CheckConstraint(
                condition=Q(platform_url="") | (~Q(filing_no="") & ~Q(holder_certificate="") & ~Q(platform="")),
                name="donations_campaign_link_needs_certificate",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_zh

    @property
    def purpose(self) -> str:
        return self.purpose_en if get_language() == "en" else self.purpose_zh

    @property
    def days(self) -> list[date]:
        return [self.starts_on + timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1)]

    def is_running(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on


class Reach(models.Model):
    """One count of whom an action reached. The three units are never added up together; rows are never changed, a
    mistake is taken back by a negative count."""

    class Unit(models.TextChoices):
        PERSONS = "persons", pgettext_lazy("reach", "Persons")
        PERSON_TIMES = "person_times", pgettext_lazy("reach", "Person-times")
        HOUSEHOLDS = "households", pgettext_lazy("reach", "Households")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="reached", verbose_name=_("campaign"))
    unit = models.CharField(_("counted in"), max_length=14, choices=Unit)
    number = models.IntegerField(_("number"))
    reached_on = models.DateField(_("day"))
    action = models.CharField(_("action"), max_length=120)
    source = models.CharField(_("where the number comes from"), max_length=120)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    class Meta:
        verbose_name = _("count of people reached")
        verbose_name_plural = _("counts of people reached")
        ordering = ["reached_on", "pk"]
        indexes = [models.Index(fields=["campaign", "unit"], name="donations_reach_unit")]
        constraints = [models.CheckConstraint(condition=~Q(number=0), name="donations_reach_not_zero")]

    def __str__(self) -> str:
        return f"{self.get_unit_display()} {self.number} {self.reached_on:%Y-%m-%d}"
