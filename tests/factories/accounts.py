"""Users, with or without a role. The demo's own people are in tests/cast.py."""

from datetime import UTC, datetime

import factory

from accounts.models import RoleGrant, User

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class UserFactory(factory.django.DjangoModelFactory):
    """`UserFactory(role="community_worker", area=community)` gives the role too; without `role`, an outsider."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    display_name = factory.Sequence(lambda n: f"演示{n}")
    password = "!"  # cannot sign in; tests use client.force_login

    @factory.post_generation
    def role(self, create, code, **_extra):
        if create and code:
            RoleGrantFactory(user=self, role=code, area=_extra.get("area"))


class RoleGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = "volunteer"
    area = None
    valid_from = LONG_AGO
    granted_at = LONG_AGO
