"""What a volunteer can do and prove, when he has time, and how he is insured."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.models.people import OVERSEERS, VolunteerProfile, in_language


class Skill(models.Model):
    """An entry of the list that volunteers choose from (专业技能, Order 67 art. 5). Staff keep the list."""

    name_zh = models.CharField(_("skill"), max_length=40, unique=True)
    name_en = models.CharField(_("skill in English"), max_length=80, blank=True)
    is_offered = models.BooleanField(_("offered for choosing"), default=True)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["pk"]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)


class VolunteerSkill(models.Model):
    volunteer = models.ForeignKey(VolunteerProfile, on_delete=models.PROTECT, related_name="skill_rows")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="volunteers")

    class Meta:
        verbose_name = _("skill of a volunteer")
        verbose_name_plural = _("skills of volunteers")
        constraints = [models.UniqueConstraint(fields=["volunteer", "skill"], name="volunteers_skill_once")]

    def __str__(self) -> str:
        return f"{self.volunteer_id}: {self.skill_id}"


class QualificationKind(models.Model):
    """A qualification that a paper proves (Volunteer Service Regulations art. 16). Staff keep the list."""

    name_zh = models.CharField(_("qualification"), max_length=60, unique=True)
    name_en = models.CharField(_("qualification in English"), max_length=120, blank=True)
    expires = models.BooleanField(_("has a last day"), default=False)
    is_offered = models.BooleanField(_("offered for choosing"), default=True)

    class Meta:
        verbose_name = _("kind of qualification")
        verbose_name_plural = _("kinds of qualifications")
        ordering = ["pk"]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def visible_to(self, user: Any) -> "QualificationQuerySet":
        """One's own; all for the federation's overseers. Leaders see that a requirement is met, not the paper."""
        if not user.is_authenticated:
            return self.none()
        return self if has_role(user, *OVERSEERS) else self.filter(volunteer__user=user)

    def standing(self) -> "QualificationQuerySet":
        return self.filter(withdrawn_at__isnull=True)

    def accepted(self) -> "QualificationQuerySet":
        return self.standing().filter(verdict=Verdict.ACCEPTED)

    def to_check(self) -> "QualificationQuerySet":
        return self.standing().filter(verdict="")


class Qualification(models.Model):
    """Stated by the volunteer, checked by staff. Never edited: a renewed paper is a new row."""

    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="qualifications", verbose_name=_("volunteer")
    )
    kind = models.ForeignKey(
        QualificationKind, on_delete=models.PROTECT, related_name="qualifications", verbose_name=_("qualification")
    )
    issued_by = models.CharField(_("issued by"), max_length=100)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    paper = models.CharField(_("photograph of the paper"), max_length=120, blank=True, editable=False)
    paper_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    paper_mime = models.CharField(max_length=40, blank=True, editable=False)
    stated_at = models.DateTimeField(_("entered at"))
    verdict = models.CharField(_("result of the check"), max_length=10, choices=Verdict.choices, blank=True)
    check_note = models.CharField(_("reason"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")),
                name="volunteers_qualification_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False) & ~Q(verdict=""),
                name="volunteers_qualification_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.REFUSED) | ~Q(check_note=""),
                name="volunteers_qualification_refusal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issued_on:%Y-%m-%d}"

    def holds_on(self, day: date) -> bool:
        return self.verdict == Verdict.ACCEPTED and (self.valid_until is None or self.valid_until >= day)


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DayPart(models.TextChoices):
    """Early: before 9, when breakfast is served; morning: 9 to 12; afternoon: 12 to 18; evening: after 18."""

    EARLY = "early", _("early")
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")


class FreeTime(models.Model):
    """A part of a weekday on which the volunteer usually has time."""

    volunteer = models.ForeignKey(VolunteerProfile, on_delete=models.PROTECT, related_name="free_times")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    part = models.CharField(_("part of the day"), max_length=10, choices=DayPart.choices)

    class Meta:
        verbose_name = _("available time")
        verbose_name_plural = _("available times")
        ordering = ["weekday", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "weekday", "part"], name="volunteers_free_time_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="volunteers_free_time_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.get_part_display()}"


class InsurancePolicy(models.Model):
    """A group accident policy of the federation or a partner (Volunteer Service Regulations art. 17)."""

    insurer = models.CharField(_("insurer"), max_length=100)
    number = models.CharField(_("policy number"), max_length=60, unique=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    note = models.CharField(_("what it covers"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("insurance policy")
        verbose_name_plural = _("insurance policies")
        ordering = ["-valid_until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="volunteers_policy_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insurer} {self.number}"
