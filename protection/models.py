"""Keys that personal data needs beyond the field keys, and the log of who looked at personal data."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WrappedKey(models.Model):
    """A key for one purpose (blind index of a column, audit chain), stored encrypted under a field key."""

    purpose = models.CharField(max_length=80, unique=True)
    kid = models.CharField(max_length=20)
    sealed = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.purpose


class PersonalDataAccess(models.Model):
    """Somebody opened personal fields of one subject. Append-only; written before the plain value is returned."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looked"),
    )
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    fields = models.JSONField(_("fields"), default=list)
    purpose = models.CharField(_("purpose"), max_length=30)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("time"))
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("accesses to personal data")
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="protection_access_subject"),
            models.Index(fields=["actor", "at"], name="protection_access_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type}:{self.subject_id} {self.purpose}"
