"""Public notices and what the public said of them; requests for documents. Read only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from applications.admin.access import CaseAdmin, CaseInline
from applications.models import Objection, PublicNotice, SupplementRequest
from web.lists import listed
from web.names import masked


class ObjectionInline(CaseInline):
    model = Objection
    fields = ("received_at", "due_at", "is_upheld", "finding", "answered_at", "answered_by")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("answered_by").defer("phone").order_by("received_at", "pk")


@admin.register(PublicNotice)
class PublicNoticeAdmin(CaseAdmin):
    list_display = ("reference", "title", "application", "posted_at", "posted_until", "closed_at", "posted_by")
    list_filter = (("closed_at", admin.EmptyFieldListFilter), "application__program")
    list_select_related = ("application", "posted_by")
    search_fields = ("=reference", "=application__reference")
    ordering = ("-posted_at", "-pk")
    fields = readonly_fields = (
        "reference",
        "application",
        "as_posted",
        "shown_sha256",
        "posted_at",
        "posted_by",
        "posted_until",
        "closed_at",
    )
    inlines = (ObjectionInline,)

    @admin.display(description=_("title"))
    def title(self, notice):
        return notice.title

    @admin.display(description=_("last day"), ordering="ends_at")
    def posted_until(self, notice):
        return notice.last_day

    @admin.display(description=_("as it was posted"))
    def as_posted(self, notice):
        """The masked text itself; whoever changed it later would not know its hash."""
        return " · ".join(str(value) for value in notice.shown.values())


@admin.register(Objection)
class ObjectionAdmin(CaseAdmin):
    case_path = "notice__application"
    list_display = ("notice", "objector", "received_at", "due_at", "is_upheld", "answered_at", "answered_by")
    list_filter = (("answered_at", admin.EmptyFieldListFilter), "is_upheld")
    list_select_related = ("notice", "answered_by")
    search_fields = ("=notice__reference", "=notice__application__reference")
    ordering = ("-received_at", "-pk")
    fields = readonly_fields = (
        "notice",
        "objector",
        "phone_mask",
        "text",
        "received_at",
        "due_at",
        "is_upheld",
        "finding",
        "answered_at",
        "answered_by",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).defer("phone")

    @admin.display(description=_("objector"))
    def objector(self, objection):
        return masked(objection.name) if objection.name else _("no name given")


@admin.register(SupplementRequest)
class SupplementRequestAdmin(CaseAdmin):
    list_display = ("application", "missing", "asked_at", "asked_by", "answered_at")
    list_filter = (("answered_at", admin.EmptyFieldListFilter),)
    list_select_related = ("application", "asked_by")
    search_fields = ("=application__reference",)
    ordering = ("-asked_at", "-pk")
    fields = readonly_fields = ("application", "missing", "note", "asked_at", "asked_by", "answered_at")

    @admin.display(description=_("missing items"))
    def missing(self, row):
        return listed(row.labels)
