"""Receipts: the official ones of the finance bureau as they were issued, and the portal's own acknowledgement."""

import json
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.permissions import may_see_gifts
from protection.fields import SealedField, SealedModel

TITLE = "公益事业捐赠统一票据（电子）"


class OfOfficeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_gifts(user) else self.none()


class OfficialReceipt(models.Model):
    """公益事业捐赠统一票据, the fields of 财综〔2024〕1号 art. 6. Issued in the bureau's system; here is what it says.

    `lines` are [project code, project, unit, quantity, standard, 分] each; their sum is `total_fen`. Voided, never
    changed; a receipt that was issued anew is another row.
    """

    gift = models.ForeignKey(
        "donations.Donation", on_delete=models.PROTECT, related_name="official_receipts", verbose_name=_("donation")
    )
    title = models.CharField(_("name of the receipt"), max_length=60, default=TITLE)
    seal_mark = models.CharField(_("supervision seal"), max_length=60, blank=True)
    code = models.CharField(_("receipt code"), max_length=20)
    number = models.CharField(_("receipt number"), max_length=20)
    check_code = models.CharField(_("check code"), max_length=20)
    issued_on = models.DateField(_("issued on"))
    qr_text = models.CharField(_("content of the QR code"), max_length=500, blank=True)
    payer = models.CharField(_("payer"), max_length=100)
    payer_code = models.CharField(_("credit code of the payer"), max_length=18, blank=True)
    lines = models.JSONField(_("lines"), default=list)
    total_fen = models.BigIntegerField(_("total"))
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    other = models.CharField(_("other information"), max_length=200, blank=True)
    issuer = models.CharField(_("issuing organisation"), max_length=100)
    checker = models.CharField(_("checked by"), max_length=60, blank=True)
    payee = models.CharField(_("received by"), max_length=60, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("voided by"),
    )
    void_reason = models.CharField(_("reason of the voiding"), max_length=200, blank=True)

    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("official receipt")
        verbose_name_plural = _("official receipts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="donations_official_receipt_once"),
            models.UniqueConstraint(
                fields=["gift"], condition=Q(voided_at__isnull=True), name="donations_one_valid_receipt_per_gift"
            ),
            models.CheckConstraint(condition=Q(total_fen__gt=0), name="donations_official_receipt_above_zero"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="donations_official_receipt_voided_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}-{self.number}"


class ReceiptSeries(models.Model):
    """Numbers without gaps: `last` rises in the transaction that writes the acknowledgement, or not at all."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of acknowledgement numbers")
        verbose_name_plural = _("series of acknowledgement numbers")
        ordering = ["-year"]
        constraints = [models.CheckConstraint(condition=Q(last__lte=9_999_999), name="donations_series_seven_digits")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class ReceiptKey(models.Model):
    """The public half of every key that ever signed an acknowledgement; never changed."""

    kid = models.CharField(_("key"), max_length=20, unique=True)
    public_key = models.CharField(_("public key"), max_length=60)  # base64 of 32 bytes
    first_used_at = models.DateTimeField(_("first used at"))

    class Meta:
        verbose_name = _("key of acknowledgements")
        verbose_name_plural = _("keys of acknowledgements")
        ordering = ["-first_used_at", "kid"]

    def __str__(self) -> str:
        return self.kid


class Acknowledgement(SealedModel):
    """感谢函: the portal's own paper for the donor. It is no official receipt and says so.

    `snapshot` is the exact text that was signed; it names the donor as the public may read it. The whole name rests
    sealed in `private` and stands on the paper. A trigger keeps everything but the revocation.
    """

    number = models.CharField(_("number"), max_length=14, unique=True)
    gift = models.ForeignKey(
        "donations.Donation", on_delete=models.PROTECT, related_name="acknowledgements", verbose_name=_("donation")
    )
    snapshot = models.TextField(_("what is acknowledged"))
    private = SealedField(kind="text")
    key_id = models.CharField(_("signed with key"), max_length=20)
    signature = models.CharField(_("signature"), max_length=100)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("acknowledgement", "issued by"),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoke_reason = models.CharField(_("reason of the revocation"), max_length=200, blank=True)

    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gift"], condition=Q(revoked_at__isnull=True), name="donations_one_acknowledgement_per_gift"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoke_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoke_reason=""),
                name="donations_acknowledgement_revoked_why",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def content(self) -> dict[str, Any]:
        """The snapshot as data."""
        return json.loads(self.snapshot)
