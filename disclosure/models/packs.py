"""Reports of a quarter or a year, frozen: what was published stays, a correction is another version beside it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from disclosure.permissions import may_read_office
from disclosure.spans import Span

USER = settings.AUTH_USER_MODEL


class PackQuerySet(models.QuerySet["Pack"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        """Published ones are public; the others are for the staff who prepare them."""
        return self if user.is_authenticated and may_read_office(user) else self.published()


class Pack(models.Model):
    """Quarter 0 is the whole year. One person prepares it, another publishes it; triggers freeze it then.

    `digest` is SHA-256 over the digests of its tables. A version after the first says in `note` what it corrects.
    """

    year = models.PositiveSmallIntegerField(_("year of the report"))
    quarter = models.PositiveSmallIntegerField(_("quarter (0: the year)"), default=0)
    version = models.PositiveSmallIntegerField(_("version of the report"))
    note = models.TextField(_("what is corrected, and why"), max_length=1000, blank=True)
    digest = models.CharField("SHA-256", max_length=64)
    prepared_at = models.DateTimeField(_("prepared at"))
    prepared_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("prepared by"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure report")
        verbose_name_plural = _("disclosure reports")
        ordering = ["-year", "-quarter", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter", "version"], name="disclosure_pack_one_per_version"),
            models.UniqueConstraint(
                fields=["year", "quarter"], condition=Q(published_at__isnull=True), name="disclosure_pack_one_in_work"
            ),
            models.CheckConstraint(condition=Q(quarter__lte=4), name="disclosure_pack_has_a_quarter"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="disclosure_pack_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("prepared_by")),
                name="disclosure_pack_published_by_another",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(note=""), name="disclosure_pack_correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"

    @property
    def slug(self) -> str:
        """2026 or 2026-Q1, as in its address."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def span(self) -> Span:
        return Span(self.year, self.quarter or None)

    @property
    def title(self) -> str:
        if self.quarter:
            return _text("Report of quarter %(quarter)s, %(year)s") % {"quarter": self.quarter, "year": self.year}
        return _text("Report of the year %(year)s") % {"year": self.year}


class PackTable(models.Model):
    """One table of a report, complete: titles, columns and rows in both languages, as JSON. Never changed.

    A long list is in parts; the first says how many rows there are in all.
    """

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="tables")
    code = models.CharField(_("table"), max_length=20)
    part = models.PositiveSmallIntegerField(_("part of the list"), default=1)
    position = models.PositiveSmallIntegerField(_("place in the report"))
    content = models.TextField(_("content"))
    digest = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("table of a report")
        verbose_name_plural = _("tables of reports")
        ordering = ["pack", "position"]
        constraints = [models.UniqueConstraint(fields=["pack", "code", "part"], name="disclosure_pack_each_table_once")]

    def __str__(self) -> str:
        return f"{self.pack_id}: {self.code}"
