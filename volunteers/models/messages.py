"""What leaders wrote to the people of a shift or of a team, and whom it went to."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.models.people import OVERSEERS, VolunteerTeam
from volunteers.models.shifts import Shift

LONGEST = 300  # characters; as an SMS some five parts


class Audience(models.TextChoices):
    CONFIRMED = "confirmed", _("Those who have a place")
    WAITING = "waiting", _("Those who wait for a place or an answer")
    ALL = "all", _("Everybody signed up")
    MEMBERS = "members", _("Everybody of the team")


class LeaderMessageQuerySet(models.QuerySet["LeaderMessage"]):
    def visible_to(self, user: Any) -> "LeaderMessageQuerySet":
        """Those of the teams that one runs, all for overseers. Whoever received one has it in the own inbox."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        return self.filter(team__in=VolunteerTeam.objects.led_by(user).values("pk"))


class LeaderMessage(models.Model):
    """Written once; each recipient gets an own copy through the outbox and learns of nobody else. Append-only.

    `reached` is how many people it went to, as `recipients` names them.
    """

    team = models.ForeignKey(
        VolunteerTeam, on_delete=models.PROTECT, related_name="messages", verbose_name=_("volunteer team")
    )
    shift = models.ForeignKey(
        Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("shift")
    )
    audience = models.CharField(_("to whom"), max_length=10, choices=Audience.choices)
    text = models.CharField(_("message"), max_length=LONGEST)
    reached = models.PositiveIntegerField(_("people reached"))
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )

    objects = LeaderMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to volunteers")
        verbose_name_plural = _("messages to volunteers")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["sent_by", "sent_at"], name="volunteers_message_of_sender")]
        constraints = [
            models.CheckConstraint(
                condition=Q(shift__isnull=True, audience=Audience.MEMBERS)
                | Q(shift__isnull=False) & ~Q(audience=Audience.MEMBERS),
                name="volunteers_message_to_shift_or_team",
            ),
            models.CheckConstraint(condition=Q(reached__gt=0), name="volunteers_message_reaches_somebody"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class MessageRecipient(models.Model):
    """One person that a message went to. Append-only."""

    message = models.ForeignKey(LeaderMessage, on_delete=models.PROTECT, related_name="recipients")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )

    class Meta:
        verbose_name = _("recipient of a message")
        verbose_name_plural = _("recipients of messages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["message", "person"], name="volunteers_message_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.person_id}"
