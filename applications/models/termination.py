"""The end of a case before its time, which two people agree on (domain rule T33)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

USER = settings.AUTH_USER_MODEL


class Termination(models.Model):
    """Proposed by an officer with a reason, answered by a leader; the case stays where it is meanwhile.

    `lapsed_at`: the case ended in another way before anybody answered.
    """

    class Reason(models.TextChoices):
        UNCOOPERATIVE = "uncooperative", _("The check or visit was refused, or nobody could be reached")
        DIED = "died", _("The applicant has died")
        MOVED = "moved", _("The family has moved away")
        NOT_NEEDED = "not_needed", _("The aid is no longer needed")
        OTHER = "other", pgettext_lazy("termination", "Another reason")

    application = models.ForeignKey(
        "Application", on_delete=models.PROTECT, related_name="terminations", verbose_name=_("application")
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    text = models.TextField(_("reason in words"))
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    due_at = models.DateTimeField(_("due"))
    is_confirmed = models.BooleanField(_("confirmed"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    lapsed_at = models.DateTimeField(_("lapsed"), null=True, blank=True)

    class Meta:
        verbose_name = _("termination")
        verbose_name_plural = _("terminations")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="one_open_termination_per_case",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, is_confirmed__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_confirmed__isnull=False),
                name="termination_answered_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("proposed_by")),
                name="termination_needs_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.reason}"
