"""Who belongs to a team, who leads it, from when to when; and asking to join."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.models.people import LEADING, OVERSEERS, VolunteerProfile, VolunteerTeam
from workflow.stateful import Stateful


class MemberRole(models.TextChoices):
    LEADER = "leader", _("Leader")
    DEPUTY = "deputy", _("Deputy leader")
    MEMBER = "member", _("Member")


class EndReason(models.TextChoices):
    LEFT = "left", _("Left by own wish")
    ENDED = "ended", _("Ended by the leader")
    OTHER_ROLE = "other_role", _("Took another role")


class TeamMembershipQuerySet(models.QuerySet["TeamMembership"]):
    def visible_to(self, user: Any) -> "TeamMembershipQuerySet":
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        return self.filter(Q(person=user) | Q(team__in=VolunteerTeam.objects.led_by(user).values("pk")))

    def live(self) -> "TeamMembershipQuerySet":
        return self.filter(until__isnull=True)

    def leading(self) -> "TeamMembershipQuerySet":
        return self.live().filter(role__in=LEADING)


class TeamMembership(models.Model):
    """One stretch of time in one role. Another role is another row, so that the rows are the history of the team."""

    team = models.ForeignKey(
        VolunteerTeam, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("volunteer team")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="team_memberships",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role in the team"), max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    since = models.DateField(_("since"))
    until = models.DateField(_("last day"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    end_reason = models.CharField(_("why it ended"), max_length=12, choices=EndReason.choices, blank=True)

    objects = TeamMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a team")
        verbose_name_plural = _("memberships of teams")
        ordering = ["team", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(until__isnull=True), name="volunteers_membership_one_live"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="volunteers_membership_in_order"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, end_reason="") | Q(until__isnull=False) & ~Q(end_reason=""),
                name="volunteers_membership_end_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.get_role_display()}"

    @property
    def leads(self) -> bool:
        return self.role in LEADING


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user: Any) -> "JoinRequestQuerySet":
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        return self.filter(Q(volunteer__user=user) | Q(team__in=VolunteerTeam.objects.led_by(user).values("pk")))

    def open(self) -> "JoinRequestQuerySet":
        return self.filter(state="asked")


class JoinRequest(Stateful):
    """A volunteer asks to become a member of a team; a leader answers."""

    team = models.ForeignKey(
        VolunteerTeam, on_delete=models.PROTECT, related_name="join_requests", verbose_name=_("volunteer team")
    )
    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="join_requests", verbose_name=_("volunteer")
    )
    note = models.CharField(_("a few words to the leader"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join a team")
        verbose_name_plural = _("requests to join a team")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "volunteer"], condition=Q(state="asked"), name="volunteers_join_request_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="volunteers_join_request_decided_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
