"""What a person said of income and property. Never changed: what was wrong is taken back and said anew."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.income_kinds import income_kind_choices, proof_choices, property_kind_choices
from beneficiaries.models.papers import Document
from beneficiaries.models.people import Person

TAKEN_BACK = Q(voided_at__isnull=True, voided_by__isnull=True) | Q(voided_at__isnull=False, voided_by__isnull=False)


class DeclarationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DeclarationQuerySet":
        return self.filter(person__in=Person.objects.visible_to(user))

    def in_force(self) -> "DeclarationQuerySet":
        return self.filter(voided_at__isnull=True)


class Declaration(models.Model):
    """`proof`: the person's word, a paper, or what another office certified."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("person"))
    proof = models.CharField(_("known by"), max_length=20, choices=proof_choices)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paper")
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    declared_at = models.DateTimeField(_("entered at"))
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class IncomeDeclaration(Declaration):
    """`amount_fen` is the sum of the whole months from `first_month` to `last_month` (the first day of each)."""

    kind = models.CharField(_("kind"), max_length=30, choices=income_kind_choices)
    amount_fen = models.BigIntegerField(_("amount"))
    first_month = models.DateField(_("first month"))
    last_month = models.DateField(_("last month"))

    class Meta:
        verbose_name = _("declared income")
        verbose_name_plural = _("declared incomes")
        indexes = [models.Index(fields=["person", "last_month"], name="beneficiaries_income_recent")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="beneficiaries_income_not_negative"),
            models.CheckConstraint(
                condition=Q(last_month__gte=F("first_month"), first_month__day=1, last_month__day=1),
                name="beneficiaries_income_whole_months",
            ),
            models.CheckConstraint(condition=TAKEN_BACK, name="beneficiaries_income_taken_back"),
        ]


class PropertyDeclaration(Declaration):
    """What it was worth on `as_of`."""

    kind = models.CharField(_("kind"), max_length=30, choices=property_kind_choices)
    value_fen = models.BigIntegerField(_("worth"))
    as_of = models.DateField(_("on the day"))

    class Meta:
        verbose_name = _("declared property")
        verbose_name_plural = _("declared properties")
        constraints = [
            models.CheckConstraint(condition=Q(value_fen__gte=0), name="beneficiaries_property_not_negative"),
            models.CheckConstraint(condition=TAKEN_BACK, name="beneficiaries_property_taken_back"),
        ]
