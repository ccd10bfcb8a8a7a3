"""The one thing the HTTP layer remembers: which form was sent already, and where its sender was led."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """A form that has had its effect. Written in the effect's transaction: no effect, no key."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    result_url = models.CharField(max_length=500, blank=True)
    is_kept = models.BooleanField(_("kept for ever"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("form sent")
        verbose_name_plural = _("forms sent")
        indexes = [models.Index(fields=["created_at"], name="web_idempotency_created")]

    def __str__(self) -> str:
        return str(self.key)
