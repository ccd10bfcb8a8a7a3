"""Programs: funded rounds of a scheme, and the terms that apply to them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programs.policy import FIGURES, UNITS, figure_choices, mark_choices
from programs.registry import scheme, scheme_choices
from programs.scheme import Scheme
from workflow.stateful import Stateful


class ProgramQuerySet(models.QuerySet):
    def open_on(self, day: date) -> "ProgramQuerySet":
        """Opened by staff and inside the dates of the round; an empty end date means until further notice."""
        not_over = models.Q(closes_on__isnull=True) | models.Q(closes_on__gte=day)
        return self.filter(not_over, state="open", opens_on__lte=day)

    def published(self) -> "ProgramQuerySet":
        """Those whose guide page the public may read: open ones, and closed ones for reference."""
        return self.exclude(state="planned")


class Program(Stateful):
    """One funded round of a scheme. Texts are kept in both languages; English falls back to Chinese."""

    slug = models.SlugField(_("web name"), unique=True)
    scheme_code = models.CharField(_("scheme"), max_length=40, choices=scheme_choices)
    title_zh = models.CharField(_("title (Chinese)"), max_length=80)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    summary_zh = models.CharField(_("summary (Chinese)"), max_length=300)
    summary_en = models.CharField(_("summary (English)"), max_length=400, blank=True)
    place_zh = models.TextField(_("where and when (Chinese)"), blank=True)
    place_en = models.TextField(_("where and when (English)"), blank=True)
    phone = models.CharField(_("telephone for questions"), max_length=40, blank=True)
    supervision_phone = models.CharField(_("telephone for complaints"), max_length=40, blank=True)
    faq_zh = models.TextField(_("questions and answers (Chinese)"), blank=True)
    faq_en = models.TextField(_("questions and answers (English)"), blank=True)
    fund = models.ForeignKey("funds.Fund", models.PROTECT, verbose_name=_("fund"), related_name="programs")
    budget_fen = models.BigIntegerField(_("budget (fen)"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"), null=True, blank=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ("opens_on", "slug")
        constraints = [
            models.CheckConstraint(condition=models.Q(budget_fen__gte=0), name="program_budget_not_negative"),
            models.CheckConstraint(
                condition=models.Q(closes_on__isnull=True) | models.Q(closes_on__gte=models.F("opens_on")),
                name="program_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "open", "closed"]), name="program_known_state"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scheme(self) -> Scheme:
        return scheme(self.scheme_code)

    @property
    def title(self) -> str:
        return self._in_my_language("title")

    @property
    def summary(self) -> str:
        return self._in_my_language("summary")

    @property
    def place(self) -> str:
        return self._in_my_language("place")

    @property
    def faq(self) -> str:
        return self._in_my_language("faq")

    def is_open_on(self, day: date) -> bool:
        """The same line as ProgramQuerySet.open_on, for one row."""
        not_over = self.closes_on is None or day <= self.closes_on
        return self.state == "open" and self.opens_on <= day and not_over

    def _in_my_language(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, f"{field}_zh")


class ProgramTerms(models.Model):
    """Amounts, thresholds and windows from a day on. Never changed: a new version replaces it, a case keeps its own."""

    program = models.ForeignKey(Program, models.PROTECT, verbose_name=_("program"), related_name="terms")
    version = models.PositiveIntegerField(_("version"))
    valid_from = models.DateField(_("valid from"))
    parameters = models.JSONField(_("parameters"))
    source = models.TextField(_("decision or source"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("published by"), related_name="+"
    )
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("terms of a program")
        verbose_name_plural = _("terms of programs")
        ordering = ("program", "-version")
        constraints = [
            models.UniqueConstraint(fields=["program", "version"], name="program_terms_one_per_version"),
            models.CheckConstraint(condition=~models.Q(source=""), name="program_terms_have_a_source"),
        ]

    def __str__(self) -> str:
        return _("%(program)s, version %(version)d") % {"program": self.program.title, "version": self.version}

    @property
    def values(self) -> dict[str, object]:
        """The parameters as the rules read them; one that the scheme got after these terms has its default.

        Raises BadParameters when the stored ones do not fit the scheme.
        """
        form = self.program.scheme.parameters
        return form.from_json({**form.defaults(), **self.parameters})

    def values_with(self, figures: Mapping[str, Decimal]) -> dict[str, Any]:
        """With the policy figures that the scheme reads. Terms of the time when a figure was still one of their own
        parameters keep it, so that their cases are judged as before."""
        own = {code: Decimal(self.parameters[code]) for code in self.program.scheme.policy if code in self.parameters}
        read = {code: figures[code] for code in self.program.scheme.policy}
        return {**read, **own, **self.values}


class PolicyParameter(models.Model):
    """A figure that several schemes read, from a day on. Never changed: a new version replaces it."""

    code = models.CharField(_("figure"), max_length=40, choices=figure_choices)
    area = models.ForeignKey(
        "areas.AdminArea",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("only in this area"),
        related_name="+",
        help_text=_("Empty: in the whole zone."),
    )
    version = models.PositiveIntegerField(_("version"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("Empty: until a later value replaces it.")
    )
    source = models.TextField(_("decision or source"))
    mark = models.CharField(_("how sure"), max_length=4, choices=mark_choices)
    confirmed_by = models.CharField(
        _("confirmed by"), max_length=120, blank=True, help_text=_("The office or meeting that confirmed the value.")
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("published by"), related_name="+"
    )
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("policy figure")
        verbose_name_plural = _("policy figures")
        ordering = ("code", "-effective_from", "-version")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                condition=models.Q(area__isnull=True),
                name="policy_parameter_one_per_version_in_the_zone",
            ),
            models.UniqueConstraint(
                fields=["code", "area", "version"],
                condition=models.Q(area__isnull=False),
                name="policy_parameter_one_per_version_in_an_area",
            ),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="policy_parameter_above_zero"),
            models.CheckConstraint(condition=~models.Q(source=""), name="policy_parameter_has_a_source"),
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=models.F("effective_from")),
                name="policy_parameter_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return _("%(figure)s, version %(version)d") % {"figure": self.label, "version": self.version}

    @property
    def label(self) -> Any:
        return FIGURES[self.code].label if self.code in FIGURES else self.code

    @property
    def unit(self) -> Any:
        return UNITS[FIGURES[self.code].unit] if self.code in FIGURES else ""

    @property
    def needs_confirmation(self) -> bool:
        return self.mark in ("C", "D") and not self.confirmed_by

    def is_in_force_on(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)
