"""抽查复核: decided cases, drawn by chance, judged again by somebody who does not know what was decided."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from oversight.permissions import may_read_figures
from programs.rules import Outcome as RuleOutcome


class ReviewRound(models.Model):
    """One draw. The seed and the limits are kept, so that anybody can draw it again and get the same cases."""

    drawn_at = models.DateTimeField(_("drawn"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("drawn by")
    )
    decided_from = models.DateField(_("decided from"))
    decided_to = models.DateField(_("decided to"))
    seed = models.BigIntegerField(_("seed of the draw"))
    candidates = models.PositiveIntegerField(_("decided cases in the period"))

    class Meta:
        verbose_name = _("round of re-reviews")
        verbose_name_plural = _("rounds of re-reviews")
        ordering = ("-drawn_at",)
        constraints = [
            models.CheckConstraint(condition=Q(decided_to__gte=F("decided_from")), name="round_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.decided_from} – {self.decided_to}"


class BlindReviewQuerySet(models.QuerySet["BlindReview"]):
    def visible_to(self, user: Any) -> "BlindReviewQuerySet":
        """Those given to this person; whoever reads the figures also finished ones."""
        mine = Q(reviewer=user)
        return self.filter(mine | Q(done_at__isnull=False)) if may_read_figures(user) else self.filter(mine)

    def open(self) -> "BlindReviewQuerySet":
        return self.filter(done_at__isnull=True)


class BlindReview(models.Model):
    """One case in one round. `was_approved` is what was decided; the reviewer learns it when he has judged."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("I would grant the aid")
        REFUSE = "refuse", _("I would refuse it")

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="reviews")
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="blind_reviews", verbose_name=_("case")
    )
    was_approved = models.BooleanField(_("was approved"))
    decided_amount_fen = models.BigIntegerField(_("approved amount"), null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewer")
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    amount_fen = models.BigIntegerField(_("amount"), null=True, blank=True)
    text = models.TextField(_("reasons given"), blank=True)
    done_at = models.DateTimeField(_("judged"), null=True, blank=True)

    objects = BlindReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("blind re-review")
        verbose_name_plural = _("blind re-reviews")
        constraints = [
            models.UniqueConstraint(fields=["round", "application"], name="review_once_per_round"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, verdict="") | (Q(done_at__isnull=False) & ~Q(verdict="")),
                name="review_done_has_verdict",
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "done_at"], name="review_to_do")]

    def __str__(self) -> str:
        return f"{self.round_id}:{self.pk}"

    @property
    def agrees(self) -> bool:
        return (self.verdict == self.Verdict.APPROVE) == self.was_approved


def outcome_choices() -> list[tuple[str, Any]]:
    return [
        (RuleOutcome.YES.value, _("Met")),
        (RuleOutcome.NO.value, _("Not met")),
        (RuleOutcome.UNKNOWN.value, _("Cannot be told from the file")),
    ]


class CriterionJudgement(models.Model):
    """What the reviewer found for one rule, beside what had been found before the decision."""

    review = models.ForeignKey(BlindReview, on_delete=models.PROTECT, related_name="criteria")
    rule_code = models.CharField(_("rule"), max_length=20)
    found = models.CharField(_("found again"), max_length=10, choices=outcome_choices)
    was_found = models.CharField(_("found before"), max_length=10, choices=outcome_choices)

    class Meta:
        verbose_name = _("judgement of a criterion")
        verbose_name_plural = _("judgements of criteria")
        constraints = [models.UniqueConstraint(fields=["review", "rule_code"], name="criterion_once_per_review")]

    def __str__(self) -> str:
        return self.rule_code
