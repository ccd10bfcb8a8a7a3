"""What happens when somebody scans a band that is in use."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import scope_of
from delivery.wristbands import states
from delivery.wristbands.choices import AlertOutcome, ScanKind
from delivery.wristbands.models.wearers import EmergencyContact, Issue
from delivery.wristbands.roles import DUTY, READERS
from protection.fields import MaskField, SealedField, SealedModel
from workflow.stateful import Stateful


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: Any) -> "AlertQuerySet":
        """Staff of the area, and the contacts of the band who have an account."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(issue__in=EmergencyContact.objects.filter(person__user=user).values("issue"))
        scope = scope_of(user, *READERS)
        if scope.everything:
            return self
        return self.filter(mine | scope.q("issue__area")) if scope else self.filter(mine)

    def on_duty_of(self, user: Any) -> "AlertQuerySet":
        scope = scope_of(user, *DUTY)
        return self.filter(scope.q("issue__area")) if scope else self.none()

    def live(self) -> "AlertQuerySet":
        return self.filter(state__in=sorted(states.LIVE_ALERTS))


class Alert(Stateful):
    """From the first scan until the family or the duty officer says that all is well.

    `second_at` and `duty_at` are when the second contact and the duty officer are called unless somebody answered;
    `told_at` is when the last message about this alert was due.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="alerts", verbose_name=_("wristband"))
    opened_at = models.DateTimeField(_("first scan"))
    second_at = models.DateTimeField(_("second contact is called at"))
    duty_at = models.DateTimeField(_("duty officer is called at"))
    told_at = models.DateTimeField(_("last told at"))
    opened_page_at = models.DateTimeField(_("family looked last at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_turn = models.PositiveSmallIntegerField(_("answered by contact"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=AlertOutcome, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert of a wristband")
        verbose_name_plural = _("alerts of wristbands")
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=Q(state__in=sorted(states.LIVE_ALERTS)),
                name="wristbands_one_live_alert_per_band",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.CLOSED) | Q(closed_at__isnull=False),
                name="wristbands_alert_closed_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "-opened_at", "-id"], name="wristbands_alert_state")]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> Any:
        return states.ALERT_STATES[self.state]


class Scan(models.Model):
    """One opening of the page of an active band. No address, no device: nothing about whoever scanned."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="scans")
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, null=True, blank=True, related_name="scans")
    kind = models.CharField(_("kind"), max_length=10, choices=ScanKind)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("scan of a wristband")
        verbose_name_plural = _("scans of wristbands")
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["at"], name="wristbands_scan_time"),
            models.Index(fields=["issue", "-at"], name="wristbands_scan_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.kind}"


class ScanMonth(models.Model):
    """How many scans a month had, kept when the scans themselves are deleted."""

    month = models.DateField(_("month"), unique=True)
    scans = models.PositiveIntegerField(_("scans"), default=0)
    tests = models.PositiveIntegerField(_("test scans"), default=0)

    class Meta:
        verbose_name = _("scans of a month")
        verbose_name_plural = _("scans by month")
        ordering = ("month",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class FinderNote(SealedModel):
    """What a finder chose to leave: a telephone, words, a place. Deleted after 30 days.

    `position` is "latitude,longitude,metres", rounded to four decimals before it is sealed (some ten metres).
    """

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField(_("time"))
    phone = SealedField(_("telephone"), mask="phone_mask", kind="phone")
    phone_mask = MaskField(_("telephone"))
    words = SealedField(_("message"), kind="text")
    position = SealedField(_("position"), kind="text")

    class Meta:
        verbose_name = _("note of a finder")
        verbose_name_plural = _("notes of finders")
        ordering = ("at", "pk")
        indexes = [models.Index(fields=["at"], name="wristbands_note_time")]

    def __str__(self) -> str:
        return f"{self.alert_id}:{self.pk}"


class GuessedHour(models.Model):
    """An hour in which so many unknown codes were tried that somebody must be guessing."""

    hour = models.DateTimeField(_("hour"), unique=True)

    class Meta:
        verbose_name = _("hour of guessed codes")
        verbose_name_plural = _("hours of guessed codes")

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}"
