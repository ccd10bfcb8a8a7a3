"""What donors promise, agree to and let be changed. None of it is income."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.choices import Restriction
from donations.models.gifts import Donation, paired, purpose_is_whole
from donations.permissions import may_see_gifts
from donations.states import CHANGE_AGREED, CHANGE_PROPOSED, CHANGE_REFUSED, PLEDGE_WITHDRAWN
from workflow.stateful import Stateful


class Agreement(models.Model):
    """A written agreement (捐赠协议, 慈善法 39): kind, quantity, quality, use and time of delivery. Never changed."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    donor = models.ForeignKey(
        "donations.Donor",
        on_delete=models.PROTECT,
        related_name="agreements",
        verbose_name=pgettext_lazy("gift", "donor"),
    )
    signed_on = models.DateField(_("signed on"))
    property = models.CharField(_("property, its quantity and quality"), max_length=300)
    use = models.CharField(_("use"), max_length=300)
    delivery = models.CharField(_("time and way of delivery"), max_length=200)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )

    class Meta:
        verbose_name = _("donation agreement")
        verbose_name_plural = _("donation agreements")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.reference


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_gifts(user) else self.none()


class Pledge(Stateful):
    """认捐: money that a donor promised. Not income; it is kept once the gifts for it reach what is owed.

    `reduced_fen`: of a sponsor's pledge, the matches of gifts that were given back since; these are not owed any more.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    donor = models.ForeignKey(
        "donations.Donor", on_delete=models.PROTECT, related_name="pledges", verbose_name=pgettext_lazy("gift", "donor")
    )
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    campaign = models.ForeignKey(
        "donations.Campaign",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pledges",
        verbose_name=_("campaign"),
    )
    amount_fen = models.BigIntegerField(_("promised amount"))
    reduced_fen = models.BigIntegerField(_("taken back since"), default=0)
    promised_on = models.DateField(_("promised on"))
    due_on = models.DateField(_("to be paid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    withdraw_reason = models.CharField(_("reason of the withdrawal"), max_length=200, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="donations_pledge_state")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="donations_pledge_above_zero"),
            models.CheckConstraint(
                condition=Q(reduced_fen__gte=0, reduced_fen__lte=F("amount_fen")),
                name="donations_pledge_reduced_within",
            ),
            models.CheckConstraint(
                condition=~Q(state=PLEDGE_WITHDRAWN) | ~Q(withdraw_reason=""), name="donations_pledge_withdrawn_why"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owed_fen(self) -> int:
        """In all, whatever was paid of it."""
        return self.amount_fen - self.reduced_fen


class UseChange(Stateful):
    """A gift is to be used for something else: with the donor's consent, or of a campaign by the council and a filing
    (慈善法 56). `restriction` and its parts say the new use."""

    gift = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="use_changes", verbose_name=_("donation"))
    restriction = models.CharField(_("restriction"), max_length=12, choices=Restriction)
    scheme = models.CharField(_("scheme"), max_length=60, blank=True)
    project = models.CharField(pgettext_lazy("gift", "project"), max_length=60, blank=True)
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    use_by = models.DateField(_("to be used until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    before = models.CharField(_("use before"), max_length=200)
    consented_on = models.DateField(_("the donor agreed on"), null=True, blank=True)
    consent_evidence = models.CharField(_("how the donor agreed"), max_length=200, blank=True)
    council_decision = models.CharField(_("decision of the council"), max_length=100, blank=True)
    filing_no = models.CharField(_("number of the changed filing"), max_length=60, blank=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("change of use")
        verbose_name_plural = _("changes of use")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=purpose_is_whole(), name="donations_change_purpose_is_whole"),
            models.CheckConstraint(condition=paired("decided_at", "decided_by"), name="donations_change_decided_by"),
            models.CheckConstraint(
                condition=~Q(state__in=(CHANGE_AGREED, CHANGE_REFUSED)) | Q(decided_at__isnull=False),
                name="donations_change_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=CHANGE_AGREED)
                | (Q(consented_on__isnull=False) & ~Q(consent_evidence=""))
                | (~Q(council_decision="") & ~Q(filing_no="")),
                name="donations_change_with_consent",
            ),
            models.UniqueConstraint(
                fields=["gift"], condition=Q(state=CHANGE_PROPOSED), name="donations_change_one_open_per_gift"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gift} {self.proposed_at:%Y-%m-%d}"
