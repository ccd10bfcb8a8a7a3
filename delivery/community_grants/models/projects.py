"""A grant that is under way: parts of the money, milestones, acceptance, money back, thanks."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.community_grants import states
from delivery.community_grants.models.grants import Grant
from workflow.stateful import Stateful

SOURCE = "community_grants.tranche"


class Tranche(models.Model):
    """One part of the granted money, set aside in the fund with the decision and paid through a payment batch. Fen."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="tranches")
    number = models.PositiveSmallIntegerField(_("part"))
    amount_fen = models.BigIntegerField(_("amount"))
    paid_at = models.DateTimeField(pgettext_lazy("grant part", "paid at"), null=True, blank=True)
    voucher = models.OneToOneField("funds.Voucher", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(_("not needed any more"), null=True, blank=True)

    class Meta:
        verbose_name = _("part of a grant")
        verbose_name_plural = _("parts of grants")
        ordering = ["grant", "number"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="grant_tranche_one_per_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=3, amount_fen__gte=0), name="grant_tranche_one_of_three"
            ),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True, voucher__isnull=True)
                | Q(paid_at__isnull=False, voucher__isnull=False, cancelled_at__isnull=True),
                name="grant_tranche_paid_by_voucher",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}/{self.number}"

    @property
    def source(self) -> str:
        return f"{SOURCE}:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.paid_at is None and self.cancelled_at is None


class Milestone(Stateful):
    """What will be done until when, with its evidence. `is_first_half`: checked before the second part is paid."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField(pgettext_lazy("grant", "position"))
    title = models.CharField(pgettext_lazy("milestone", "milestone"), max_length=80)
    deliverable = models.CharField(_("what can be seen then"), max_length=200)
    due_on = models.DateField(_("due on"))
    is_first_half = models.BooleanField(_("before the mid-term check"), default=False)
    report = models.TextField(_("report"), blank=True)
    spent_fen = models.BigIntegerField(_("spent"), default=0)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer of the federation"), blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["grant", "position"]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="grant_milestone_due")]
        constraints = [
            models.UniqueConstraint(fields=["grant", "position"], name="grant_milestone_one_per_position"),
            models.CheckConstraint(condition=Q(spent_fen__gte=0), name="grant_milestone_spent_not_negative"),
            models.CheckConstraint(
                condition=~Q(state__in=(states.REPORTED, states.ACCEPTED))
                | (Q(reported_at__isnull=False, reported_by__isnull=False) & ~Q(report="")),
                name="grant_milestone_reported_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.ACCEPTED) | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="grant_milestone_accepted_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | Q(reported_by__isnull=True) | ~Q(checked_by=F("reported_by")),
                name="grant_milestone_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def status(self) -> object:
        return states.MILESTONE[self.state]

    def is_overdue(self, today: date) -> bool:
        """The one definition: not reported, or to be put right, after its day."""
        return self.state in states.TO_REPORT and self.due_on < today


class Acceptance(models.Model):
    """One meeting at the place: what came of it, and how much of the spending counts (fen). Append-only."""

    class Result(models.TextChoices):
        PASS = "pass", pgettext_lazy("acceptance", "Accepted")
        PASS_WITH_FIX = "pass_with_fix", _("Accepted once something is put right")
        FAIL = "fail", pgettext_lazy("acceptance", "Not accepted")

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="acceptances")
    held_on = models.DateField(_("held on"))
    result = models.CharField(_("result"), max_length=20, choices=Result)
    accepted_fen = models.BigIntegerField(_("spending that counts"))
    text = models.TextField(_("what was found"))
    fix_until = models.DateField(_("to be put right until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("acceptance of a project")
        verbose_name_plural = _("acceptances of projects")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_fen__gte=0) & ~Q(text=""), name="grant_acceptance_says_something"
            ),
            models.CheckConstraint(
                condition=Q(result="pass_with_fix", fix_until__isnull=False)
                | (~Q(result="pass_with_fix") & Q(fix_until__isnull=True)),
                name="grant_acceptance_fix_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.result}"


class Acceptor(models.Model):
    """Somebody who accepted. One of them at least is a resident who is not on the committee. Append-only."""

    class Part(models.TextChoices):
        FEDERATION = "federation", pgettext_lazy("acceptor", "Federation")
        SUBDISTRICT = "subdistrict", pgettext_lazy("acceptor", "Sub-district")
        EXPERT = "expert", pgettext_lazy("acceptor", "Expert")
        RESIDENT = "resident", _("Resident who is not on the committee")

    acceptance = models.ForeignKey(Acceptance, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(_("name"), max_length=60)
    part = models.CharField(_("takes part as"), max_length=20, choices=Part)

    class Meta:
        verbose_name = _("acceptor")
        verbose_name_plural = _("acceptors")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["acceptance", "name"], name="grant_acceptor_once")]

    def __str__(self) -> str:
        return f"{self.acceptance_id}: {self.part}"


class Repayment(models.Model):
    """Money that was paid and not used comes back, into the fund it came from. Fen. One open demand per grant."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="repayments")
    amount_fen = models.BigIntegerField(_("to be returned"))
    reason = models.TextField(pgettext_lazy("repayment", "reason"))
    demanded_at = models.DateTimeField(_("demanded"))
    demanded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("due"))
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    bank_reference = models.CharField(_("reference of the bank"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("money to be returned")
        verbose_name_plural = _("money to be returned")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant"], condition=Q(received_at__isnull=True), name="grant_repayment_one_open"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0) & ~Q(reason=""), name="grant_repayment_above_zero"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | (Q(received_at__isnull=False, received_by__isnull=False) & ~Q(bank_reference="")),
                name="grant_repayment_received_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(received_by__isnull=True) | ~Q(received_by=F("demanded_by")),
                name="grant_repayment_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.amount_fen}"


class Thanks(models.Model):
    """One visitor's thanks. `visitor` is a keyed digest made for this grant: it leads to nobody."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="thanks")
    visitor = models.CharField(max_length=64)
    given_on = models.DateField(pgettext_lazy("thanks", "given on"))

    class Meta:
        verbose_name = _("thanks for a project")
        verbose_name_plural = _("thanks for projects")
        constraints = [models.UniqueConstraint(fields=["grant", "visitor"], name="grant_thanks_one_per_visitor")]

    def __str__(self) -> str:
        return f"{self.grant_id}"
