"""Letters of refusal in the back office: which families have theirs, and who gave it. Noted on the page of the case."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.admin.access import CaseAdmin
from applications.models import RefusalLetter
from areas.deadlines import light
from web.templatetags.ui import deadline_light, ymd


@admin.register(RefusalLetter)
class RefusalLetterAdmin(CaseAdmin):
    list_display = ("application", "refused_at", "due", "way", "given_on", "given_by")
    list_filter = (("given_on", admin.EmptyFieldListFilter), "way")
    list_select_related = ("application", "given_by")
    search_fields = ("=application__reference",)
    ordering = ("-refused_at", "-pk")
    fields = readonly_fields = ("application", "refused_at", "due", "way", "given_on", "given_by")

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, letter):
        """With its light while the family waits."""
        if letter.given_on:
            return ymd(letter.due_at)
        now = timezone.now()
        return deadline_light(letter.due_at, now, light(letter.due_at, now).days)
