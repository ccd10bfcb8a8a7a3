"""Who may sign up for whom: family, for volunteers without a telephone or an account of their own."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.choices import Agreement, LinkEnd, Relation
from volunteers.models.people import OVERSEERS, VolunteerProfile, VolunteerTeam


class FamilyLinkQuerySet(models.QuerySet["FamilyLink"]):
    def open(self) -> "FamilyLinkQuerySet":
        """Asked for or in force."""
        return self.filter(ended_at__isnull=True)

    def waiting(self) -> "FamilyLinkQuerySet":
        return self.open().filter(confirmed_at__isnull=True)

    def in_force(self) -> "FamilyLinkQuerySet":
        return self.open().filter(confirmed_at__isnull=False)

    def visible_to(self, user: Any) -> "FamilyLinkQuerySet":
        """Both sides, the leaders of the team at whose desk it is confirmed, and the federation's overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        led = VolunteerTeam.objects.led_by(user).values("pk")
        return self.filter(Q(actor=user) | Q(volunteer__user=user) | Q(team__in=led))


class FamilyLink(models.Model):
    """`actor` may sign `volunteer` up, cancel and answer for him, from the confirmation until it is ended.

    Confirmed by the volunteer himself: with his own account, at a leader's desk, or on a signed paper (`evidence` says
    where it is kept). Never edited otherwise and never deleted.
    """

    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="family_links", verbose_name=_("volunteer")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acts_for", verbose_name=_("who signs up")
    )
    relation = models.CharField(_("relation"), max_length=12, choices=Relation.choices)
    team = models.ForeignKey(
        VolunteerTeam, on_delete=models.PROTECT, related_name="family_links", verbose_name=_("team")
    )
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    agreement = models.CharField(_("how the volunteer agreed"), max_length=10, choices=Agreement.choices, blank=True)
    evidence = models.CharField(_("where the signed paper is kept"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    end_reason = models.CharField(_("how it ended"), max_length=10, choices=LinkEnd.choices, blank=True)

    objects = FamilyLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("right to sign up for family")
        verbose_name_plural = _("rights to sign up for family")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "actor"], condition=Q(ended_at__isnull=True), name="volunteers_family_one_open"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, agreement="")
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(agreement=""),
                name="volunteers_family_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("actor")),
                name="volunteers_family_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(agreement=Agreement.PAPER) | ~Q(evidence=""), name="volunteers_family_paper_is_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="volunteers_family_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
