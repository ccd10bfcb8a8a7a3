"""The reports of a season as they were made: what they said then, not what the rows say now."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from delivery.festival_visits.models.seasons import Season


class SeasonReport(models.Model):
    """Append-only. `shown` is the text of the paper: columns, rows by sub-district, lots, wishes (reports.report_text).

    The first one of a season counts for the deadline; a later one tells what came after it.
    """

    season = models.ForeignKey(Season, models.PROTECT, related_name="reports", verbose_name=_("season"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    remark = models.TextField(_("remark"), blank=True)
    shown = models.JSONField()

    class Meta:
        verbose_name = _("report of a season")
        verbose_name_plural = _("reports of seasons")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.season_id} · {self.pk}"
