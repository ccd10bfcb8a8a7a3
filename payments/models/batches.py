"""Payment batches: one person makes, a second checks, a third sends to the bank; and the files that go and come."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from payments.permissions import may_see_payments
from payments.states import CHECKED_STATES, FAILED, LIVE_STATES, SENT_STATES, SUCCESS
from protection.fields import MaskField, SealedField, SealedModel
from workflow.stateful import Stateful


def paired(first: str, second: str) -> Q:
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )


def differ(first: str, second: str) -> Q:
    return Q(**{f"{first}__isnull": True}) | Q(**{f"{second}__isnull": True}) | ~Q(**{first: F(second)})


class PaymentBatchQuerySet(models.QuerySet["PaymentBatch"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_payments(user) else self.none()


class PaymentBatch(Stateful):
    """Payments out of one fund that go to the bank in one file (发放批次). Three duties, three people."""

    reference = models.CharField(_("batch number"), max_length=20, unique=True)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    bank_format = models.CharField(_("bank file"), max_length=40)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("maker")
    )
    made_at = models.DateTimeField(_("made at"))
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checker"),
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    cashier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cashier"),
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="payments_batch_state")]
        constraints = [
            models.CheckConstraint(condition=differ("maker", "checker"), name="payments_batch_maker_is_not_checker"),
            models.CheckConstraint(condition=differ("checker", "cashier"), name="payments_batch_checker_not_cashier"),
            models.CheckConstraint(condition=differ("maker", "cashier"), name="payments_batch_maker_is_not_cashier"),
            models.CheckConstraint(condition=paired("checker", "checked_at"), name="payments_batch_checked_by_whom"),
            models.CheckConstraint(condition=paired("cashier", "released_at"), name="payments_batch_released_by_whom"),
            models.CheckConstraint(
                condition=~Q(state__in=CHECKED_STATES) | Q(checker__isnull=False), name="payments_batch_was_checked"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SENT_STATES) | Q(cashier__isnull=False), name="payments_batch_was_released"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Payment(SealedModel, Stateful):
    """One transfer to one payee for one source. Account and holder are copies, sealed; what was decided stays.

    A trigger keeps everything but the state and its outcome as it was, and takes new rows only while the batch is open.
    """

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="payments")
    position = models.PositiveIntegerField(_("no."))
    source = models.CharField(_("source"), max_length=100)
    source_reference = models.CharField(_("reference"), max_length=40)
    title = models.CharField(_("purpose of payment"), max_length=120)
    scheme = models.CharField(_("scheme"), max_length=60)
    payee_name = models.CharField(_("payee"), max_length=80)
    account_holder = SealedField(kind="text")
    account = SealedField(mask="account_mask", kind="bank_account")
    account_mask = MaskField(_("account"))
    bank_name = models.CharField(_("bank"), max_length=100, blank=True)
    amount_fen = models.BigIntegerField(_("amount"))
    reservation = models.ForeignKey("funds.Reservation", on_delete=models.PROTECT, related_name="+")
    voucher = models.OneToOneField(
        "funds.Voucher", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voucher")
    )
    failure_reason = models.CharField(_("reason of the bank"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state__in=LIVE_STATES), name="payments_payment_one_live_per_source"
            ),
            models.UniqueConstraint(fields=["batch", "position"], name="payments_payment_one_per_position"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payments_payment_above_zero"),
            models.CheckConstraint(
                condition=~Q(state=SUCCESS) | Q(voucher__isnull=False), name="payments_payment_paid_by_voucher"
            ),
            models.CheckConstraint(
                condition=~Q(state=FAILED) | ~Q(failure_reason=""), name="payments_payment_failed_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch}#{self.position}"


class BankFile(models.Model):
    """One making of the file for the bank. The file itself is not kept: it holds account numbers in clear."""

    batch = models.ForeignKey(
        PaymentBatch, on_delete=models.PROTECT, related_name="bank_files", verbose_name=_("payment batch")
    )
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    total_fen = models.BigIntegerField(_("total"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")

    def __str__(self) -> str:
        return f"{self.batch} {self.made_at:%Y-%m-%d}"


class ResultFile(models.Model):
    """One file of results from the bank, taken in once: the same bytes again change nothing."""

    batch = models.ForeignKey(
        PaymentBatch, on_delete=models.PROTECT, related_name="result_files", verbose_name=_("payment batch")
    )
    sha256 = models.CharField(max_length=64, unique=True)
    paid = models.PositiveIntegerField(_("paid"))
    failed = models.PositiveIntegerField(_("failed"))
    known = models.PositiveIntegerField(_("known before"))
    missing = models.JSONField(_("missing"), default=list)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("imported by")
    )
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        verbose_name = _("result file")
        verbose_name_plural = _("result files")

    def __str__(self) -> str:
        return f"{self.batch} {self.imported_at:%Y-%m-%d}"
