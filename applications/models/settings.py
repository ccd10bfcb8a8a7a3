"""Who may approve how much, and the numbers printed on letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import BY_CODE


class ApprovalLevel(models.Model):
    """The largest amount that a role may approve alone; above the highest level the committee decides."""

    role = models.CharField(_("role"), max_length=40, unique=True)
    up_to_fen = models.BigIntegerField(_("up to"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("approval level")
        verbose_name_plural = _("approval levels")
        constraints = [models.CheckConstraint(condition=models.Q(up_to_fen__gt=0), name="approval_level_positive")]

    def __str__(self) -> str:
        return str(BY_CODE[self.role].label) if self.role in BY_CODE else self.role


class NumberSeries(models.Model):
    """The last number given out in a series of a year; locked while the next one is taken."""

    code = models.CharField(_("series"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="one_series_per_year")]

    def __str__(self) -> str:
        return f"{self.code} {self.year}: {self.last}"
