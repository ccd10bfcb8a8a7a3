"""What a volunteer wishes about being found: suggestions, being asked for help."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.models.people import VolunteerProfile
from volunteers.models.shifts import Shift


class MatchingChoice(models.Model):
    """Who has no row has not chosen: both are on."""

    volunteer = models.OneToOneField(VolunteerProfile, on_delete=models.PROTECT, related_name="matching_choice")
    suggests = models.BooleanField(_("suggest shifts to me"), default=True)
    may_be_asked = models.BooleanField(_("leaders may ask me for help"), default=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("choice about suggestions")
        verbose_name_plural = _("choices about suggestions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.volunteer_id}"


class ShiftAsk(models.Model):
    """A leader asked this volunteer to help on this shift: once, and never an obligation."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="asks", verbose_name=_("shift"))
    volunteer = models.ForeignKey(
        VolunteerProfile, on_delete=models.PROTECT, related_name="asks", verbose_name=_("volunteer")
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )

    class Meta:
        verbose_name = _("request to help")
        verbose_name_plural = _("requests to help")
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["shift", "volunteer"], name="volunteers_asked_once_per_shift")]
        indexes = [models.Index(fields=["volunteer", "asked_at"], name="volunteers_ask_of_person")]

    def __str__(self) -> str:
        return f"#{self.pk}"
