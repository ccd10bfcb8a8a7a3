"""What volunteers do, when, and how many are needed."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.choices import RiskLevel, ServiceField, TrainingKind
from volunteers.models.people import OVERSEERS, VolunteerTeam, in_language
from workflow.stateful import Stateful

PUBLIC_STATES = ("open", "closed", "cancelled")


class ActivityQuerySet(models.QuerySet["Activity"]):
    def planned_by(self, user: Any) -> "ActivityQuerySet":
        """Those of the teams that the user runs, or all for overseers."""
        if has_role(user, *OVERSEERS):
            return self
        return self.filter(team__in=VolunteerTeam.objects.led_by(user).values("pk"))


class Activity(models.Model):
    """A kind of service with its place, risks and requirements; shifts say when it takes place."""

    field = models.CharField(_("field of service"), max_length=30, choices=ServiceField.choices)
    title_zh = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    content_zh = models.TextField(_("what volunteers do"), blank=True)
    content_en = models.TextField(_("what volunteers do, in English"), blank=True)
    place_zh = models.CharField(_("place"), max_length=120)
    place_en = models.CharField(_("place in English"), max_length=200, blank=True)
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    team = models.ForeignKey(
        VolunteerTeam, on_delete=models.PROTECT, related_name="activities", verbose_name=_("volunteer team")
    )
    risk_level = models.CharField(_("risk"), max_length=10, choices=RiskLevel.choices, default=RiskLevel.NONE)
    risk_note_zh = models.CharField(_("risks told to volunteers"), max_length=300, blank=True)
    risk_note_en = models.CharField(_("risks told to volunteers, in English"), max_length=500, blank=True)
    min_age = models.PositiveSmallIntegerField(_("minimum age"), default=0)
    insurance_required = models.BooleanField(_("accident insurance required"), default=False)
    training_required = models.CharField(
        _("training required"), max_length=30, choices=TrainingKind.choices, blank=True
    )
    qualification_required = models.ForeignKey(
        "volunteers.QualificationKind",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qualification required"),
    )
    identity_check_required = models.BooleanField(_("only volunteers whose identity was checked"), default=False)
    project = models.ForeignKey(
        "volunteers.BrandProject",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("branded project"),
    )
    contact = models.CharField(_("contact shown to volunteers"), max_length=100, blank=True)
    places_ahead_limit = models.PositiveSmallIntegerField(
        _("places ahead per person, at most"),
        null=True,
        blank=True,
        help_text=_("So that everybody gets a turn. Empty: no limit."),
    )
    newcomer_places = models.PositiveSmallIntegerField(
        _("places kept for newcomers"),
        default=0,
        db_default=0,
        help_text=_("Of each task, for people who never served at this activity; shortly before the start for all."),
    )
    draw_hours = models.PositiveSmallIntegerField(
        _("places are given so many hours before the start"),
        default=0,
        db_default=0,
        help_text=_("Until then everybody signs up alike; then whoever served longest ago comes first. 0: at once."),
    )
    approval_required = models.BooleanField(_("the leader approves each sign-up"), default=False, db_default=False)
    approve_after = models.PositiveSmallIntegerField(
        _("no approval needed after so many services here"),
        null=True,
        blank=True,
        help_text=_("Empty: always approved by the leader."),
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                # Volunteer Service Regulations art. 17: insurance before an activity with possible personal danger.
                condition=~Q(risk_level=RiskLevel.DANGER) | Q(insurance_required=True),
                name="volunteers_activity_danger_is_insured",
            ),
            models.CheckConstraint(
                # Volunteer Service Regulations art. 12: the risks are told.
                condition=Q(risk_level=RiskLevel.NONE) | ~Q(risk_note_zh=""),
                name="volunteers_activity_risk_is_told",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    @property
    def content(self) -> str:
        return in_language(self.content_zh, self.content_en)

    @property
    def risk_note(self) -> str:
        return in_language(self.risk_note_zh, self.risk_note_en)

    @property
    def risk_digest(self) -> str:
        """Names the risk notice as it reads now; another text or level is another digest. "" without a risk."""
        if self.risk_level == RiskLevel.NONE:
            return ""
        words = "\0".join((self.risk_level, self.risk_note_zh, self.risk_note_en))
        return hashlib.sha256(words.encode()).hexdigest()[:32]


class ShiftQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ShiftQuerySet":
        """Everybody sees what is announced; a team leader sees the drafts of the own team, overseers see all."""
        if not user.is_authenticated:
            return self.filter(state__in=PUBLIC_STATES)
        if has_role(user, *OVERSEERS):
            return self
        led = VolunteerTeam.objects.led_by(user).values("pk")
        return self.filter(Q(state__in=PUBLIC_STATES) | Q(activity__team__in=led))

    def led_by(self, user: Any) -> "ShiftQuerySet":
        """Shifts whose roster the user may see: the leader's own, or all for overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        return self.filter(activity__team__in=VolunteerTeam.objects.led_by(user).values("pk"))

    def between(self, start: datetime, end: datetime) -> "ShiftQuerySet":
        return self.filter(starts_at__gte=start, starts_at__lt=end)


