"""Calls through a number that hides the family's own (隐私号, 中间号)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from delivery.wristbands.models.alerts import Alert


class RelayCall(models.Model):
    """A number was asked for from the provider. The number itself is shown once and not kept."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="relay_calls")
    reference = models.CharField(max_length=32, unique=True)
    turn = models.PositiveSmallIntegerField(_("contact"))
    asked_at = models.DateTimeField(_("asked at"))
    lent_until = models.DateTimeField(_("number is lent until"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("relayed call")
        verbose_name_plural = _("relayed calls")
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return self.reference


class RecordedRelay(models.Model):
    """What the recording provider was asked, in demo mode and in tests. Deliberately not unique."""

    reference = models.CharField(max_length=32, db_index=True)
    callee_mask = models.CharField(_("number"), max_length=20)
    number = models.CharField(_("number that was lent"), max_length=20)
    until = models.DateTimeField(_("lent until"))

    class Meta:
        verbose_name = _("recorded relay")
        verbose_name_plural = _("recorded relays")

    def __str__(self) -> str:
        return self.reference
