"""A fund: money with a purpose, and its counters."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from funds.permissions import may_see_funds


class FundKind(models.TextChoices):
    RESTRICTED = "restricted", _("Restricted")
    UNRESTRICTED = "unrestricted", _("Unrestricted")


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_funds(user) else self.none()


class Fund(models.Model):
    """Money with a purpose (专项基金), in three parts that together are its money accounts in the ledger, in fen.

    What may still be promised is `available_fen`, what is promised `reserved_fen`, what is owed or only passes through
    `held_fen` (ADR 0022). They change only in funds.counters; funds.promises compares them with the ledger.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)
    custodian = models.CharField(_("custodian"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=FundKind, default=FundKind.RESTRICTED)
    available_fen = models.BigIntegerField(_("available"), default=0, editable=False)
    reserved_fen = models.BigIntegerField(_("reserved"), default=0, editable=False)
    held_fen = models.BigIntegerField(_("owed or held for others"), default=0, editable=False)
    opened_at = models.DateTimeField(_("opened at"), editable=False)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(available_fen__gte=0), name="funds_fund_available_not_negative"),
            models.CheckConstraint(condition=Q(reserved_fen__gte=0), name="funds_fund_reserved_not_negative"),
            models.CheckConstraint(condition=Q(held_fen__gte=0), name="funds_fund_held_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_zh

    @property
    def balance_fen(self) -> int:
        """The fund's money, promised, owed or free."""
        return self.available_fen + self.reserved_fen + self.held_fen
