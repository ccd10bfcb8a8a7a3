"""The risk notice of an activity, version by version, and who accepted which (志愿服务条例 12)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.choices import RiskLevel
from volunteers.models.people import VolunteerProfile
from volunteers.models.shifts import Activity


class RiskNotice(models.Model):
    """The words as they were shown. Append-only: another text is another version."""

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="risk_notices", verbose_name=_("activity")
    )
    number = models.PositiveIntegerField(_("version"))
    level = models.CharField(_("risk"), max_length=10, choices=RiskLevel.choices)
    text_zh = models.CharField(_("risks told to volunteers"), max_length=300)
    text_en = models.CharField(_("risks told to volunteers, in English"), max_length=500, blank=True)
    digest = models.CharField(max_length=32, editable=False)
    published_at = models.DateTimeField(_("in force since"))

    class Meta:
        verbose_name = _("risk notice")
        verbose_name_plural = _("risk notices")
        ordering = ["activity", "number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="volunteers_risk_notice_number"),
            models.UniqueConstraint(fields=["activity", "digest"], name="volunteers_risk_notice_words"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}/{self.number}"


class RiskAcceptance(models.Model):
    """Append-only. `accepted_by` is the volunteer, or the leader who read the notice out to him."""

    notice = models.ForeignKey(
        RiskNotice, on_delete=models.PROTECT, related_name="acceptances", verbose_name=_("risk notice")
    )
    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="risk_acceptances", verbose_name=_("volunteer")
    )
    accepted_at = models.DateTimeField(_("accepted at"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("accepted by")
    )

    class Meta:
        verbose_name = _("acceptance of a risk notice")
        verbose_name_plural = _("acceptances of risk notices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "volunteer"], name="volunteers_risk_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: V{self.volunteer_id}"
