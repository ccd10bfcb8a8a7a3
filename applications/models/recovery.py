"""Money that has to come back in parts, and ties that were found and registered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class Instalment(models.Model):
    """One part of a demand (the finding that started the recovery), due on a day; received whole or not at all."""

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="instalments")
    demand = models.ForeignKey("Finding", on_delete=models.PROTECT, related_name="instalments")
    due_on = models.DateField(_("due on"))
    amount_fen = models.BigIntegerField(_("amount"))
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    received_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by")
    )

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="instalment_above_zero"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="instalment_received_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.due_on}"


class ConflictRecord(models.Model):
    """A tie to the family (C-06): of a member of staff, who stands back, or of somebody of the council or the donors.

    Registered when the case is accepted, kept with the case.
    """

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who stands back")
    )
    affiliate = models.ForeignKey(
        "beneficiaries.Affiliate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("council member or donor"),
    )
    tie = models.CharField(_("tie"), max_length=20)
    found_at = models.DateTimeField(_("found"))

    class Meta:
        verbose_name = _("registered tie")
        verbose_name_plural = _("registered ties")
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="conflict_once_per_case"),
            models.UniqueConstraint(fields=["application", "affiliate"], name="conflict_once_per_affiliate"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, affiliate__isnull=True) | Q(user__isnull=True, affiliate__isnull=False),
                name="conflict_of_one_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.tie}"
