"""The statement of a month: which meals of a partner are settled, who signed it, and its vouchers."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import has_role
from delivery.porridge_house import states
from delivery.porridge_house.models.sites import MealSite, Partner, SiteClerk
from delivery.porridge_house.roles import READERS
from workflow.stateful import Stateful


class MealStatementQuerySet(models.QuerySet["MealStatement"]):
    def visible_to(self, user: Any) -> "MealStatementQuerySet":
        """The office and finance all; whoever signs for the partner its own."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *READERS):
            return self
        signs = SiteClerk.objects.current().filter(user=user, signs_statements=True)
        return self.filter(partner__in=signs.values("site__partner"))


def signer(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
    )


def paired(at: str, by: str) -> Q:
    return Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class MealStatement(Stateful):
    """`month` is its first day. `amount_fen` in fen: what the fund owes, donated meals at zero.

    `gift_voucher` books what the donated meals were worth, where the rule of the books says so (fact book §5.7).
    `shop_signer` is the name that stands on it for the partner; `signed_on_paper` when somebody of the federation
    entered the signature from the paper.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="statements", verbose_name=_("partner"))
    program = models.ForeignKey(
        "programs.Program", on_delete=models.PROTECT, related_name="meal_statements", verbose_name=_("program")
    )
    month = models.DateField(pgettext_lazy("statement", "month"))
    amount_fen = models.BigIntegerField(_("amount"))
    prepared_at = models.DateTimeField(_("prepared"))
    prepared_by = signer(_("prepared by"))
    shop_signer = models.CharField(_("signed for the partner by"), max_length=60, blank=True)
    signed_on_paper = models.BooleanField(_("signed on paper"), default=False)
    shop_signed_at = models.DateTimeField(_("signed by the partner"), null=True, blank=True)
    shop_signed_by = signer(_("signature entered by"))
    agreed_at = models.DateTimeField(_("signed by the federation"), null=True, blank=True)
    agreed_by = signer(_("signed for the federation by"))
    bill = models.ForeignKey(
        "funds.Voucher", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bill")
    )
    gift_voucher = models.ForeignKey(
        "funds.Voucher",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("voucher of the donated meals"),
    )
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    booked_by = signer(_("booked by"))
    payment = models.ForeignKey(
        "funds.Voucher",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("payment voucher"),
    )
    paid_by = signer(_("paid by"))
    note = models.CharField(_("why it was taken back"), max_length=300, blank=True)

    objects = MealStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly statement")
        verbose_name_plural = _("monthly statements")
        indexes = [models.Index(fields=["-month", "-id"], name="porridge_statement_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "program", "month"],
                condition=~Q(state=states.CANCELLED),
                name="porridge_one_statement_a_month",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="porridge_statement_amount"),
            models.CheckConstraint(
                condition=paired("shop_signed_at", "shop_signed_by") & paired("agreed_at", "agreed_by"),
                name="porridge_statement_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | Q(shop_signed_at__isnull=False),
                name="porridge_statement_partner_signs_first",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("prepared_by")),
                name="porridge_statement_signed_by_another",
            ),
            models.CheckConstraint(
                condition=paired("booked_at", "booked_by") & paired("payment", "paid_by"),
                name="porridge_statement_vouchers_paired",
            ),
            models.CheckConstraint(
                condition=Q(booked_at__isnull=True, bill__isnull=True, gift_voucher__isnull=True)
                | Q(booked_at__isnull=False, amount_fen=0, bill__isnull=True)
                | Q(booked_at__isnull=False, amount_fen__gt=0, bill__isnull=False),
                name="porridge_statement_booked_has_its_bill",
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("booked_by")), name="porridge_two_people_pay"
            ),
            models.CheckConstraint(
                condition=~Q(state=states.PAID) | Q(payment__isnull=False) | Q(amount_fen=0),
                name="porridge_paid_has_voucher",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> Any:
        return states.STATEMENT_STATES[self.state]

    @property
    def source(self) -> str:
        """How the books name it."""
        return f"porridge_house.mealstatement:{self.pk}"


class StatementLine(models.Model):
    """Meals of one place at one price. Frozen with the statement; the rows behind it name the statement."""

    statement = models.ForeignKey(
        MealStatement, on_delete=models.PROTECT, related_name="lines", verbose_name=_("statement")
    )
    site = models.ForeignKey(MealSite, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    price_fen = models.PositiveIntegerField(_("price of a meal"))
    is_donated = models.BooleanField(_("donated"))
    meals = models.PositiveIntegerField(_("meals"))

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        ordering = ["site__code", "is_donated", "price_fen"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "site", "price_fen", "is_donated"], name="porridge_line_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def worth_fen(self) -> int:
        return self.meals * self.price_fen

    @property
    def amount_fen(self) -> int:
        return 0 if self.is_donated else self.worth_fen
