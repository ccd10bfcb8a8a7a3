"""The demo is whole, loads twice without a change, and breaks no promise."""

import pytest
from django.utils import timezone

from audit.models import Event
from volunteers.demo import load_demo_volunteering
from volunteers.models import BrandProject, JoinRequest, Qualification, ServiceRequest, TeamMembership
from volunteers.promises import CHECKS

pytestmark = pytest.mark.django_db


def test_the_demo_shows_every_part_and_loads_twice(cast):
    now = timezone.now()
    load_demo_volunteering(now)
    once = Event.objects.count()

    load_demo_volunteering(now)

    assert Event.objects.count() == once
    assert [line for _name, check in CHECKS for line in check()] == []
    assert sorted(ServiceRequest.objects.values_list("state", flat=True)) == [
        "declined",
        "planned",
        "received",
        "received",
        "verified",
    ]
    assert sorted(Qualification.objects.values_list("verdict", flat=True)) == ["", "accepted", "accepted", "refused"]
    assert TeamMembership.objects.leading().count() == 4
    assert (BrandProject.objects.count(), JoinRequest.objects.open().count()) == (1, 1)
