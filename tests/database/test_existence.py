"""One question for many querysets, the same answers on both databases."""

import pytest
from django.db.models import Count

from accounts.models import User
from database.existence import having_rows
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.both_databases


def test_those_with_rows_in_one_query(db, django_assert_num_queries):
    one, two = UserFactory(), UserFactory()
    asked = {
        "ordered": User.objects.filter(pk=one.pk).order_by("-username"),
        "no such": User.objects.filter(username="nobody %s"),
        "by itself": User.objects.none(),
        "grouped": User.objects.filter(pk__in=[one.pk, two.pk]).annotate(grants=Count("role_grants")).order_by("pk"),
        "within": User.objects.filter(pk__in=User.objects.filter(username=two.username).values("pk")),
    }

    with django_assert_num_queries(1):
        assert having_rows(asked) == {"ordered", "grouped", "within"}


def test_nothing_to_ask_is_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert having_rows({}) == set()
        assert having_rows({"none": User.objects.none()}) == set()
