"""Gifts of securities after they came: what was sold of them, and for how much."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donations.models.gifts import Donation, paired
from donations.permissions import may_see_gifts


class SaleQuerySet(models.QuerySet["SecuritiesSale"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_gifts(user) else self.none()

    def standing(self) -> Self:
        return self.filter(undone_at__isnull=True)


class SecuritiesSale(models.Model):
    """Some units of a gift of securities became money. `cost_fen` is what they stood in the books with, `proceeds_fen`
    what arrived after fees and taxes; the difference is income of investments, or a loss.

    A trigger keeps everything but the undoing, which reverses the voucher.
    """

    gift = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="sales", verbose_name=_("donation"))
    units = models.DecimalField(_("units sold"), max_digits=12, decimal_places=2)
    sold_on = models.DateField(_("sold on"))
    proceeds_fen = models.BigIntegerField(_("received after fees"))
    cost_fen = models.BigIntegerField(_("value in the books"))
    paper = models.CharField(_("paper of the sale"), max_length=60)
    voucher = models.OneToOneField(
        "funds.Voucher", on_delete=models.PROTECT, related_name="+", verbose_name=_("voucher")
    )
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undo_reason = models.CharField(_("why it was undone"), max_length=200, blank=True)

    objects = SaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale of securities")
        verbose_name_plural = _("sales of securities")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(units__gt=0, proceeds_fen__gt=0, cost_fen__gt=0), name="donations_sale_above_zero"
            ),
            models.CheckConstraint(condition=paired("undone_at", "undone_by"), name="donations_sale_undone_by_whom"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undo_reason="") | Q(undone_at__isnull=False) & ~Q(undo_reason=""),
                name="donations_sale_undone_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gift} {self.sold_on:%Y-%m-%d}"

    @property
    def difference_fen(self) -> int:
        """A gain above zero, a loss below."""
        return self.proceeds_fen - self.cost_fen
