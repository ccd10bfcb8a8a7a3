"""People who sign in, and what they may do where."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import permissions
from accounts.managers import UserManager
from accounts.roles import role_choices
from protection.fields import BlindIndexField, MaskField, SealedField, SealedModel


class TextSize(models.TextChoices):
    NORMAL = "normal", _("standard text")
    LARGE = "large", _("large text")
    XLARGE = "xlarge", _("extra-large text")


class User(SealedModel, AbstractUser):
    """Somebody who signs in. Rights come from role grants alone, not from Django's groups and flags."""

    first_name = None
    last_name = None
    groups = None
    user_permissions = None
    is_staff = property(permissions.may_enter_admin)
    is_superuser = property(permissions.is_system_admin)
    works_at_desk = property(permissions.is_staff)

    display_name = models.CharField(_("name shown to others"), max_length=60)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    text_size = models.CharField(_("text size"), max_length=10, choices=TextSize, default=TextSize.NORMAL)
    phone = SealedField(_("mobile phone"), mask="phone_mask", index="phone_index")
    phone_mask = MaskField(_("mobile phone"))
    phone_index = BlindIndexField()

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)
        constraints = [models.UniqueConstraint(Lower("username"), name="accounts_username_once_in_any_case")]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        return permissions.has_django_permission(self, perm)

    def has_module_perms(self, app_label: str) -> bool:
        return permissions.has_django_permission(self, f"{app_label}.view_anything")


class RoleGrantQuerySet(models.QuerySet):
    def in_force(self, at: datetime) -> "RoleGrantQuerySet":
        return self.filter(valid_from__lte=at).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at))


class RoleGrant(models.Model):
    """A role of a user in an area (None: the whole zone) for a time. Ended, never deleted or edited."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants", verbose_name=_("user"))
    role = models.CharField(pgettext_lazy("account", "role"), max_length=30, choices=role_choices)
    area = models.ForeignKey(
        "areas.AdminArea",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
        help_text=_("Empty: the whole zone."),
    )
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"))
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        ordering = ("user", "role", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area"],
                condition=Q(revoked_at__isnull=True),
                name="accounts_one_live_grant_per_area",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(revoked_at__isnull=True, area__isnull=True),
                name="accounts_one_live_grant_of_the_zone",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="accounts_grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoked_by__isnull=True),
                name="accounts_grant_revoked_by_needs_at",
            ),
        ]
        indexes = [models.Index(fields=["role", "area"], name="accounts_grant_role_area")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
