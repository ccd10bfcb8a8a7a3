"""Cases of minors who became victims, and of sexual crimes: two named people handle them (未成年人保护法 103)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class Restriction(models.Model):
    """The case does not exist for anybody but its family and the people named for it, whatever their roles are."""

    application = models.OneToOneField(
        "Application", on_delete=models.PROTECT, related_name="restriction", verbose_name=_("application")
    )
    restricted_at = models.DateTimeField(_("restricted since"))
    restricted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("restricted by"))

    class Meta:
        verbose_name = _("restricted case")
        verbose_name_plural = _("restricted cases")

    def __str__(self) -> str:
        return str(self.application_id)

    @property
    def named(self) -> dict[int, "NamedPerson"]:
        """Place → who holds it now. Of rows that were prefetched."""
        return {row.place: row for row in self.people.all() if row.ended_at is None}


class NamedPerson(models.Model):
    """One of the two who handle the case, or the one who decides it, because nobody decides what he looked into."""

    class Place(models.IntegerChoices):
        FIRST = 1, _("First person who handles the case")
        SECOND = 2, _("Second person who handles the case")
        DECIDER = 3, _("Person who decides it")

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="people")
    place = models.PositiveSmallIntegerField(_("part in the case"), choices=Place)
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("named person"))
    named_at = models.DateTimeField(_("named"))
    named_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("named by"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    reason = models.CharField(_("reason of the change"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("person named for a restricted case")
        verbose_name_plural = _("people named for restricted cases")
        constraints = [
            models.UniqueConstraint(
                fields=["restriction", "place"], condition=Q(ended_at__isnull=True), name="named_one_per_place"
            ),
            models.UniqueConstraint(
                fields=["restriction", "user"], condition=Q(ended_at__isnull=True), name="named_once_per_case"
            ),
            models.CheckConstraint(condition=Q(place__in=[1, 2, 3]), name="named_two_and_a_decider"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, reason="")
                | (Q(ended_at__gte=F("named_at"), ended_by__isnull=False) & ~Q(reason="")),
                name="named_ended_at_and_by_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["user"], condition=Q(ended_at__isnull=True), name="named_now")]

    def __str__(self) -> str:
        return f"{self.restriction_id}: {self.place}"
