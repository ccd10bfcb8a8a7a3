"""What leader and volunteer say of each other, and awards (Order 67 art. 9 and 10)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.choices import EvaluationSide
from volunteers.models.people import OVERSEERS, VolunteerProfile, VolunteerTeam
from volunteers.models.signups import Signup

WORST, BEST = 1, 5


class EvaluationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "EvaluationQuerySet":
        """What one said oneself, what was said of the shifts one leads, and all for overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        teams = VolunteerTeam.objects.led_by(user).values("pk")
        return self.filter(Q(by=user) | Q(signup__shift__activity__team__in=teams))


class Evaluation(models.Model):
    """One side about one shift, 1 to 5. `note` is for leaders and overseers only; `is_serious` needs one."""

    signup = models.ForeignKey(Signup, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("sign-up"))
    side = models.CharField(_("who about whom"), max_length=12, choices=EvaluationSide.choices)
    score = models.PositiveSmallIntegerField(_("score, 1 to 5"))
    note = models.CharField(_("private note"), max_length=300, blank=True)
    is_serious = models.BooleanField(_("serious misconduct"), default=False)
    given_on = models.DateField(_("date"))
    given_at = models.DateTimeField(_("given at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("given by")
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["signup", "side"], name="volunteers_evaluation_one_per_side"),
            models.CheckConstraint(
                condition=Q(score__gte=WORST, score__lte=BEST), name="volunteers_evaluation_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(is_serious=False) | Q(side=EvaluationSide.OF_VOLUNTEER, score__lte=2) & ~Q(note=""),
                name="volunteers_evaluation_serious_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signup_id}: {self.score}"


class VolunteerAward(models.Model):
    """An award with its name, day and who gave it (Order 67 art. 9)."""

    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="awards", verbose_name=_("volunteer")
    )
    name = models.CharField(_("name of the award"), max_length=100)
    awarded_on = models.DateField(_("date"))
    awarded_by = models.CharField(_("awarded by"), max_length=100)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-awarded_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "name", "awarded_on"], name="volunteers_award_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.awarded_on:%Y-%m-%d}"
