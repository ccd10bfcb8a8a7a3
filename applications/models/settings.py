"""Who may approve how much, and the numbers printed on letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import BY_CODE
from applications import stages


class ApprovalLevel(models.Model):
    """The largest amount that a role may approve alone; above the highest level the committee decides."""

    role = models.CharField(_("role"), max_length=40, unique=True)
    up_to_fen = models.BigIntegerField(_("up to"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("approval level")
        verbose_name_plural = _("approval levels")
        constraints = [models.CheckConstraint(condition=models.Q(up_to_fen__gt=0), name="approval_level_positive")]

    def __str__(self) -> str:
        return str(BY_CODE[self.role].label) if self.role in BY_CODE else self.role


def work_choices() -> list[tuple[str, object]]:
    return [*((code, label) for code, label in stages.LABELS.items() if code != stages.CLOSED), *EXTRA_WORK]


EXTRA_WORK = (("visit", _("Home visit to be signed")), ("overdue", _("Overdue, in addition")))
USUAL_WEIGHTS = {
    stages.SUBMITTED: 2,
    stages.REVIEW: 3,
    stages.RETURNED: 1,
    stages.APPROVED: 1,
    stages.PAID: 1,
    "visit": 2,
    "overdue": 1,
}


class WorkWeight(models.Model):
    """How much an open case of a stage weighs when work is shared out; USUAL_WEIGHTS where staff set nothing."""

    kind = models.CharField(_("kind of work"), max_length=20, unique=True, choices=work_choices)
    weight = models.PositiveSmallIntegerField(_("weight"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("weight of work")
        verbose_name_plural = _("weights of work")

    def __str__(self) -> str:
        return f"{self.kind}: {self.weight}"


class NumberSeries(models.Model):
    """The last number given out in a series of a year; locked while the next one is taken."""

    code = models.CharField(_("series"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="one_series_per_year")]

    def __str__(self) -> str:
        return f"{self.code} {self.year}: {self.last}"
