"""Who comes to which shift."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.choices import CancelReason, SignupSource
from volunteers.models.people import OVERSEERS, VolunteerProfile
from volunteers.models.shifts import Shift, ShiftRole
from workflow.stateful import Stateful

LIVE_STATES = ("waiting", "confirmed")


class SignupQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SignupQuerySet":
        """One's own, those of the shifts one leads, and all for the federation's overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        return self.filter(Q(volunteer__user=user) | Q(shift__activity__team__leader=user))

    def live(self) -> "SignupQuerySet":
        return self.filter(state__in=LIVE_STATES)


class Signup(Stateful):
    """A volunteer's place, or place on the waiting list. Never deleted; who signs up again gets a new row.

    `starts_at` and `ends_at` are the shift's, copied so that the database itself refuses two confirmed sign-ups of a
    volunteer at the same time; triggers hold them, and `shift`, to the role's shift.
    """

    role = models.ForeignKey(ShiftRole, on_delete=models.PROTECT, related_name="signups", verbose_name=_("task"))
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="signups", verbose_name=_("shift"))
    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="signups", verbose_name=_("volunteer")
    )
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    sequence = models.PositiveIntegerField(_("order of signing up"), editable=False)
    source = models.CharField(_("signed up by"), max_length=10, choices=SignupSource.choices)
    signed_up_at = models.DateTimeField(_("signed up at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cancelled by"),
    )
    cancel_reason = models.CharField(_("reason"), max_length=20, choices=CancelReason.choices, blank=True)

    objects = SignupQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["sequence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "volunteer"],
                condition=Q(state__in=LIVE_STATES),
                name="volunteers_signup_one_live",
            ),
            models.UniqueConstraint(fields=["role", "sequence"], name="volunteers_signup_sequence"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="volunteers_signup_ends_after_start"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False, state="cancelled") & ~Q(cancel_reason=""),
                name="volunteers_signup_cancelled_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "starts_at"], name="volunteers_signup_of_person"),
            models.Index(fields=["state", "starts_at"], name="volunteers_signup_by_start"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
