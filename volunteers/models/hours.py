"""Who was there, and the minutes credited for it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.choices import ExcuseReason, HoursKind, HoursSource, Outcome
from volunteers.models.people import OVERSEERS, VolunteerProfile, VolunteerTeam
from volunteers.models.signups import Signup


class Attendance(models.Model):
    """The leader's latest decision about one sign-up; each decision is also an audit event of the sign-up."""

    signup = models.OneToOneField(Signup, on_delete=models.PROTECT, related_name="attendance")
    outcome = models.CharField(_("attendance"), max_length=10, choices=Outcome.choices)
    actual_in = models.DateTimeField(_("came at"), null=True, blank=True)
    actual_out = models.DateTimeField(_("left at"), null=True, blank=True)
    source = models.CharField(_("known from"), max_length=10, choices=HoursSource.choices, default=HoursSource.ROSTER)
    excuse = models.CharField(
        _("why excused"), max_length=10, choices=ExcuseReason.choices, blank=True, default="", db_default=""
    )
    excuse_note = models.CharField(_("more about the reason"), max_length=200, blank=True, default="", db_default="")
    marked_at = models.DateTimeField(_("marked at"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("marked by")
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(actual_in__isnull=True) | Q(actual_out__isnull=True) | Q(actual_out__gt=F("actual_in")),
                name="volunteers_attendance_out_after_in",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.PRESENT) | Q(actual_in__isnull=True, actual_out__isnull=True),
                name="volunteers_attendance_times_of_present",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.EXCUSED) | Q(excuse="", excuse_note=""),
                name="volunteers_attendance_excuse_of_excused",
            ),
            models.CheckConstraint(
                condition=Q(excuse_note="") | ~Q(excuse=""), name="volunteers_attendance_note_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signup_id}: {self.outcome}"


class HoursEntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HoursEntryQuerySet":
        """One's own, those given on the shifts one leads, and all for the federation's overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        teams = VolunteerTeam.objects.led_by(user).values("pk")
        led = Q(attendance__signup__shift__activity__team__in=teams) | Q(claim__team__in=teams)
        return self.filter(Q(volunteer__user=user) | led)

    def standing(self) -> "HoursEntryQuerySet":
        """What counts: neither a reversal nor reversed."""
        return self.filter(reversal_of__isnull=True, reversal__isnull=True)

    def with_record(self) -> "HoursEntryQuerySet":
        """With all that the fields of Order 67 art. 7 are read from (volunteers.service_records)."""
        attended = "attendance__signup__shift__activity__team__leader"
        return self.select_related(attended, "claim__team")


class HoursEntry(models.Model):
    """An entry of the append-only ledger of minutes. A mistake is corrected by a reversal and a new entry.

    [starts_at, ends_at) is the time credited; a volunteer's entries never overlap, and the minutes of a day stay within
    the daily limit (volunteers.crediting). `minutes` are credited; `scheduled_minutes` and `actual_minutes` are unknown
    for entries from before they were kept apart. A reversal holds all three with the opposite sign.
    """

    volunteer = models.ForeignKey(VolunteerProfile, on_delete=models.PROTECT, related_name="hours")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, null=True, blank=True, related_name="hours")
    claim = models.ForeignKey(
        "volunteers.HoursClaim", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    source = models.CharField(_("known from"), max_length=10, choices=HoursSource.choices, default=HoursSource.ROSTER)
    kind = models.CharField(_("kind"), max_length=10, choices=HoursKind.choices, default=HoursKind.SERVICE)
    day = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    scheduled_minutes = models.IntegerField(_("planned minutes"), null=True, blank=True)
    actual_minutes = models.IntegerField(_("minutes given"), null=True, blank=True)
    minutes = models.IntegerField(_("minutes credited"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    reversal_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal", verbose_name=_("reversal of")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    objects = HoursEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("hours entry")
        verbose_name_plural = _("hours entries")
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["volunteer", "day"], name="volunteers_hours_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "edition"],
                condition=Q(reversal_of__isnull=True),
                name="volunteers_hours_credited_once",
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(reversal_of__isnull=True, claim__isnull=False),
                name="volunteers_hours_claim_credited_once",
            ),
            models.CheckConstraint(
                condition=Q(attendance__isnull=False) | Q(claim__isnull=False), name="volunteers_hours_have_an_origin"
            ),
            models.CheckConstraint(
                condition=Q(reversal_of__isnull=True, minutes__gt=0)
                | Q(reversal_of__isnull=False, minutes__lt=0) & ~Q(reason=""),
                name="volunteers_hours_reversal_is_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.minutes:+d}"
