"""What the federation decided about its books, from a day on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    MONTHLY = "monthly", _("at the end of every month")
    YEARLY = "yearly", _("at the end of the year")


class BooksPolicy(models.Model):
    """Holds from its day until a later row. `source` is the decision or rule behind it. Amounts are fen."""

    valid_from = models.DateField(_("valid from"), unique=True)
    books_services = models.BooleanField(_("donated services are booked when they can be measured"), default=False)
    cash_limit_fen = models.BigIntegerField(_("cash limit"), null=True, blank=True)
    interest_account = models.CharField(_("account for interest"), max_length=10, default="4901")
    carries_forward = models.CharField(
        _("income and costs are carried forward"), max_length=10, choices=Rhythm, default=Rhythm.YEARLY
    )
    match_days = models.PositiveSmallIntegerField(
        _("days between bank and books within which equal amounts are matched"), default=3
    )
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("rule of the books")
        verbose_name_plural = _("rules of the books")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cash_limit_fen__isnull=True) | Q(cash_limit_fen__gte=0),
                name="funds_books_policy_cash_limit_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"
