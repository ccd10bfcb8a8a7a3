"""The in-kind lane: what was handed over, to whom, and who signed for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Handover(models.Model):
    """Goods or a service reached the person. The receiver signs, or the note says why nobody did."""

    class Receiver(models.TextChoices):
        APPLICANT = "applicant", _("the applicant")
        GUARDIAN = "guardian", _("the guardian")
        RELATIVE = "relative", _("a member of the household")
        PROXY = "proxy", _("somebody with a written mandate")

    application = models.OneToOneField("Application", on_delete=models.PROTECT, related_name="handover")
    item = models.CharField(_("what was handed over"), max_length=120)
    receiver = models.CharField(_("received by"), max_length=20, choices=Receiver)
    receiver_name = models.CharField(_("name of the receiver"), max_length=60)
    is_signed = models.BooleanField(_("the receiver signed"), default=False)
    note = models.CharField(_("note on the signature"), max_length=200, blank=True)
    handed_at = models.DateTimeField(_("handed over"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by whom")
    )

    class Meta:
        verbose_name = _("handing over")
        verbose_name_plural = _("things handed over")
        constraints = [
            models.CheckConstraint(condition=Q(is_signed=True) | ~Q(note=""), name="handover_signed_or_explained")
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.item}"
