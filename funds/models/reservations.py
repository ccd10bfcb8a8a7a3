"""What is promised and not yet paid: a sub-ledger."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funds.models.funds import Fund
from funds.models.vouchers import Voucher


class ReservationState(models.TextChoices):
    LIVE = "live", _("Reserved")
    RELEASED = "released", _("Given back")
    SETTLED = "settled", _("Paid")


class Reservation(models.Model):
    """Money of a fund promised to one source and not yet paid (已批未付): a sub-ledger, not a voucher."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="reservations", verbose_name=_("fund"))
    source = models.CharField(_("source"), max_length=100)
    amount_fen = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=10, choices=ReservationState, default=ReservationState.LIVE)
    reserved_at = models.DateTimeField(_("reserved at"))
    reserved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reserved by"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    voucher = models.OneToOneField(
        Voucher,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="settled_reservation",
        verbose_name=_("voucher"),
    )

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="live"), name="funds_reservation_one_live_per_source"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="funds_reservation_above_zero"),
            models.CheckConstraint(
                condition=Q(state="live", ended_at__isnull=True) | (~Q(state="live") & Q(ended_at__isnull=False)),
                name="funds_reservation_live_or_ended",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", voucher__isnull=False) | (~Q(state="settled") & Q(voucher__isnull=True)),
                name="funds_reservation_settled_by_voucher",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.reserved_at:%Y-%m-%d}"
