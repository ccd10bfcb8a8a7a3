"""`manage.py demo`: fictional people, programs, cases and shifts. Loading twice changes nothing."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.demo import load_demo_accounts
from applications.demo.loader import load_demo_cases
from applications.services.unclaimed import find_unclaimed_aid
from areas.services import load_areas, load_deadlines
from beneficiaries.demo import load_demo_people
from beneficiaries.demo_family import load_demo_family
from beneficiaries.services import find_duplicates
from oversight.demo import load_demo_complaints
from programs.demo import load_demo_programs
from volunteers.demo import load_demo_volunteering


class Command(BaseCommand):
    help = "Loads the demo data. Refuses outside demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.PORTAL_DEMO or settings.PORTAL_TEST):
            raise CommandError("The demo data belong into a demo: set PORTAL_DEMO=1, never on a real database.")
        load(timezone.now())
        if options["verbosity"]:
            self.stdout.write(self.style.SUCCESS("The demo data are loaded."))


@transaction.atomic
def load(now: datetime) -> None:
    """All or nothing; one transaction also spares a disk a thousand flushes on the first start."""
    load_areas(at=now)
    load_deadlines()
    users = load_demo_accounts(now)
    load_demo_people(now)
    programs = load_demo_programs(users["admin"], now)
    load_demo_family(now)
    load_demo_cases(users, programs, now)
    load_demo_complaints(users, now)
    load_demo_volunteering(now)
    find_duplicates(at=now)  # what the first night would find
    find_unclaimed_aid(at=now)
