"""Two records that may be one person, what was decided about them, and merges that can be undone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import CHECKED_ID_TYPES
from beneficiaries.models.people import Person
from workflow.stateful import Stateful


class DuplicatePairQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DuplicatePairQuerySet":
        """Who may see both people may see that they resemble each other."""
        people = Person.objects.visible_to(user)
        return self.filter(first__in=people, second__in=people)


class DuplicatePair(Stateful):
    """`first` is the older record. `score` and `reasons` are what matching.compare said last; `note` is a person's."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("older record"))
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("newer record"))
    score = models.IntegerField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found at"))
    note = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        indexes = [
            models.Index(fields=["state", "-score", "-id"], name="beneficiaries_pair_list"),
            models.Index(fields=["second"], name="beneficiaries_pair_second"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="beneficiaries_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="beneficiaries_pair_in_order"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(~Q(note=""), decided_by__isnull=False),
                name="beneficiaries_pair_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def proposed(self) -> Person:
        """The record to keep, unless people know better: the one with a checked number, else the older one."""
        is_better = self.second.id_type in CHECKED_ID_TYPES and self.first.id_type not in CHECKED_ID_TYPES
        return self.second if is_better else self.first

    def get_absolute_url(self) -> str:
        return reverse("beneficiaries:duplicate", args=[self.reference])


class ComparedPerson(models.Model):
    """This person was compared with everybody who was registered then. Without a row the next run compares him."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="compared")
    at = models.DateTimeField(_("compared at"))

    class Meta:
        verbose_name = _("compared person")
        verbose_name_plural = _("compared people")

    def __str__(self) -> str:
        return str(self.person_id)


class PersonMerge(models.Model):
    """`absorbed` is the same person as `kept`. No row moves: records stay with whom they were written for.

    `membership` ended with the merge, because a person lives in one household; undoing brings it back.
    """

    pair = models.ForeignKey(DuplicatePair, on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept record"))
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges", verbose_name=_("merged"))
    membership = models.ForeignKey(
        "beneficiaries.HouseholdMember", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("merged by")
    )
    merged_at = models.DateTimeField(_("merged at"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of two records")
        verbose_name_plural = _("merges of records")
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="beneficiaries_merged_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="beneficiaries_merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="beneficiaries_merge_undone_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id}→{self.kept_id}"
