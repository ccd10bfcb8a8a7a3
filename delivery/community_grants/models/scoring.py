"""Three people judge, each for himself, sealed until all are in."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.community_grants.models.grants import Grant
from delivery.community_grants.models.rounds import Criterion


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    def counted(self) -> Self:
        """Those of scorers without a tie; who declared one is out and was replaced."""
        return self.exclude(has_conflict=True)

    def handed_in(self) -> Self:
        return self.filter(submitted_at__isnull=False)


class ScoreSheet(models.Model):
    """The sheet of one scorer. `has_conflict` is None until he declared; handed in, nothing in it changes (trigger)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="sheets")
    scorer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grant_sheets", verbose_name=_("scorer")
    )
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    has_conflict = models.BooleanField(_("has a tie"), null=True, blank=True)
    conflict = models.CharField(_("which tie"), max_length=200, blank=True)
    declared_at = models.DateTimeField(_("declared"), null=True, blank=True)
    total = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    comment = models.TextField(pgettext_lazy("score", "reasons"), blank=True)
    submitted_at = models.DateTimeField(pgettext_lazy("score", "handed in"), null=True, blank=True)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "scorer"], name="grant_sheet_one_per_scorer"),
            models.CheckConstraint(
                condition=Q(has_conflict__isnull=True, declared_at__isnull=True)
                | Q(has_conflict__isnull=False, declared_at__isnull=False),
                name="grant_sheet_declared_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, total__isnull=True)
                | Q(submitted_at__isnull=False, total__isnull=False, has_conflict=False, total__lte=100),
                name="grant_sheet_scored_without_tie",
            ),
            models.CheckConstraint(condition=~Q(has_conflict=True) | ~Q(conflict=""), name="grant_sheet_tie_in_words"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.scorer_id}"


class ScoreLine(models.Model):
    """Points for one criterion, at most its weight. Append-only."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="lines")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField(_("most points"))
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = _("points of a criterion")
        verbose_name_plural = _("points of criteria")
        ordering = ["sheet", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="grant_points_once_per_criterion"),
            models.CheckConstraint(condition=Q(points__lte=F("weight")), name="grant_points_at_most_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.points}"
