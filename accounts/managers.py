"""Making users. Signing up and granting roles are services; these are for commands, factories and Django itself."""

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import transaction
from django.utils import timezone

from accounts import roles


class UserManager(DjangoUserManager):
    def create_user(self, username, email=None, password=None, **fields):
        fields.setdefault("display_name", username)
        return self._create_user(username, email, password, **fields)

    @transaction.atomic
    def create_superuser(self, username, email=None, password=None, **fields):
        """The first system administrator of an installation (`manage.py createsuperuser`)."""
        from accounts.services import grant_role  # noqa: PLC0415  the model needs its manager first

        user = self.create_user(username, email, password, **fields)
        grant_role(user=user, role=roles.SYSTEM_ADMIN, by=None, at=timezone.now())
        return user
