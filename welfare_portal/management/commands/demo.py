"""`manage.py demo`: fictional people, programs, cases and shifts. Loading twice changes nothing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.demo import load_demo_accounts
from applications.demo.loader import load_demo_cases
from applications.services.unclaimed import find_unclaimed_aid
from areas.calendar import read_once
from areas.demo import load_demo_positions
from areas.services import load_areas, load_deadlines
from beneficiaries.demo import load_demo_people
from beneficiaries.demo_family import load_demo_family
from beneficiaries.services import find_duplicates
from certificates.demo import load_demo_certificates
from delivery.community_grants.demo import load_demo_grants
from delivery.festival_visits.demo import load_demo_visits
from delivery.porridge_house.demo import load_demo_meals
from delivery.seedling_protection.demo import load_demo_seedlings
from delivery.wristbands.demo import load_demo_wristbands
from disclosure.demo import load_demo_disclosure
from donations.demo import load_demo_gifts
from notifications import planning
from notifications.planning import plan_pending
from oversight.demo import load_demo_complaints
from programs.demo import load_demo_programs
from volunteers.demo import load_demo_volunteering


class Command(BaseCommand):
    help = "Loads the demo data. Refuses outside demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.PORTAL_DEMO or settings.PORTAL_TEST):
            raise CommandError("The demo data belong into a demo: set PORTAL_DEMO=1, never on a real database.")
        now = timezone.now()
        load(now)
        with _about_unreachable_people_silent():
            while plan_pending(at=now):  # the demo tells of the past; a portal whose outbox is old is not ready
                pass
        if options["verbosity"]:
            self.stdout.write(self.style.SUCCESS("The demo data are loaded."))


@contextmanager
def _about_unreachable_people_silent() -> Iterator[None]:
    """Most people of the demo have neither account nor telephone on purpose; a line for each hides the sign-ins."""
    logger = logging.getLogger(planning.__name__)
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


@transaction.atomic
def load(now: datetime) -> None:
    """All or nothing; one transaction also spares a disk a thousand flushes on the first start."""
    load_areas(at=now)
    load_deadlines()
    load_demo_positions(now)
    with read_once():  # the work calendar, which hundreds of deadlines ask for
        _load(now)


def _load(now: datetime) -> None:
    users = load_demo_accounts(now)
    load_demo_people(now)
    programs = load_demo_programs(users["admin"], now)
    load_demo_family(now)
    load_demo_cases(users, programs, now)
    load_demo_complaints(users, now)
    load_demo_volunteering(now)
    load_demo_certificates(users, now)
    load_demo_wristbands(users, now)
    load_demo_meals(users, now)
    load_demo_gifts(users, now)
    load_demo_grants(users, now)
    load_demo_visits(users, now)
    load_demo_seedlings(users, now)
    load_demo_disclosure(users, now)
    find_duplicates(at=now)  # what the first night would find
    find_unclaimed_aid(at=now)
