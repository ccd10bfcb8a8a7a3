"""SQLite chooses indexes by what is in the tables."""

import pytest
from django.db import connection

from database import statistics
from tests.factories.volunteers import ActivityFactory
from volunteers.models import Signup

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_statistics_are_of_the_rows_that_are_there():
    ActivityFactory.create_batch(3)
    statistics.refresh()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'volunteers_activity' LIMIT 1")
        assert cursor.fetchone()[0].split()[0] == "3"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_a_clash_is_looked_for_among_the_persons_own_sign_ups_also_without_statistics():
    """The trigger asks so at every sign-up; any other index would read all sign-ups of the portal."""
    clash = Signup.objects.filter(volunteer=1, state="confirmed", starts_at__lt="2026-03-02T08:00Z")

    assert "volunteers_signup_of_person (volunteer_id=? AND state=? AND starts_at<?)" in clash.order_by().explain()
