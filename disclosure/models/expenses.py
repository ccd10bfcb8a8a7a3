"""How much a charity must spend, and how much of it on itself, as rows with their source."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from disclosure.models.organisation import OrganisationKind

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Base(models.TextChoices):
    INCOME = "income", _("income of the year before")
    NET_ASSETS = "net_assets", _("net assets at the end of the year before")


class ExpenseRuleQuerySet(models.QuerySet["ExpenseRule"]):
    def in_force(self, on: date) -> Self:
        return self.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))

    def fitting(self, kind: str, net_assets_fen: int) -> Self:
        below = Q(net_assets_below_fen__isnull=True) | Q(net_assets_below_fen__gt=net_assets_fen)
        above = Q(net_assets_from_fen__isnull=True) | Q(net_assets_from_fen__lte=net_assets_fen)
        return self.filter(below, above, kind=kind)


class ExpenseRule(models.Model):
    """For organisations of a kind whose net assets a year ago were from … to below …; fen, percent.

    `least_of_income` is demanded besides `least_spending`. Management below `management_free_fen` is always allowed.
    """

    kind = models.CharField(_("kind of organisation"), max_length=20, choices=OrganisationKind)
    net_assets_from_fen = models.BigIntegerField(_("net assets from"), null=True, blank=True)
    net_assets_below_fen = models.BigIntegerField(_("net assets below"), null=True, blank=True)
    base = models.CharField(_("spending is measured against"), max_length=12, choices=Base)
    least_spending = models.DecimalField(
        _("charitable spending, at least (percent)"), max_digits=5, decimal_places=2, validators=PERCENT
    )
    least_of_income = models.DecimalField(
        _("and of the income of the year before, at least (percent)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    most_management = models.DecimalField(
        _("management, of all spending, at most (percent)"), max_digits=5, decimal_places=2, validators=PERCENT
    )
    management_free_fen = models.BigIntegerField(_("management below this is always allowed"), default=0)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects = ExpenseRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule about expenses")
        verbose_name_plural = _("rules about expenses")
        ordering = ["kind", "-net_assets_from_fen", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="disclosure_expense_rule_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(least_spending__range=(0, 100), most_management__range=(0, 100)),
                name="disclosure_expense_rule_in_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valid_from:%Y-%m-%d}"
