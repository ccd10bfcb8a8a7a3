"""The written refusal and the day by which the family must have it (domain rule T23; 最低生活保障审核确认办法 21)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

USER = settings.AUTH_USER_MODEL


class RefusalLetter(models.Model):
    """One per refusal; a refusal that is kept owes another. `given_by` is empty when the family opened it itself."""

    class Way(models.TextChoices):
        BY_HAND = "by_hand", pgettext_lazy("letter", "Handed over")
        BY_POST = "by_post", pgettext_lazy("letter", "Sent by post")
        READ_OUT = "read_out", pgettext_lazy("letter", "Read out and left at home")
        PORTAL = "portal", pgettext_lazy("letter", "Opened in the portal by the family")
        ANSWERED = "answered", pgettext_lazy("letter", "The family asked for reconsideration of it")

    application = models.ForeignKey(
        "Application", on_delete=models.PROTECT, related_name="refusal_letters", verbose_name=_("application")
    )
    refused_at = models.DateTimeField(_("refused"))
    due_at = models.DateTimeField(_("due"))
    way = models.CharField(_("how it was given"), max_length=20, choices=Way, blank=True)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    given_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("letter given by")
    )

    class Meta:
        verbose_name = _("letter of refusal")
        verbose_name_plural = _("letters of refusal")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(given_on__isnull=True), name="one_owed_refusal_letter_per_case"
            ),
            models.CheckConstraint(
                condition=Q(given_on__isnull=True, way="", given_by__isnull=True)
                | Q(given_on__isnull=False) & ~Q(way=""),
                name="refusal_letter_given_on_and_way",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(given_on__isnull=True), name="refusal_letter_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.due_at:%Y-%m-%d}"
