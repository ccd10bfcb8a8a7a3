"""A certificate as it was issued: a frozen text, its signature, and whether it still holds."""

import json
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from protection.fields import SealedField, SealedModel
from volunteers.models.people import OVERSEERS
from workflow.stateful import Stateful

ISSUERS = (roles.FEDERATION_REVIEWER, roles.SYSTEM_ADMIN)
VALID = ("on_notice", "in_force")


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CertificateQuerySet":
        """One's own, and all for the federation's overseers."""
        if not user.is_authenticated:
            return self.none()
        return self if has_role(user, *OVERSEERS) else self.filter(volunteer__user=user)

    def valid(self) -> "CertificateQuerySet":
        return self.filter(state__in=VALID)


class Certificate(Stateful, SealedModel):
    """志愿服务记录证明 (Order 67 art. 14 to 17; guidance 2015 No. 149).

    `snapshot` is the exact text that was signed: identity, service, issuer, other. The whole ID number is not in it but
    its salted digest; number and salt rest sealed in `private` and are printed for the holder. Only the state and the
    revocation ever change (a trigger refuses the rest).
    """

    number = models.CharField(_("number"), max_length=12, unique=True)
    volunteer = models.ForeignKey(
        "volunteers.VolunteerProfile",
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("volunteer"),
    )
    snapshot = models.TextField(_("what is certified"))
    private = SealedField(kind="text")
    key_id = models.CharField(_("signed with key"), max_length=20)
    signature = models.CharField(_("signature"), max_length=100)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    notice_until = models.DateTimeField(_("made known inside the federation until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    revoke_reason = models.CharField(_("reason of the revocation"), max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["notice_until"], condition=Q(state="on_notice"), name="certificates_on_notice"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoke_reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoke_reason=""),
                name="certificates_revoked_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def content(self) -> dict[str, Any]:
        """The snapshot as data: "identity", "service", "issuer", "other"."""
        return json.loads(self.snapshot)

    @property
    def is_valid(self) -> bool:
        return self.state in VALID

    @property
    def period(self) -> tuple[date, date]:
        service = self.content["service"]
        return date.fromisoformat(service["from"]), date.fromisoformat(service["until"])

    @property
    def hours(self) -> str:
        return self.content["service"]["hours"]
