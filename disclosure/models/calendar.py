"""The statutory calendar as rows: what is due, how often, for which campaigns, programs, years and events."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.models.organisation import Organisation, in_my_language
from disclosure.models.packs import Pack


class Subject(models.TextChoices):
    CAMPAIGN = "campaign", pgettext_lazy("disclosure", "Campaign")
    PROGRAM = "program", pgettext_lazy("disclosure", "Program")
    YEAR = "year", pgettext_lazy("disclosure", "Year")
    EMERGENCY = "emergency", _("Major emergency")
    CHANGE = "change", _("Major change, investment or transaction")


class Rhythm(models.TextChoices):
    REPEATED = "repeated", _("again and again while it lasts")
    AFTER_START = "after_start", _("once, after it began")
    AFTER_END = "after_end", _("once, after it ended")


class Bound(models.TextChoices):
    """Whom a rule binds, by the certificate for public fundraising on the day on which it is due."""

    ANY = "any", _("every organisation")
    WITH = "with", _("with a certificate for public fundraising")
    WITHOUT = "without", _("without a certificate for public fundraising")


class StatutoryRuleQuerySet(models.QuerySet["StatutoryRule"]):
    def in_force(self, on: date) -> Self:
        return self.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


class StatutoryRule(models.Model):
    """Something must be published within `months` and `days`. `longer_than_months`: only for what lasts longer.

    The end of a year is 31 December, so "by 31 May" is five months after it.
    """

    code = models.SlugField(pgettext_lazy("disclosure", "code"), max_length=40)
    title_zh = models.CharField(_("what is due (Chinese)"), max_length=120)
    title_en = models.CharField(_("what is due (English)"), max_length=160, blank=True)
    subject = models.CharField(_("about"), max_length=12, choices=Subject)
    rhythm = models.CharField(_("when"), max_length=12, choices=Rhythm)
    months = models.PositiveSmallIntegerField(_("months"), default=0, validators=[MaxValueValidator(120)])
    days = models.PositiveSmallIntegerField(_("days"), default=0, validators=[MaxValueValidator(366)])
    longer_than_months = models.PositiveSmallIntegerField(
        _("only for what lasts longer than (months)"), default=0, validators=[MaxValueValidator(120)]
    )
    bound = models.CharField(_("who is bound"), max_length=8, choices=Bound, default=Bound.ANY)
    first_reminder_days = models.PositiveSmallIntegerField(
        _("first reminder, days before"), default=30, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    last_reminder_days = models.PositiveSmallIntegerField(
        _("last reminder, days before"), default=7, validators=[MaxValueValidator(366)]
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects = StatutoryRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of the statutory calendar")
        verbose_name_plural = _("statutory calendar")
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="disclosure_rule_one_per_start"),
            models.CheckConstraint(
                condition=Q(months__gt=0) | Q(days__gt=0), name="disclosure_rule_leaves_some_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="disclosure_rule_ends_later"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def binds(self, organisation: Organisation | None) -> bool:
        """One that is not described yet counts as without a certificate: better a reminder too many."""
        has_certificate = organisation is not None and organisation.certificate_no != ""
        return self.bound == Bound.ANY or (self.bound == Bound.WITH) == has_certificate

    @property
    def title(self) -> str:
        return in_my_language(self, "title")


class Occasion(models.Model):
    """A major emergency or change that starts a clock. `ended_on` empty: it lasts."""

    KINDS = (Subject.EMERGENCY, Subject.CHANGE)

    kind = models.CharField(_("kind of event"), max_length=12, choices=[(k.value, k.label) for k in KINDS])
    title_zh = models.CharField(_("title (Chinese)"), max_length=100)
    title_en = models.CharField(_("title (English)"), max_length=140, blank=True)
    started_on = models.DateField(_("began on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("emergency or major change")
        verbose_name_plural = _("emergencies and major changes")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="disclosure_occasion_ends_later",
            )
        ]

    def __str__(self) -> str:
        return in_my_language(self, "title")


class Done(models.Model):
    """Something due was published: where, by whom noted. Rows are never changed."""

    rule_code = models.CharField(pgettext_lazy("disclosure", "rule"), max_length=40)
    subject_key = models.CharField(_("about what"), max_length=60)
    due_on = models.DateField(_("due on"))
    published_on = models.DateField(_("published on"))
    where = models.CharField(_("where it was published"), max_length=200)
    pack = models.ForeignKey(
        Pack, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("report")
    )
    noted_at = models.DateTimeField(_("noted at"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("noted by")
    )

    class Meta:
        verbose_name = _("publication that was due")
        verbose_name_plural = _("publications that were due")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule_code", "subject_key", "due_on"], name="disclosure_done_once_per_deadline"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_code} {self.subject_key} {self.due_on:%Y-%m-%d}"
