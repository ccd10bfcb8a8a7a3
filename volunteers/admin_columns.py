"""Columns and filters that several pages of the back office share."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteers.choices import Outcome
from web.names import masked
from web.templatetags.ui import chip

OUTCOME_CHIPS = {Outcome.PRESENT: "approved", Outcome.ABSENT: "rejected", Outcome.EXCUSED: "need"}


def volunteer_text(volunteer):
    """The number, and of the name what the back office shows."""
    return f"{volunteer} {masked(volunteer.name)}"


def shift_text(shift):
    return f"{timezone.localtime(shift.starts_at):%Y-%m-%d %H:%M} {shift.activity.title}"


def outcome_chip(outcome):
    return chip(OUTCOME_CHIPS[outcome], Outcome(outcome).label)


class OpenFilter(admin.SimpleListFilter):
    """What waits for an answer."""

    title = gettext_lazy("answer")
    parameter_name = "answer"

    def lookups(self, request, model_admin):
        return [("open", gettext_lazy("to be answered")), ("done", gettext_lazy("answered"))]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.filter(answered_at__isnull=True)
        return queryset.filter(answered_at__isnull=False) if self.value() == "done" else queryset


class StandingFilter(admin.SimpleListFilter):
    """Entries of the ledger that count, and pairs that take each other back."""

    title = gettext_lazy("counts")
    parameter_name = "counts"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("counts")), ("no", gettext_lazy("taken back"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.standing()
        return queryset.exclude(pk__in=queryset.standing().values("pk")) if self.value() == "no" else queryset


def answer_chip(row):
    if row.answered_at is None:
        return chip("submitted", _("Waits for an answer"))
    return chip("approved", row.get_outcome_display())


def counts_chip(entry):
    """`is_reversed` is annotated by the list."""
    if entry.reversal_of_id:
        return chip("rejected", _("Takes an entry back"))
    return chip("draft", _("Taken back")) if entry.is_reversed else chip("approved", _("Counts"))
