"""Aid that somebody seems to qualify for and has not asked for. Derived every night from the registry."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions import scope_of
from beneficiaries.roles import HANDLERS

USER = settings.AUTH_USER_MODEL
OTHER = "other"
DISMISSALS: tuple[tuple[str, str | Promise], ...] = (
    ("not_wanted", _("The family does not want it")),
    ("not_in_need", _("The situation has changed, there is no need any more")),
    ("wrong_data", _("The register is wrong or out of date")),
    ("helped_elsewhere", _("Helped elsewhere for the same matter")),
    ("gone", _("Moved away or died")),
    (OTHER, _("Another reason")),
)


def dismissal_choices() -> list[tuple[str, str | Promise]]:
    return list(DISMISSALS)


class UnclaimedAidQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "UnclaimedAidQuerySet":
        """Those who handle cases, in their areas: the reasons tell of hardship."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(scope_of(user, *HANDLERS).q("area"))

    def open(self) -> "UnclaimedAidQuerySet":
        return self.filter(gone_at__isnull=True, dismissed_at__isnull=True)

    def dismissed(self) -> "UnclaimedAidQuerySet":
        return self.filter(gone_at__isnull=True, dismissed_at__isnull=False)


class UnclaimedAid(models.Model):
    """`proven` are the hardship categories of valid certificates; `met` and `open_rules` codes of rules, judged under
    `terms` with what the registry knows; `known` the share of the rules that have an answer, in percent. `gone_at`:
    asked for meanwhile, or no longer within the rules."""

    uuid = models.UUIDField(unique=True, editable=False)
    person = models.ForeignKey("beneficiaries.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    program = models.ForeignKey("programs.Program", models.PROTECT, related_name="+", verbose_name=_("program"))
    terms = models.ForeignKey("programs.ProgramTerms", models.PROTECT, related_name="+", verbose_name=_("terms"))
    area = models.ForeignKey(
        "areas.AdminArea", models.PROTECT, related_name="+", verbose_name=_("community or village")
    )
    proven = models.JSONField(default=list)
    met = models.JSONField(default=list)
    open_rules = models.JSONField(default=list)
    known = models.PositiveSmallIntegerField(_("known (percent)"))
    amount_fen = models.BigIntegerField(_("amount"), null=True, blank=True)
    found_at = models.DateTimeField(_("found"))
    gone_at = models.DateTimeField(_("gone since"), null=True, blank=True)
    started_at = models.DateTimeField(_("application started"), null=True, blank=True)
    started_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    dismissed_at = models.DateTimeField(_("dismissed"), null=True, blank=True)
    dismissed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    dismissal = models.CharField(_("reason"), max_length=20, blank=True, choices=dismissal_choices)
    note = models.TextField(_("note"), blank=True)

    objects = UnclaimedAidQuerySet.as_manager()

    class Meta:
        verbose_name = _("aid not asked for")
        verbose_name_plural = _("aid not asked for")
        constraints = [
            models.UniqueConstraint(fields=["person", "program"], name="unclaimed_aid_once_per_program"),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True, dismissal="")
                | (Q(dismissed_at__isnull=False, dismissed_by__isnull=False) & ~Q(dismissal="")),
                name="unclaimed_aid_dismissed_whole",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, started_by__isnull=True)
                | Q(started_at__isnull=False, started_by__isnull=False),
                name="unclaimed_aid_started_pair",
            ),
            models.CheckConstraint(condition=Q(known__lte=100), name="unclaimed_aid_known_is_a_share"),
        ]
        indexes = [
            models.Index(
                fields=["-known", "-id"],
                condition=Q(gone_at__isnull=True, dismissed_at__isnull=True),
                name="unclaimed_aid_open",
            ),
            models.Index(
                fields=["area", "-known", "-id"],
                condition=Q(gone_at__isnull=True, dismissed_at__isnull=True),
                name="unclaimed_aid_open_of_area",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
