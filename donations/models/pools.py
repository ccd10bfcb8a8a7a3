"""Matching money (企业配捐): what a sponsor gives for each gift of others, in which order, up to which caps."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.permissions import may_see_gifts


class PoolQuerySet(models.QuerySet["MatchingPool"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_gifts(user) else self.none()


class MatchingPool(models.Model):
    """The sponsor's terms. Amounts in 分; a cap that is NULL caps nothing; days and clock are those of the zone.

    `matched_fen` is the sum of the entries that count and never leaves 0 … `total_fen`: every service that changes
    entries locks the pool first. What is calculated may change until it is confirmed; then it is owed as a pledge.
    """

    class Mode(models.TextChoices):
        FIXED_RATIO = "fixed_ratio", _("First come, at a fixed ratio")
        PRO_RATA = "pro_rata", _("Shared out in proportion at the end")
        IMPORTED = "imported", _("Settled by the platform, taken over from its file")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    campaign = models.ForeignKey(
        "donations.Campaign", on_delete=models.PROTECT, related_name="pools", verbose_name=_("campaign")
    )
    sponsor = models.ForeignKey(
        "donations.Donor", on_delete=models.PROTECT, related_name="pools", verbose_name=_("sponsor")
    )
    mode = models.CharField(_("way of matching"), max_length=12, choices=Mode, default=Mode.FIXED_RATIO)
    total_fen = models.BigIntegerField(_("total"))
    ratio_given = models.PositiveSmallIntegerField(_("yuan of the sponsor"), default=1)
    ratio_for = models.PositiveSmallIntegerField(_("for so many yuan of a donor"), default=1)
    least_gift_fen = models.BigIntegerField(_("smallest gift that is matched"), default=100)
    per_gift_fen = models.BigIntegerField(_("at most per gift"), null=True, blank=True)
    per_donor_day_fen = models.BigIntegerField(_("at most per donor and day"), null=True, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    opens = models.TimeField(_("each day from"), null=True, blank=True)
    closes = models.TimeField(_("each day until"), null=True, blank=True)
    schemes = models.JSONField(_("only for these kinds of aid"), default=list, blank=True)
    matched_fen = models.BigIntegerField(_("matched"), default=0)
    is_stale = models.BooleanField(_("gifts came since it was calculated"), default=True)
    calculated_at = models.DateTimeField(_("calculated at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    opened_at = models.DateTimeField(_("entered at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    withdrawn_at = models.DateTimeField(_("the sponsor withdrew at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawal noted by"),
    )
    withdraw_reason = models.CharField(_("reason of the withdrawal"), max_length=200, blank=True)

    objects = PoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("matching pool")
        verbose_name_plural = _("matching pools")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(matched_fen__gte=0, matched_fen__lte=F("total_fen")), name="donations_pool_never_negative"
            ),
            models.CheckConstraint(
                condition=Q(total_fen__gt=0, ratio_given__gt=0, ratio_for__gt=0, least_gift_fen__gte=0),
                name="donations_pool_terms_make_sense",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="donations_pool_ends_later"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="donations_pool_confirmed_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason="")),
                name="donations_pool_withdrawn_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PoolDay(models.Model):
    """The cap of one day of a pool; a day without a row has none of its own."""

    pool = models.ForeignKey(MatchingPool, on_delete=models.PROTECT, related_name="days")
    day = models.DateField(_("day"))
    cap_fen = models.BigIntegerField(_("at most on this day"))
    matched_fen = models.BigIntegerField(_("matched"), default=0)

    class Meta:
        verbose_name = _("day of a matching pool")
        verbose_name_plural = _("days of matching pools")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "day"], name="donations_pool_day_once"),
            models.CheckConstraint(
                condition=Q(matched_fen__gte=0, matched_fen__lte=F("cap_fen")), name="donations_pool_day_within_cap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id}: {self.day:%Y-%m-%d}"


class MatchEntry(models.Model):
    """What one gift brought from a pool. Of a platform's own matching there is only the `payment` that came."""

    class State(models.TextChoices):
        CALCULATED = "calculated", pgettext_lazy("match", "Calculated")
        CONFIRMED = "confirmed", pgettext_lazy("match", "Confirmed")
        PAID = "paid", pgettext_lazy("match", "Paid")
        REVERSED = "reversed", pgettext_lazy("match", "Taken back")

    COUNTS = ("calculated", "confirmed", "paid")

    pool = models.ForeignKey(
        MatchingPool, on_delete=models.PROTECT, related_name="entries", verbose_name=_("matching pool")
    )
    gift = models.ForeignKey(
        "donations.Donation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
        verbose_name=_("donation"),
    )
    payment = models.OneToOneField(
        "donations.Donation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="match_paid",
        verbose_name=_("payment of the sponsor"),
    )
    pledge = models.ForeignKey(
        "donations.Pledge", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pledge")
    )
    day = models.DateField(_("day"))
    amount_fen = models.BigIntegerField(_("matched"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.CALCULATED)

    class Meta:
        verbose_name = _("match of a gift")
        verbose_name_plural = _("matches of gifts")
        indexes = [models.Index(fields=["pool", "state", "-id"], name="donations_match_of_pool")]
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "gift"], condition=~Q(state="reversed"), name="donations_match_once_per_gift"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="donations_match_above_zero"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(pledge__isnull=False), name="donations_match_confirmed_by_pledge"
            ),
            models.CheckConstraint(
                condition=Q(gift__isnull=False) | Q(payment__isnull=False), name="donations_match_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool} {self.day:%Y-%m-%d}"
