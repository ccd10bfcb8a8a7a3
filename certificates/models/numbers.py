"""Numbers without gaps: one row per year, locked by whoever issues."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateSeries(models.Model):
    """`last` is the number given out last; it rises in the transaction that writes the certificate, or not at all."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of certificate numbers")
        verbose_name_plural = _("series of certificate numbers")
        ordering = ["-year"]
        constraints = [models.CheckConstraint(condition=models.Q(last__lte=999_999), name="certificates_six_digits")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
