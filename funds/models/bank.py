"""Statements of the bank, line by line, and which lines of the books each of them is."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funds.models.vouchers import Line
from funds.permissions import may_see_funds


class Explanation(models.TextChoices):
    TO_BE_BOOKED = "to_book", _("The voucher is still to be written")
    UNKNOWN_PAYER = "unknown", _("Payer or purpose is being asked for")
    BANK_ERROR = "bank_error", _("A mistake of the bank, reported to it")


class BankStatementQuerySet(models.QuerySet["BankStatement"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_funds(user) else self.none()


class BankStatement(models.Model):
    """One file of the bank, taken in once. Fen; `opening_fen` is before its first line, `closing_fen` after its last.

    Without balances in the file (`has_balances`) the opening one is zero and nobody can tell whether lines are missing.
    """

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    account_code = models.CharField(_("ledger account"), max_length=10)
    sha256 = models.CharField(max_length=64, unique=True)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    opening_fen = models.BigIntegerField(_("balance before"))
    closing_fen = models.BigIntegerField(_("balance after"))
    has_balances = models.BooleanField(_("with balances"))
    known_lines = models.PositiveIntegerField(_("lines known before"), default=0)
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("taken in by")
    )

    objects = BankStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-last_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="funds_bank_statement_ends_later")
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("funds:bank_statement", args=[self.reference])


class BankLine(models.Model):
    """What the bank says it did; fen, above zero came in. `identity` recognises it in another file.

    `party` is masked and `note` without long numbers: names and accounts of people stay in the bank's own file.
    """

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField(_("line"))
    identity = models.CharField(max_length=100, unique=True)
    booked_on = models.DateField(_("date"))
    amount_fen = models.BigIntegerField(_("amount"))
    bank_reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    party = models.CharField(_("other side"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    explanation = models.CharField(_("explanation"), max_length=12, choices=Explanation, blank=True)
    explained_at = models.DateTimeField(_("explained at"), null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        ordering = ["booked_on", "pk"]
        indexes = [models.Index(fields=["booked_on", "id"], name="funds_bank_line_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="funds_bank_line_number_once"),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="funds_bank_line_not_zero"),
            models.CheckConstraint(
                condition=Q(explanation="", explained_at__isnull=True)
                | (~Q(explanation="") & Q(explained_at__isnull=False)),
                name="funds_bank_line_explained_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}:{self.number}"

    @property
    def in_fen(self) -> int | None:
        return self.amount_fen if self.amount_fen > 0 else None

    @property
    def out_fen(self) -> int | None:
        return -self.amount_fen if self.amount_fen < 0 else None


class BankMatch(models.Model):
    """A line of the books that the bank line is (or is a part of). Together they are its amount, or none is kept."""

    bank_line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="matches")
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="bank_match")
    is_automatic = models.BooleanField(_("found by the portal"), default=False)
    matched_at = models.DateTimeField(_("matched at"))
    matched_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("match with the bank")
        verbose_name_plural = _("matches with the bank")

    def __str__(self) -> str:
        return f"{self.bank_line_id} = {self.line_id}"
