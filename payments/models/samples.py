"""发放抽查: paid payments, drawn by chance, that somebody who had no part in them asks the payee about."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.models.batches import Payment, PaymentBatch, differ, paired
from payments.permissions import may_see_checks, may_see_every_check
from payments.states import CHECK_ANSWERED, CHECK_FINDING, CHECK_OPEN, FOUND_STATES
from workflow.stateful import Stateful

USER = settings.AUTH_USER_MODEL


class SampleDraw(models.Model):
    """One draw per batch. Seed, share and minimum are kept, so that anybody can draw it again (`sampling.drawn_from`).

    A trigger refuses changes and deletions.
    """

    batch = models.OneToOneField(
        PaymentBatch, on_delete=models.PROTECT, related_name="draw", verbose_name=_("payment batch")
    )
    drawn_at = models.DateTimeField(_("drawn at"))
    seed = models.BigIntegerField(_("seed of the draw"))
    share = models.DecimalField(_("share in percent"), max_digits=5, decimal_places=2)
    minimum = models.PositiveIntegerField(_("at least"))
    candidates = models.PositiveIntegerField(_("paid payments"))
    drawn = models.PositiveIntegerField(_("payments drawn"))

    class Meta:
        verbose_name = _("draw of payments")
        verbose_name_plural = _("draws of payments")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn__gt=0, drawn__lte=F("candidates")), name="payments_draw_within_its_batch"
            ),
            models.CheckConstraint(
                condition=Q(share__gt=Decimal(0), share__lte=Decimal(100)), name="payments_draw_share_in_percent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.batch)


class PaymentCheckQuerySet(models.QuerySet["PaymentCheck"]):
    def visible_to(self, user: Any) -> Self:
        """Supervisors, approvers and administrators see each; whoever makes checks only those given to them."""
        if may_see_every_check(user):
            return self
        return self.filter(checker=user) if may_see_checks(user) else self.none()


class PaymentCheck(Stateful):
    """Did the money arrive? Asked of one payee, once. `due_at` is the deadline of the step that it waits for.

    `checker` is empty where nobody free of the case was found; whoever is free may take it.
    """

    class Way(models.TextChoices):
        TELEPHONE = "telephone", _("By telephone")
        VISIT = "visit", _("By a visit")

    class Result(models.TextChoices):
        FULL = "full", _("Received in full")
        DIFFERS = "differs", _("Another amount was received")
        NOT_RECEIVED = "not_received", _("Not received")
        NOT_REACHED = "not_reached", _("Nobody was reached")

    class Outcome(models.TextChoices):
        ARRIVED_LATER = "arrived_later", _("Arrived later, proven by the bank")
        MISUNDERSTOOD = "misunderstood", _("Misunderstood: the account shows the full amount")
        BANK_ERROR = "bank_error", _("Mistake of the bank, put right")
        WRONG_ACCOUNT = "wrong_account", _("Went to a wrong account, being recovered")
        WITHHELD = "withheld", _("Somebody kept part of it: handed over to the supervisors")
        OTHER = "other", pgettext_lazy("finding", "Another cause")

    reference = models.CharField(_("number of the check"), max_length=20, unique=True)
    draw = models.ForeignKey(SampleDraw, on_delete=models.PROTECT, related_name="checks", verbose_name=_("draw"))
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="sample_check", verbose_name=_("payment")
    )
    checker = models.ForeignKey(
        USER,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("payment check", "to be made by"),
    )
    due_at = models.DateTimeField(_("due"))
    way = models.CharField(_("how the payee was asked"), max_length=10, choices=Way, blank=True)
    result = models.CharField(_("result"), max_length=20, choices=Result, blank=True)
    received_fen = models.BigIntegerField(_("received amount"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(pgettext_lazy("payment check", "attempts"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    done_at = models.DateTimeField(pgettext_lazy("payment check", "made at"), null=True, blank=True)
    outcome = models.CharField(_("cause"), max_length=20, choices=Outcome, blank=True)
    answer = models.TextField(pgettext_lazy("finding", "what was found out and done"), blank=True)
    answered_by = models.ForeignKey(
        USER,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("finding", "closed by"),
    )
    answered_at = models.DateTimeField(pgettext_lazy("finding", "closed at"), null=True, blank=True)

    objects = PaymentCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check after payment")
        verbose_name_plural = _("checks after payment")
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="payments_check_due"),
            models.Index(fields=["checker", "state", "due_at", "id"], name="payments_check_mine"),
            models.Index(fields=["state", "-done_at", "-id"], name="payments_check_done"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CHECK_OPEN) | ~Q(result="") & Q(checker__isnull=False),
                name="payments_check_made_has_its_result",
            ),
            models.CheckConstraint(
                condition=Q(result="", done_at__isnull=True) | (~Q(result="") & Q(done_at__isnull=False)),
                name="payments_check_result_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(result="differs", received_fen__isnull=False)
                | (~Q(result="differs") & Q(received_fen__isnull=True)),
                name="payments_check_amount_where_it_differs",
            ),
            models.CheckConstraint(
                condition=Q(received_fen__isnull=True) | Q(received_fen__gt=0), name="payments_check_amount_above_zero"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FOUND_STATES) | Q(result__in=("differs", "not_received")),
                name="payments_check_finding_has_a_difference",
            ),
            models.CheckConstraint(
                condition=~Q(state=CHECK_ANSWERED) | Q(answered_at__isnull=False),
                name="payments_check_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=paired("answered_by", "answered_at"), name="payments_check_closed_by_whom"
            ),
            models.CheckConstraint(
                condition=differ("checker", "answered_by"), name="payments_check_closed_by_another_person"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", outcome="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(outcome="")),
                name="payments_check_closed_with_a_cause",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_waiting(self) -> bool:
        """Somebody still has to do something."""
        return self.state in (CHECK_OPEN, CHECK_FINDING)
