"""What the night finds: meals that look wrong, and people who stopped coming."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role, scope_of
from delivery.porridge_house.choices import FraudKind, FraudOutcome, WelfareOutcome
from delivery.porridge_house.models.cards import MealCard
from delivery.porridge_house.models.sites import MealSite
from delivery.porridge_house.roles import FIELD, READERS


class FraudSignal(models.Model):
    """`data` holds the numbers of the sentence (misuse.py says it); never a judgement, a person answers it."""

    kind = models.CharField(_("signal"), max_length=20, choices=FraudKind)
    site = models.ForeignKey(MealSite, on_delete=models.PROTECT, related_name="signals", verbose_name=_("place"))
    card = models.ForeignKey(
        MealCard, on_delete=models.PROTECT, null=True, blank=True, related_name="signals", verbose_name=_("card")
    )
    day = models.DateField(_("day"))
    data = models.JSONField(_("figures"), default=dict)
    found_at = models.DateTimeField(_("found"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=FraudOutcome, blank=True)
    answer = models.CharField(_("what was found out"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("signal of misuse")
        verbose_name_plural = _("signals of misuse")
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "site", "day", "card"],
                condition=Q(card__isnull=False),
                name="porridge_signal_once_per_card",
            ),
            models.UniqueConstraint(
                fields=["kind", "site", "day"], condition=Q(card__isnull=True), name="porridge_signal_once_per_place"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, outcome="", answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="porridge_signal_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class WelfareSignalQuerySet(models.QuerySet["WelfareSignal"]):
    def visible_to(self, user: Any) -> "WelfareSignalQuerySet":
        """Those who look after people: the work station and sub-district of the person, and the office."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *READERS):
            return self
        return self.filter(scope_of(user, *FIELD).q("card__person__area"))

    def open(self) -> "WelfareSignalQuerySet":
        return self.filter(answered_at__isnull=True, returned_on__isnull=True)


class WelfareSignal(models.Model):
    """Somebody who came nearly every morning has not been seen since `last_seen_on`."""

    card = models.ForeignKey(MealCard, on_delete=models.PROTECT, related_name="welfare_signals", verbose_name=_("card"))
    last_seen_on = models.DateField(_("last seen on"))
    raised_at = models.DateTimeField(_("raised"))
    returned_on = models.DateField(_("came again on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=WelfareOutcome, blank=True)
    answer = models.CharField(_("what was found out"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = WelfareSignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign that somebody may need help")
        verbose_name_plural = _("signs that somebody may need help")
        ordering = ["last_seen_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["card", "last_seen_on"], name="porridge_welfare_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, outcome="", answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="porridge_welfare_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
