"""How long a kind of paper holds on which no end is noted. Never changed: a later row replaces it from its day on."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.document_kinds import label_of, reusable_choices

LONGEST_DAYS = 3650


class PaperValidity(models.Model):
    """`days` counts from the day the paper was handed in; 0: the paper is asked for anew each time."""

    kind = models.CharField(_("kind of paper"), max_length=40, choices=reusable_choices)
    days = models.PositiveIntegerField(
        _("holds for (days)"),
        validators=[MaxValueValidator(LONGEST_DAYS)],
        help_text=_("From the day it was handed in, when no end is noted on it. 0: asked for anew each time."),
    )
    effective_from = models.DateField(_("in force from"))
    source = models.TextField(_("decision or source"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("published by"), related_name="+"
    )
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("how long a paper holds")
        verbose_name_plural = _("how long papers hold")
        ordering = ("kind", "-effective_from", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(days__lte=LONGEST_DAYS), name="beneficiaries_paper_days_at_most"),
            models.CheckConstraint(condition=~Q(source=""), name="beneficiaries_paper_days_have_a_source"),
        ]

    def __str__(self) -> str:
        return f"{label_of(self.kind)}: {self.days}"
