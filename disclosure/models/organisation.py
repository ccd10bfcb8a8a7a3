"""Who the federation is, as rows with the day from which they hold; and how small a published group may be."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_my_language(row: models.Model, name: str) -> str:
    """English falls back to Chinese."""
    english = getattr(row, f"{name}_en")
    return english if english and (get_language() or "").startswith("en") else getattr(row, f"{name}_zh")


class OrganisationKind(models.TextChoices):
    SOCIAL = "social", _("Social organisation without public fundraising")
    SOCIAL_PUBLIC = "social_public", _("Social organisation with public fundraising")
    FOUNDATION_PUBLIC = "foundation_public", _("Foundation with public fundraising")


class Organisation(models.Model):
    """What 81号令 and 慈善法 demand to be known of the federation. A change is a new row; earlier ones stay readable.

    `certificate_no` empty: the page says that the federation has no certificate for public fundraising.
    """

    valid_from = models.DateField(_("valid from"), unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)
    kind = models.CharField(_("kind of organisation"), max_length=20, choices=OrganisationKind)
    registration_no = models.CharField(_("unified social credit code"), max_length=18)
    certificate_no = models.CharField(_("certificate for public fundraising"), max_length=60, blank=True)
    address_zh = models.CharField(_("address (Chinese)"), max_length=200)
    address_en = models.CharField(_("address (English)"), max_length=200, blank=True)
    contact = models.CharField(_("telephone or e-mail for questions"), max_length=100)
    complaint_contact = models.CharField(_("telephone of the supervising office"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation, as published")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.name_zh} {self.valid_from:%Y-%m-%d}"

    @property
    def name(self) -> str:
        return in_my_language(self, "name")

    @property
    def address(self) -> str:
        return in_my_language(self, "address")


class Body(models.TextChoices):
    COUNCIL = "council", _("Council")
    SUPERVISORS = "supervisors", _("Supervisors of the federation")


class OfficerQuerySet(models.QuerySet["Officer"]):
    def in_office(self, on: date) -> Self:
        return self.filter(serves_from__lte=on).filter(Q(serves_to__isnull=True) | Q(serves_to__gte=on))


class Officer(models.Model):
    """A member of the council or a supervisor; published by law with name and post (81号令), nothing else."""

    body = models.CharField(_("body"), max_length=12, choices=Body)
    name = models.CharField(_("name of the member"), max_length=60)
    post_zh = models.CharField(_("post (Chinese)"), max_length=60)
    post_en = models.CharField(_("post (English)"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    serves_from = models.DateField(_("in office from"))
    serves_to = models.DateField(_("in office until"), null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of council or supervisor")
        verbose_name_plural = _("council and supervisors")
        ordering = ["body", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(serves_to__isnull=True) | Q(serves_to__gte=F("serves_from")),
                name="disclosure_officer_ends_later",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def post(self) -> str:
        return in_my_language(self, "post")


class DisclosurePolicy(models.Model):
    """Groups of fewer people than `smallest_group` are never published by themselves. Whoever keeps the books is
    reminded of a gift that has to be used until a day so many days before it. Holds until a later row."""

    valid_from = models.DateField(_("valid from"), unique=True)
    smallest_group = models.PositiveSmallIntegerField(_("smallest group that is published"), default=5)
    gift_first_days = models.PositiveSmallIntegerField(
        _("gifts to be used until a day: first reminder, days before"), default=90, validators=[MaxValueValidator(366)]
    )
    gift_last_days = models.PositiveSmallIntegerField(
        _("last reminder of such a gift, days before"), default=30, validators=[MaxValueValidator(366)]
    )
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("rule of publication")
        verbose_name_plural = _("rules of publication")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(smallest_group__gte=2), name="disclosure_policy_hides_single_people"),
            models.CheckConstraint(
                condition=Q(gift_first_days__gte=F("gift_last_days")), name="disclosure_policy_first_reminder_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}: {self.smallest_group}"
