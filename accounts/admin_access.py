"""Admin pages opened by role.

A model admin of an app above accounts inherits RoleAdmin and names the roles that may read or change it, besides
supervisors (read) and system administrators (read and change). Apps below accounts use plain ModelAdmin: Django's own
permission questions are answered by accounts.permissions.has_django_permission.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from accounts import roles
from accounts.permissions import has_role
from web.autocomplete import AutocompleteMixin


class RoleAccess:
    """`change_roles` may also read. `add_roles` add by hand; by default rows come from the portal, not from here.

    `administrators_change = False` makes a page that system administrators only read (cases, money).
    """

    view_roles: tuple[str, ...] = ()
    change_roles: tuple[str, ...] = ()
    add_roles: tuple[str, ...] = ()
    administrators_change = True

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        may = (roles.SYSTEM_ADMIN, roles.SUPERVISOR, *self.view_roles, *self.change_roles, *self.add_roles)
        return has_role(request.user, *may)

    def has_change_permission(self, request, obj=None):
        administrators = (roles.SYSTEM_ADMIN,) if self.administrators_change else ()
        return has_role(request.user, *administrators, *self.change_roles)

    def has_add_permission(self, request, obj=None):
        return has_role(request.user, *self.add_roles)

    def has_delete_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        """403 without the right to read; Django would say that the object is gone and go back to the index."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_queryset(self, request):
        """Only what `visible_to` shows to the reader, when the model has such a scope."""
        queryset = super().get_queryset(request)
        return queryset.visible_to(request.user) if hasattr(queryset, "visible_to") else queryset


class RoleAdmin(RoleAccess, AutocompleteMixin, admin.ModelAdmin):
    """A page of the back office."""


class RoleTabularInline(RoleAccess, admin.TabularInline):
    """Rows below a page of the back office."""

    extra = 0


class RoleStackedInline(RoleAccess, admin.StackedInline):
    """Rows below a page of the back office, one under the other."""

    extra = 0
