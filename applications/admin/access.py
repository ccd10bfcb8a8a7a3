"""Who reads cases in the back office, and which ones."""

from typing import Any

from django.db.models import QuerySet

from accounts import roles
from accounts.admin_access import RoleAdmin, RoleTabularInline
from applications.models import Application

READERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)


def cases_of(user: Any) -> QuerySet[Application]:
    """The caseload by area and role, without what somebody applied for himself: there he sees what families see.

    Own cases are left out by their ids, so that counts and sums need no column of the row itself.
    """
    own = Application.objects.filter(owner=user).values("pk")
    return Application.objects.in_worklist_of(user).exclude(pk__in=own)


class ReadOnly:
    """Readers read, nobody writes. System administrators neither: cases move through their steps."""

    administrators_change = False
    view_roles = READERS
    show_full_result_count = False
    list_per_page = 50


class CaseAdmin(ReadOnly, RoleAdmin):
    """Rows that belong to a case; `case_path` is the way to it."""

    case_path = "application"

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.filter(**{f"{self.case_path}__in": cases_of(request.user)})


class CaseInline(ReadOnly, RoleTabularInline):
    """A plain table below a case: no form, no script."""

    template = "admin/read_only_inline.html"
    max_num = 0
    can_delete = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields
