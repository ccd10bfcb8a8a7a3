"""Time that counts only after somebody else looked at it, and questions of volunteers about their records."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from volunteers.choices import HoursSource, QuestionOutcome
from volunteers.models.hours import Attendance, HoursEntry
from volunteers.models.people import OVERSEERS, VolunteerProfile, VolunteerTeam
from workflow.stateful import Stateful

CHECKERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)


def person(verbose: Any, **options: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=verbose, **options
    )


class HoursClaimQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HoursClaimQuerySet":
        """One's own, those of the team one leads or entered oneself, and all for whoever checks or oversees."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS, *CHECKERS):
            return self
        teams = VolunteerTeam.objects.led_by(user).values("pk")
        led = Q(team__in=teams) | Q(attendance__signup__shift__activity__team__in=teams)
        return self.filter(Q(volunteer__user=user) | Q(entered_by=user) | led)

    def open(self) -> "HoursClaimQuerySet":
        return self.filter(state__in=("waiting", "checked"))


class HoursClaim(Stateful):
    """Time that is not in the ledger yet: entered later, taken over from a list, or a day longer than usual.

    A long day comes from an `attendance`; otherwise the fields of Order 67 art. 7 are written here, as they were when
    it was entered. Whoever enters a claim never decides it, and two reviews are by two people.
    """

    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="hours_claims", verbose_name=_("volunteer")
    )
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    source = models.CharField(_("known from"), max_length=10, choices=HoursSource.choices)
    team = models.ForeignKey(
        VolunteerTeam,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("volunteer team"),
    )
    title = models.CharField(_("activity"), max_length=80, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    content = models.CharField(_("what volunteers do"), max_length=300, blank=True)
    organiser = models.CharField(_("organised by"), max_length=100, blank=True)
    in_charge = models.CharField(_("person in charge"), max_length=60, blank=True)
    day = models.DateField(_("day"))
    planned_start = models.DateTimeField()
    planned_end = models.DateTimeField()
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    evidence_file = models.CharField(max_length=120, blank=True)  # below MEDIA_ROOT (volunteers.evidence_files)
    reviews_needed = models.PositiveSmallIntegerField(_("people who review it"), default=1)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = person(_("entered by"))
    checked_at = models.DateTimeField(_("first reviewed at"), null=True, blank=True)
    checked_by = person(_("first reviewed by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = person(_("decided by"), null=True, blank=True)
    note = models.CharField(_("reason of the decision"), max_length=200, blank=True)

    objects = HoursClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("hours to be reviewed")
        verbose_name_plural = _("hours to be reviewed")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["volunteer", "day"], name="volunteers_claims_by_day"),
            models.Index(fields=["id"], condition=Q(state__in=("waiting", "checked")), name="volunteers_claims_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "edition"],
                condition=Q(attendance__isnull=False),
                name="volunteers_claim_once_per_edition",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="volunteers_claim_ends_after_start"),
            models.CheckConstraint(
                condition=Q(attendance__isnull=False) | ~Q(title="") & ~Q(evidence=""),
                name="volunteers_claim_says_what_and_why",
            ),
            models.CheckConstraint(
                condition=(Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")))
                & (Q(checked_by__isnull=True) | ~Q(checked_by=F("entered_by")))
                & (Q(checked_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("checked_by"))),
                name="volunteers_claim_reviewed_by_others",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(reviews_needed=1) | Q(checked_by__isnull=False),
                name="volunteers_claim_all_reviews_done",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="volunteers_claim_checked_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class HoursQuestionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HoursQuestionQuerySet":
        """One's own; those about one's team; all for overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        teams = VolunteerTeam.objects.led_by(user).values("pk")
        led = Q(entry__attendance__signup__shift__activity__team__in=teams) | Q(entry__claim__team__in=teams)
        return self.filter(Q(volunteer__user=user) | led)


class HoursQuestion(models.Model):
    """A volunteer says that a record is wrong or missing (Order 67 art. 12 and 13), and the answer."""

    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="hours_questions", verbose_name=_("volunteer")
    )
    entry = models.ForeignKey(
        HoursEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("record")
    )
    text = models.CharField(_("what is wrong"), max_length=500)
    asked_at = models.DateTimeField(_("asked at"))
    outcome = models.CharField(_("result"), max_length=10, choices=QuestionOutcome.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = person(_("answered by"), null=True, blank=True)

    objects = HoursQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about hours")
        verbose_name_plural = _("questions about hours")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "entry"],
                condition=Q(answered_at__isnull=True),
                name="volunteers_question_one_open_per_entry",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, outcome="", answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="volunteers_question_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
