"""Users and roles in the back office. Changes call services; nothing is deleted."""

from allauth.account import admin as _account_admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _mfa_admin  # noqa: F401  registered first, so that it can be unregistered
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as _sessions_admin  # noqa: F401
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import RedirectView

from accounts import roles, services
from accounts.admin_access import RoleAccess, RoleAdmin, RoleTabularInline
from accounts.admin_lists import BACK_OFFICE, with_related
from accounts.models import RoleGrant, User
from accounts.open_work import handover_url
from accounts.permissions import has_role
from audit.recording import record
from jobs.list_exports import searched_ids
from jobs.services.exports import start_export
from jobs.views.exports import send_list, too_long_to_send
from web.lists import listed
from workflow.machine import WorkflowError

for library_model in (Group, EmailAddress, Authenticator, UserSession):  # rights, secrets and sessions: nobody's page
    admin.site.unregister(library_model)
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")


@admin.action(description=gettext_lazy("Export to Excel"), permissions=["view"])
def export_rows(page, request, queryset):
    """The chosen rows, or all that the filter found: a short list at once, a longer one as a job."""
    listed, at = BACK_OFFICE.of(page.opts.label_lower), timezone.now()
    if not too_long_to_send(queryset):
        return send_list(listed, with_related(page, queryset), by=request.user, at=at)
    try:
        job = start_export(listed=listed, filters={"ids": searched_ids(queryset)}, by=request.user, at=at)
    except WorkflowError as refusal:
        page.message_user(request, str(refusal), messages.ERROR)
        return None
    return redirect(job.get_absolute_url())


admin.site.add_action(export_rows)


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "display_name", "email")


class RoleGrantInline(RoleTabularInline):
    model = RoleGrant
    fk_name = "user"
    fields = readonly_fields = ("role", "area", "valid_from", "valid_to", "granted_by", "revoked_by")
    administrators_change = False


@admin.register(User)
class UserAdmin(RoleAccess, DjangoUserAdmin):
    add_roles = (roles.SYSTEM_ADMIN,)
    add_form = NewUserForm
    add_fieldsets = ((None, {"fields": ("username", "display_name", "email", "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (gettext_lazy("Person"), {"fields": ("display_name", "email", "phone_mask", "language", "text_size")}),
        (gettext_lazy("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    readonly_fields = ("is_active", "phone_mask", "date_joined", "last_login")
    filter_horizontal = ()
    list_display = ("username", "display_name", "roles_now", "is_active", "last_login")
    list_filter = ("is_active", "role_grants__role")
    search_fields = ("username", "display_name", "email")
    ordering = ("username",)
    inlines = (RoleGrantInline,)
    actions = ("deactivate", "reactivate", "reset_second_factor")

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("role_grants__area")

    @admin.display(description=gettext_lazy("roles"))
    def roles_now(self, user: User) -> str:
        now = timezone.now()
        live = [g for g in user.role_grants.all() if g.valid_from <= now and (g.valid_to is None or g.valid_to > now)]
        return listed(f"{g.get_role_display()} ({g.area})" if g.area else g.get_role_display() for g in live)

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):
        before = User.objects.filter(pk=id).values_list("password", flat=True).first()
        response = super().user_change_password(request, id, form_url)
        user = User.objects.filter(pk=id).first()
        if user is not None and user.password != before:
            record("accounts.password_set_by_administrator", subject=user, by=request.user, at=timezone.now())
        return response

    @admin.action(description=gettext_lazy("Close the selected accounts"), permissions=["change"])
    def deactivate(self, request, queryset):
        self._each(request, queryset, services.deactivate_user)

    @admin.action(description=gettext_lazy("Open the selected accounts again"), permissions=["change"])
    def reactivate(self, request, queryset):
        self._each(request, queryset, services.reactivate_user)

    @admin.action(description=gettext_lazy("Reset the second step at sign-in"), permissions=["change"])
    def reset_second_factor(self, request, queryset):
        self._each(request, queryset, services.reset_second_factor)

    def _each(self, request, queryset, service):
        done = 0
        for user in queryset:
            try:
                service(user=user, by=request.user, at=timezone.now())
                done += 1
            except services.WorkWaits as refusal:
                self.message_user(request, _with_handover(user, refusal), messages.ERROR)
            except services.AccountRefused as refusal:
                self.message_user(request, f"{user.username}: {refusal}", messages.ERROR)
        self.message_user(
            request, ngettext("%(count)d account done.", "%(count)d accounts done.", done) % {"count": done}
        )


def _with_handover(user: User, refusal: services.WorkWaits) -> SafeString:
    """The sentence with the way to the page on which the work is given to colleagues."""
    return format_html(
        '{}: {} <a href="{}">{}</a>', user.username, str(refusal), handover_url(user), _("Hand over the work")
    )


class NewGrantForm(ModelForm):
    class Meta:
        model = RoleGrant
        fields = ("user", "role", "area", "valid_to")

    def clean_user(self):
        user = self.cleaned_data["user"]
        if user == self.granted_by:
            raise ValidationError(_("Nobody grants a role to himself. Ask another administrator."))
        return user


@admin.register(RoleGrant)
class RoleGrantAdmin(RoleAdmin):
    add_roles = (roles.SYSTEM_ADMIN,)
    administrators_change = False
    form = NewGrantForm
    autocomplete_fields = ("user",)
    list_display = ("user", "role", "area", "valid_from", "valid_to", "granted_by", "revoked_by")
    list_filter = ("role", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "area", "granted_by", "revoked_by")
    search_fields = ("user__username", "user__display_name", "area__name")
    actions = ("revoke",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.granted_by = request.user
        return form

    def has_revoke_permission(self, request):
        return has_role(request.user, roles.SYSTEM_ADMIN)

    def save_model(self, request, obj, form, change):
        at = timezone.now()
        granted = services.grant_role(
            user=obj.user, role=obj.role, area=obj.area, by=request.user, at=at, valid_to=obj.valid_to
        )
        obj.pk = granted.pk

    @admin.action(description=gettext_lazy("Revoke the selected roles"), permissions=["revoke"])
    def revoke(self, request, queryset):
        done = 0
        for grant in queryset:
            try:
                services.revoke_role(grant=grant, by=request.user, at=timezone.now())
                done += 1
            except services.AccountRefused as refusal:
                self.message_user(request, f"{grant}: {refusal}", messages.ERROR)
        self.message_user(
            request, ngettext("%(count)d role revoked.", "%(count)d roles revoked.", done) % {"count": done}
        )
