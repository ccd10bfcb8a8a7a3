"""Shifts that repeat: the rule, its tasks, and which shift stands for which day."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers.choices import TrainingKind
from volunteers.models.people import VolunteerTeam, in_language
from volunteers.models.shifts import Activity, Shift


class DayPolicy(models.TextChoices):
    EVERY_DAY = "every_day", _("Holidays make no difference")
    NOT_ON_HOLIDAYS = "not_on_holidays", _("Not on public holidays")
    WORK_DAYS = "work_days", _("Only on working days, make-up weekends included")


class Kind(models.TextChoices):
    RULE = "rule", pgettext_lazy("date of a series", "by the rule")
    ADDED = "added", pgettext_lazy("date of a series", "added by hand")
    REMOVED = "removed", pgettext_lazy("date of a series", "taken out by hand")


def zone_of_the_portal() -> str:
    return settings.TIME_ZONE


class ShiftSeriesQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ShiftSeriesQuerySet":
        """The series of the teams that one leads, or all for overseers."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(activity__team__in=VolunteerTeam.objects.run_by(user))

    def running(self, on: date) -> "ShiftSeriesQuerySet":
        """Those that were not ended before or on that day."""
        return self.filter(Q(stopped_from__isnull=True) | Q(stopped_from__gt=on))


class ShiftSeries(models.Model):
    """Shifts of one activity by a rule, in clock times of `zone`; they are planned as rows up to a horizon.

    The rule counts from `first_on`. A change of all coming shifts moves `first_on`; a change from a later day on ends
    this series (`stopped_from`) and begins another one that `continues` it. `end_time` at or before `start_time` is on
    the next day.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="series", verbose_name=_("activity"))
    rule = models.CharField(pgettext_lazy("series", "rule"), max_length=200)
    first_on = models.DateField(_("first day"))
    start_time = models.TimeField(_("starts at"))
    end_time = models.TimeField(_("ends at"))
    zone = models.CharField(_("time zone"), max_length=40, default=zone_of_the_portal)
    arrive_minutes = models.PositiveSmallIntegerField(_("minutes to arrive before the start"), default=0)
    opens_days = models.PositiveSmallIntegerField(_("days before the start when sign-up opens"), default=0)
    closes_hours = models.PositiveSmallIntegerField(_("hours before the start when sign-up closes"), default=0)
    day_policy = models.CharField(_("holidays"), max_length=20, choices=DayPolicy.choices)
    place_zh = models.CharField(_("place, when not the activity's"), max_length=120, blank=True)
    place_en = models.CharField(_("place in English"), max_length=200, blank=True)
    continues = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("continues"),
    )
    stopped_from = models.DateField(_("no shifts from this day on"), null=True, blank=True)
    planned_until = models.DateField(_("planned up to"), null=True, blank=True)
    planned_at = models.DateTimeField(_("last planned at"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("times changed"), default=0)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("created by")
    )

    objects = ShiftSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series of shifts")
        verbose_name_plural = _("series of shifts")
        ordering = ["activity", "start_time", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(start_time=F("end_time")), name="volunteers_series_lasts_some_time"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.start_time:%H:%M}"

    @property
    def place(self) -> str:
        return in_language(self.place_zh, self.place_en) or in_language(self.activity.place_zh, self.activity.place_en)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.tz).date()


class SeriesTask(models.Model):
    """A task that each shift of the series gets."""

    series = models.ForeignKey(ShiftSeries, on_delete=models.PROTECT, related_name="tasks")
    name_zh = models.CharField(_("task"), max_length=40)
    name_en = models.CharField(_("task in English"), max_length=80, blank=True)
    minimum = models.PositiveIntegerField(_("least number of people"), default=1)
    capacity = models.PositiveIntegerField(_("places"))
    min_age = models.PositiveSmallIntegerField(_("minimum age"), default=0)
    training_required = models.CharField(
        _("training required"), max_length=30, choices=TrainingKind.choices, blank=True
    )

    class Meta:
        verbose_name = _("task of a series")
        verbose_name_plural = _("tasks of a series")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "name_zh"], name="volunteers_series_task_once"),
        ]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)


class SeriesOccurrence(models.Model):
    """One day of a series: the shift that was planned for it, or that it was taken out by hand.

    `original_start` is the start that the series gives to the day, whatever became of the shift; one per day, so
    planning twice or at once never makes a second shift.
    """

    series = models.ForeignKey(ShiftSeries, on_delete=models.PROTECT, related_name="occurrences")
    original_start = models.DateTimeField(_("start by the series"))
    kind = models.CharField(pgettext_lazy("date of a series", "origin"), max_length=10, choices=Kind.choices)
    shift = models.OneToOneField(
        Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="occurrence", verbose_name=_("shift")
    )

    class Meta:
        verbose_name = _("date of a series")
        verbose_name_plural = _("dates of a series")
        ordering = ["original_start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "original_start"], name="volunteers_occurrence_once"),
            models.CheckConstraint(
                condition=Q(kind=Kind.REMOVED, shift__isnull=True) | ~Q(kind=Kind.REMOVED) & Q(shift__isnull=False),
                name="volunteers_occurrence_has_its_shift",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_start:%Y-%m-%d}"

    @property
    def day_text(self) -> str:
        return self.series.day_of(self.original_start).isoformat()