class Shift(Stateful):
    """One occasion of an activity: the half-open time [starts_at, ends_at).

    Whoever changes a shift locks it and then its roles in primary-key order; signing up locks the roles only. So a
    sign-up never meets a shift that is being moved, closed or cancelled.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("activity"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    arrive_at = models.DateTimeField(_("arrive by"), null=True, blank=True)
    place_zh = models.CharField(_("place, when not the activity's"), max_length=120, blank=True)
    place_en = models.CharField(_("place in English"), max_length=200, blank=True)
    signup_opens_at = models.DateTimeField(_("sign-up opens at"), null=True, blank=True)
    signup_closes_at = models.DateTimeField(_("sign-up closes at"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("times moved"), default=0, editable=False)
    planned_late_reason = models.CharField(
        _("why planned afterwards"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    roster_confirmed_at = models.DateTimeField(_("roster confirmed at"), null=True, blank=True, editable=False)
    roster_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("roster confirmed by"),
    )

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at", "id"], name="volunteers_shift_by_start")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="volunteers_shift_ends_after_start"),
            models.CheckConstraint(
                condition=Q(arrive_at__isnull=True) | Q(arrive_at__lte=F("starts_at")),
                name="volunteers_shift_arrive_before_start",
            ),
            models.CheckConstraint(
                condition=Q(roster_confirmed_at__isnull=True, roster_confirmed_by__isnull=True)
                | Q(roster_confirmed_at__isnull=False, roster_confirmed_by__isnull=False),
                name="volunteers_shift_roster_confirmed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} #{self.pk}"

    @property
    def place(self) -> str:
        return in_language(self.place_zh, self.place_en) or in_language(self.activity.place_zh, self.activity.place_en)


class ShiftRole(models.Model):
    """A task on a shift with its places.

    `taken` counts the people of confirmed sign-ups and of standing offers and is changed only by volunteers.services.
    `overfill` is how many people were kept when the capacity was lowered below them, or let in by a leader who said
    why; it shrinks as they leave and lets nobody new in. `seeking` is how many of them look for a stand-in.
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="roles", verbose_name=_("shift"))
    name_zh = models.CharField(_("task"), max_length=40)
    name_en = models.CharField(_("task in English"), max_length=80, blank=True)
    minimum = models.PositiveIntegerField(_("least number of people"), default=1)
    capacity = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    overfill = models.PositiveIntegerField(_("kept above the places"), default=0, editable=False)
    last_sequence = models.PositiveIntegerField(default=0, editable=False)
    seeking = models.PositiveIntegerField(_("stand-ins looked for"), default=0, db_default=0, editable=False)
    called_at = models.DateTimeField(_("everybody who waits was called at"), null=True, blank=True, editable=False)
    drawn_at = models.DateTimeField(_("places given by the draw at"), null=True, blank=True, editable=False)
    min_age = models.PositiveSmallIntegerField(_("minimum age"), default=0)
    training_required = models.CharField(
        _("training required"), max_length=30, choices=TrainingKind.choices, blank=True
    )

    class Meta:
        verbose_name = _("task of a shift")
        verbose_name_plural = _("tasks of a shift")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity") + F("overfill")), name="volunteers_role_never_overbooked"
            ),
            models.UniqueConstraint(fields=["shift", "name_zh"], name="volunteers_role_name_once_per_shift"),
        ]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)

    @property
    def is_short(self) -> bool:
        return self.taken < self.minimum
