"""A round of the community fund with the terms that its grants are judged by."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from delivery.community_grants.permissions import may_keep_rounds


class GrantRoundQuerySet(models.QuerySet["GrantRound"]):
    def visible_to(self, user: Any) -> Self:
        """What is published; what is being prepared to those who keep rounds."""
        return self if may_keep_rounds(user) else self.published()

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def open_on(self, day: date) -> Self:
        return self.published().filter(opens_on__lte=day, closes_on__gte=day)


class GrantRound(models.Model):
    """One window with its limits. Published, its terms stay (a trigger): what a grant is judged by never moves.

    Amounts in fen, shares in whole percent. `least_agreed` is the share of the residents present who must agree.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=100)
    title_en = models.CharField(_("title (English)"), max_length=100)
    about = models.TextField(_("what the round is for"), max_length=2000)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    budget_fen = models.BigIntegerField(_("money of the round"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    least_fen = models.BigIntegerField(_("least amount of a grant"))
    most_fen = models.BigIntegerField(_("largest amount of a grant"))
    most_months = models.PositiveSmallIntegerField(_("longest duration (months)"))
    least_agreed = models.PositiveSmallIntegerField(_("residents who must agree (percent)"))
    scorers = models.PositiveSmallIntegerField(_("number of scorers"))
    pass_score = models.PositiveSmallIntegerField(_("points needed"))
    acceptors = models.PositiveSmallIntegerField(_("people who accept a project, at least"))
    share_1 = models.PositiveSmallIntegerField(_("first part (percent)"))
    share_2 = models.PositiveSmallIntegerField(_("second part (percent)"))
    share_3 = models.PositiveSmallIntegerField(_("last part (percent)"))
    source = models.CharField(_("source of the terms"), max_length=200)
    created_at = models.DateTimeField(_("prepared at"), editable=False)
    published_at = models.DateTimeField(pgettext_lazy("grant round", "published at"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=pgettext_lazy("grant round", "published by"),
    )

    objects = GrantRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant round")
        verbose_name_plural = _("grant rounds")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="grant_round_ends_after_start"),
            models.CheckConstraint(
                condition=Q(least_fen__gt=0, most_fen__gte=F("least_fen"), budget_fen__gt=0),
                name="grant_round_amounts_fit",
            ),
            models.CheckConstraint(
                condition=Q(share_1=100 - F("share_2") - F("share_3"), share_1__gt=0, share_2__gt=0, share_3__gt=0),
                name="grant_round_parts_are_a_whole",
            ),
            models.CheckConstraint(
                condition=Q(scorers__gte=3, acceptors__gte=3, most_months__gt=0), name="grant_round_three_judge"
            ),
            models.CheckConstraint(
                condition=Q(least_agreed__lte=100, pass_score__lte=100), name="grant_round_shares_below_hundred"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="grant_round_published_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_zh

    @property
    def shares(self) -> tuple[int, int, int]:
        return (self.share_1, self.share_2, self.share_3)

    def is_open_on(self, day: date) -> bool:
        return self.published_at is not None and self.opens_on <= day <= self.closes_on


class Criterion(models.Model):
    """What scorers judge, with the most points it can give. All criteria of a round together give a hundred."""

    round = models.ForeignKey(GrantRound, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField(pgettext_lazy("grant", "position"))
    label_zh = models.CharField(_("criterion (Chinese)"), max_length=60)
    label_en = models.CharField(_("criterion (English)"), max_length=60)
    question = models.CharField(_("what to look at"), max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(_("most points"))

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="grant_criterion_one_per_position"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="grant_criterion_weighs"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_en if get_language() == "en" else self.label_zh


class ForbiddenUse(models.Model):
    """One line of the negative list of a round (domain fact book §2.12: what the money must not be used for)."""

    round = models.ForeignKey(GrantRound, on_delete=models.PROTECT, related_name="forbidden_uses")
    position = models.PositiveSmallIntegerField(pgettext_lazy("grant", "position"))
    text_zh = models.CharField(_("not allowed (Chinese)"), max_length=120)
    text_en = models.CharField(_("not allowed (English)"), max_length=120)

    class Meta:
        verbose_name = _("forbidden use")
        verbose_name_plural = _("negative list")
        ordering = ["round", "position"]
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="grant_forbidden_one_per_position")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_zh
