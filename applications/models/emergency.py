"""The emergency lane: who telephoned, who vouched, who checked, and when the papers came."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class PhoneCall(models.Model):
    """One call about an urgent case. The first one that reached somebody is the contact that is due within hours."""

    class Whom(models.TextChoices):
        FAMILY = "family", _("the family")
        COMMUNITY = "community", _("the community or village committee")
        OTHER = "other", _("police, fire brigade, hospital or another witness")

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="calls")
    whom = models.CharField(_("called"), max_length=20, choices=Whom)
    spoken_to = models.CharField(_("spoken to"), max_length=80, blank=True)
    reached = models.BooleanField(_("reached"), default=True)
    called_at = models.DateTimeField(_("time of the call"))
    said = models.TextField(_("what was said"))
    noted_at = models.DateTimeField(_("noted"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("by whom"))

    class Meta:
        verbose_name = _("telephone call")
        verbose_name_plural = _("telephone calls")
        constraints = [
            models.CheckConstraint(condition=Q(called_at__lte=F("noted_at")), name="call_was_made_before_it_was_noted"),
            models.CheckConstraint(condition=Q(reached=False) | ~Q(spoken_to=""), name="call_reached_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.whom}"


class EmergencyFile(models.Model):
    """What one urgent case stands on: the incident, a second pair of eyes, and later the papers (T36–T40).

    The person who opens, the one who checks and the one who approves (Application.decided_by) are three people; the
    two who file the papers and close the case are two. A trigger holds the first rule against decided_by.
    """

    class Incident(models.TextChoices):
        FIRE = "fire", _("Fire")
        TRAFFIC = "traffic", _("Traffic accident")
        ILLNESS = "illness", _("Sudden serious illness")
        SPENDING = "spending", _("Sudden unavoidable spending")
        OTHER = "other", _("Another special hardship")

    application = models.OneToOneField("Application", on_delete=models.PROTECT, related_name="emergency")
    incident = models.CharField(_("incident"), max_length=20, choices=Incident)
    happened_on = models.DateField(_("day of the incident"))
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"))
    checked_amount_fen = models.BigIntegerField(_("checked amount"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    filed_at = models.DateTimeField(_("papers complete"), null=True, blank=True)
    filed_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("papers filed by")
    )
    closed_at = models.DateTimeField(_("papers confirmed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("papers confirmed by")
    )

    class Meta:
        verbose_name = _("emergency file")
        verbose_name_plural = _("emergency files")
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True, checked_amount_fen__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False, checked_amount_fen__gt=0),
                name="emergency_checked_at_by_and_amount",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("opened_by")),
                name="emergency_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(filed_at__isnull=True, filed_by__isnull=True)
                | Q(filed_at__isnull=False, filed_by__isnull=False),
                name="emergency_filed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False, filed_by__isnull=False)
                    & ~Q(closed_by=F("filed_by"))
                ),
                name="emergency_closed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.incident}"
