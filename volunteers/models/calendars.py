"""The address under which a volunteer's own shifts appear in the calendar of a phone."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from volunteers.models.people import VolunteerProfile


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, user: Any) -> "CalendarFeedQuerySet":
        """One's own only: whoever has the address reads the shifts, so nobody else needs to know of it."""
        return self.filter(volunteer__user=user) if user.is_authenticated else self.none()

    def live(self) -> "CalendarFeedQuerySet":
        return self.filter(revoked_at__isnull=True)


class CalendarFeed(models.Model):
    """`token_hash` is a keyed hash of the secret in the address (volunteers.calendar_tokens); the secret is nowhere."""

    volunteer = models.ForeignKey(VolunteerProfile, on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("stopped at"), null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(revoked_at__isnull=True), name="volunteers_one_live_calendar"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
