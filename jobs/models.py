"""A job and what became of each of its rows."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jobs import states


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> "JobQuerySet":
        """A job belongs to the one who asked for it; for everybody else it does not exist."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def live(self) -> "JobQuerySet":
        return self.filter(state__in=states.LIVE)


class Job(models.Model):
    """`parameters` and `cursor` hold ids and codes, never personal data. `lease` names the worker that has it now."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs", verbose_name=_("asked for by")
    )
    parameters = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    state = models.CharField(_("state"), max_length=20, choices=states.choices, default=states.WAITING)
    total = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    done = models.PositiveIntegerField(pgettext_lazy("job", "looked at"), default=0)
    refused = models.PositiveIntegerField(_("not done"), default=0)
    cursor = models.JSONField(null=True, blank=True)
    problem = models.CharField(_("why it failed"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    requested_at = models.DateTimeField(_("asked for"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(pgettext_lazy("job", "ended"), null=True, blank=True)
    file = models.CharField(max_length=120, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job in the background")
        verbose_name_plural = _("jobs in the background")
        indexes = [
            models.Index(fields=["owner", "-id"], name="jobs_mine"),
            models.Index(fields=["leased_until"], condition=Q(state__in=states.LIVE), name="jobs_to_run"),
            models.Index(fields=["expires_at"], condition=~Q(file=""), name="jobs_files_expire"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lease__isnull=True, leased_until__isnull=True)
                | Q(lease__isnull=False, leased_until__isnull=False),
                name="jobs_lease_has_an_end",
            ),
            models.CheckConstraint(condition=Q(refused__lte=F("done")), name="jobs_refused_are_counted"),
            models.CheckConstraint(
                condition=Q(state__in=states.LIVE, finished_at__isnull=True)
                | (~Q(state__in=states.LIVE) & Q(finished_at__isnull=False)),
                name="jobs_ended_at",
            ),
            models.CheckConstraint(
                condition=Q(file="") | Q(expires_at__isnull=False), name="jobs_files_are_not_kept_for_ever"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> Any:
        return states.STATES[self.state]

    @property
    def is_live(self) -> bool:
        return self.state in states.LIVE

    @property
    def succeeded(self) -> int:
        return self.done - self.refused

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.reference])


class JobRow(models.Model):
    """One row that a job has dealt with, written in the transaction of its effect: the guard against doing it twice.

    `label` is a reference or the number of a line. `sentence` says why it was not done, "" when it was.
    """

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="rows")
    key = models.CharField(max_length=80)
    label = models.CharField(_("row"), max_length=80)
    is_done = models.BooleanField(_("done"))
    sentence = models.CharField(_("why not"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("row of a job")
        verbose_name_plural = _("rows of jobs")
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="jobs_each_row_once")]
        indexes = [models.Index(fields=["job", "is_done", "id"], name="jobs_rows_refused_first")]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.key}"
