"""Who comes to which shift."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.choices import CancelReason, SignupSource
from volunteers.models.families import FamilyLink
from volunteers.models.people import OVERSEERS, VolunteerProfile, VolunteerTeam
from volunteers.models.shifts import Shift, ShiftRole
from workflow.stateful import Stateful

LIVE_STATES = ("waiting", "requested", "offered", "confirmed")
HOLDING_STATES = ("offered", "confirmed")  # these take a place; an offer reserves it until its limit


class SignupQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SignupQuerySet":
        """One's own and those of one's family, of the shifts one leads, and all for the federation's overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        led = VolunteerTeam.objects.led_by(user).values("pk")
        family = FamilyLink.objects.in_force().filter(actor=user).values("volunteer")
        return self.filter(Q(volunteer__user=user) | Q(volunteer__in=family) | Q(shift__activity__team__in=led))

    def concerning(self, user_id: int) -> "SignupQuerySet":
        """Whoever is told about them: the volunteer, and who signed him up while he may still act for him."""
        family = FamilyLink.objects.in_force().filter(actor=user_id).values("volunteer")
        return self.filter(Q(volunteer__user=user_id) | Q(signed_up_by=user_id, volunteer__in=family))

    def live(self) -> "SignupQuerySet":
        return self.filter(state__in=LIVE_STATES)

    def holding(self) -> "SignupQuerySet":
        return self.filter(state__in=HOLDING_STATES)


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
    signed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("who signed up"),
    )
    party_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="members",
        verbose_name=_("group of"),
    )
    party_size = models.PositiveSmallIntegerField(_("people"), default=1, db_default=1)
    waiting_since = models.DateTimeField(_("on the waiting list since"), null=True, blank=True, editable=False)
    offered_at = models.DateTimeField(_("place offered at"), null=True, blank=True, editable=False)
    offer_expires_at = models.DateTimeField(_("offer stands until"), null=True, blank=True, editable=False)
    standin_asked_at = models.DateTimeField(_("asked for a stand-in at"), null=True, blank=True, editable=False)
    overfill_reason = models.CharField(
        _("why above the places"), max_length=200, blank=True, default="", db_default="", editable=False
    )
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
            models.CheckConstraint(condition=Q(party_size__gte=1), name="volunteers_signup_party_of_one_at_least"),
            models.CheckConstraint(
                condition=~Q(state="offered")
                | Q(offered_at__isnull=False, offer_expires_at__isnull=False, offer_expires_at__gt=F("offered_at")),
                name="volunteers_signup_offer_has_its_limit",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False, state="cancelled") & ~Q(cancel_reason=""),
                name="volunteers_signup_cancelled_says_why",
            ),
        ]
        indexes = [
            # The state too, or SQLite without statistics prefers by_start and reads all sign-ups of that state.
            models.Index(fields=["volunteer", "state", "starts_at"], name="volunteers_signup_of_person"),
            models.Index(fields=["state", "starts_at"], name="volunteers_signup_by_start"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
