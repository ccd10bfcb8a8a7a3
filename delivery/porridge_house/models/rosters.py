"""Employers of sanitation workers and the lists that they send."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Employer(models.Model):
    name = models.CharField(_("employer"), max_length=100)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, unique=True)

    class Meta:
        verbose_name = _("employer of sanitation workers")
        verbose_name_plural = _("employers of sanitation workers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EmployerContactQuerySet(models.QuerySet["EmployerContact"]):
    def current(self) -> "EmployerContactQuerySet":
        return self.filter(ended_at__isnull=True)


class EmployerContact(models.Model):
    """An account that sends the list of one employer, and sees no other list, until it ends."""

    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("employer")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meal_employers", verbose_name=_("account")
    )
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = EmployerContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact person of an employer")
        verbose_name_plural = _("contact persons of employers")
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "user"], condition=Q(ended_at__isnull=True), name="porridge_contact_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")), name="porridge_contact_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer_id}: {self.user_id}"


class RosterEntryQuerySet(models.QuerySet["RosterEntry"]):
    def active(self) -> "RosterEntryQuerySet":
        return self.filter(left_on__isnull=True)


class RosterEntry(models.Model):
    """A worker on an employer's list: at work (P01-2), in hardship (P01-4), on leave from … until."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="entries", verbose_name=_("employer"))
    person = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, related_name="meal_roster", verbose_name=_("person")
    )
    hardship = models.BooleanField(_("hardship confirmed"), default=False)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    leave_from = models.DateField(_("on leave from"), null=True, blank=True)
    leave_until = models.DateField(_("on leave until"), null=True, blank=True)
    listed_at = models.DateTimeField(_("last on a list"))
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("list taken over by"),
    )

    objects = RosterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker on a list")
        verbose_name_plural = _("workers on lists")
        constraints = [
            models.UniqueConstraint(fields=["employer", "person"], name="porridge_once_per_roster"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_on__isnull=True), name="porridge_one_active_employer"
            ),
            models.CheckConstraint(
                condition=Q(leave_from__isnull=True, leave_until__isnull=True)
                | Q(leave_from__isnull=False, leave_until__isnull=False, leave_until__gte=F("leave_from")),
                name="porridge_leave_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
