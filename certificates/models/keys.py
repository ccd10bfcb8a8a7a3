"""The public half of every key that ever signed a certificate, so that old ones stay verifiable."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SigningKey(models.Model):
    """Written when the key signs for the first time; never changed (a trigger sees to it)."""

    kid = models.CharField(_("key"), max_length=20, unique=True)
    public_key = models.CharField(_("public key"), max_length=60)  # base64 of 32 bytes
    first_used_at = models.DateTimeField(_("first used at"))

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["-first_used_at", "kid"]

    def __str__(self) -> str:
        return self.kid
