"""Signs that somebody is in danger: reported at once, outside the road of the case (强制报告, 未成年人保护法 11)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class DangerSignal(models.Model):
    """What a member of staff saw, whom he told outside, and what those who answer for it did.

    Never published, never shown to the family: whoever does the harm may live in it.
    """

    class Sign(models.TextChoices):
        INJURY = "injury", _("Injuries that are not explained")
        ABUSE = "abuse", _("Violence or abuse")
        NEGLECT = "neglect", _("Nobody looks after the child")
        MISSING = "missing", _("Missing or run away")
        SELF_HARM = "self_harm", _("Danger of hurting oneself")
        OTHER = "other", _("Another danger")

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="danger_signals")
    sign = models.CharField(_("sign of danger"), max_length=20, choices=Sign)
    seen = models.TextField(_("what was seen or heard"))
    told_police = models.BooleanField(_("police told (110)"), default=False)
    raised_at = models.DateTimeField(_("reported"))
    raised_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("reported by"))
    due_at = models.DateTimeField(_("due"))
    taken_up_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    taken_up_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField(_("what was done"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("danger signal")
        verbose_name_plural = _("danger signals")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_up_at__isnull=True, taken_up_by__isnull=True)
                | Q(taken_up_at__isnull=False, taken_up_by__isnull=False),
                name="danger_taken_up_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="danger_closed_with_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="danger_open")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.sign}"
