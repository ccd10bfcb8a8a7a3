"""Coming every week without signing up each time, and being told when a shift has a place."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.models.families import FamilyLink
from volunteers.models.people import OVERSEERS, VolunteerProfile
from volunteers.models.series import ShiftSeries
from volunteers.models.shifts import Shift
from volunteers.models.skills import Weekday


class StandingPlaceQuerySet(models.QuerySet["StandingPlace"]):
    def live(self) -> "StandingPlaceQuerySet":
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user: Any) -> "StandingPlaceQuerySet":
        """One's own and those of one's family; all for the federation's overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        family = FamilyLink.objects.in_force().filter(actor=user).values("volunteer")
        return self.filter(Q(volunteer__user=user.pk) | Q(volunteer__in=family))


class StandingPlace(models.Model):
    """A weekday of a series on which the volunteer always comes; each shift is signed up for as it is planned.

    `taken_by` is family that took it for the volunteer and signs up by it; it ends with the right to. None: himself.
    """

    series = models.ForeignKey(ShiftSeries, on_delete=models.PROTECT, related_name="standing", verbose_name=_("series"))
    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="standing", verbose_name=_("volunteer")
    )
    weekday = models.PositiveSmallIntegerField(_("day of the week"))  # 0 is Monday
    since = models.DateTimeField(_("since"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken by family"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = StandingPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing place")
        verbose_name_plural = _("standing places")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "volunteer", "weekday"],
                condition=Q(ended_at__isnull=True),
                name="volunteers_standing_once",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="volunteers_standing_weekday"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def weekday_label(self) -> str:
        return str(Weekday(self.weekday).label)


class ShiftWatchQuerySet(models.QuerySet["ShiftWatch"]):
    def asked_by(self, user: Any) -> "ShiftWatchQuerySet":
        """Of which this person hears: for himself, and for those whom he asked for."""
        return self.filter(Q(asked_by__isnull=True, volunteer__user=user) | Q(asked_by=user))


class ShiftWatch(models.Model):
    """A volunteer who wants to hear when the shift has a place; removed when he no longer wants to.

    `asked_by` is family, or a leader of the shift, who hears it for the volunteer. None: he hears it himself.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="watches", verbose_name=_("shift"))
    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="watches", verbose_name=_("volunteer")
    )
    since = models.DateTimeField(_("since"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("watched for the volunteer by"),
    )

    objects = ShiftWatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("watched shift")
        verbose_name_plural = _("watched shifts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "volunteer"], condition=Q(asked_by__isnull=True), name="volunteers_watch_once"
            ),
            models.UniqueConstraint(
                fields=["shift", "volunteer", "asked_by"],
                condition=Q(asked_by__isnull=False),
                name="volunteers_watch_once_for",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
