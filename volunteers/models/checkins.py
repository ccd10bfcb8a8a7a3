"""Who was seen coming and going, and appeals against a missed shift."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.choices import AppealOutcome, CheckinKind, CheckinMethod
from volunteers.models.claims import person
from volunteers.models.families import FamilyLink
from volunteers.models.hours import Attendance
from volunteers.models.people import OVERSEERS, VolunteerTeam
from volunteers.models.signups import Signup


class CheckinEvent(models.Model):
    """Somebody was seen coming or going. Append-only; attendance follows from these and from the leader's decisions.

    `nonce` names the press on the device, so that sending it again changes nothing. `seen_at` is the moment by the
    portal's clock; `device_at` what the device's clock said, `skew_seconds` how far that clock was ahead.
    """

    signup = models.ForeignKey(Signup, on_delete=models.PROTECT, related_name="checkins", verbose_name=_("sign-up"))
    kind = models.CharField(_("came or left"), max_length=3, choices=CheckinKind.choices)
    method = models.CharField(_("seen by"), max_length=10, choices=CheckinMethod.choices)
    nonce = models.UUIDField(unique=True)
    seen_at = models.DateTimeField(_("seen at"))
    device_at = models.DateTimeField(_("time of the device"), null=True, blank=True)
    skew_seconds = models.IntegerField(_("device ahead by seconds"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = person(_("recorded by"), null=True, blank=True)

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["signup", "kind"],
                condition=~Q(method=CheckinMethod.AUTO),
                name="volunteers_checkin_seen_once",
            ),
            models.UniqueConstraint(
                fields=["signup"], condition=Q(method=CheckinMethod.AUTO), name="volunteers_checkin_closed_once"
            ),
            models.CheckConstraint(
                condition=Q(method=CheckinMethod.AUTO, kind=CheckinKind.OUT, recorded_by__isnull=True)
                | ~Q(method=CheckinMethod.AUTO) & Q(recorded_by__isnull=False),
                name="volunteers_checkin_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__lte=F("recorded_at")), name="volunteers_checkin_not_in_the_future"
            ),
            models.CheckConstraint(
                condition=Q(device_at__isnull=True, skew_seconds__isnull=True)
                | Q(device_at__isnull=False, skew_seconds__isnull=False),
                name="volunteers_checkin_clock_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signup_id}: {self.kind}"


class AbsenceAppealQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AbsenceAppealQuerySet":
        """One's own, one's family's, those of the teams one leads, all for overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        teams = VolunteerTeam.objects.led_by(user).values("pk")
        family = FamilyLink.objects.in_force().filter(actor=user).values("volunteer")
        own = Q(attendance__signup__volunteer__user=user) | Q(attendance__signup__volunteer__in=family)
        return self.filter(own | Q(attendance__signup__shift__activity__team__in=teams))

    def open(self) -> "AbsenceAppealQuerySet":
        return self.filter(answered_at__isnull=True)


class AbsenceAppeal(models.Model):
    """A volunteer, or family for him, says that "absent" is wrong or had a good reason.

    Never answered by whoever decided it, nor by who asked. `asked_by` is empty for the volunteer of an earlier time.
    """

    attendance = models.ForeignKey(
        Attendance, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("attendance")
    )
    text = models.CharField(_("what happened"), max_length=500)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = person(_("appealed by"), null=True, blank=True)
    decided_by = person(_("absence decided by"))
    outcome = models.CharField(_("result"), max_length=10, choices=AppealOutcome.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = person(_("answered by"), null=True, blank=True)

    objects = AbsenceAppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal against an absence")
        verbose_name_plural = _("appeals against absences")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attendance"],
                condition=Q(answered_at__isnull=True),
                name="volunteers_appeal_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, outcome="", answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="volunteers_appeal_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("decided_by")),
                name="volunteers_appeal_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="volunteers_appeal_not_answered_by_who_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
