"""`manage.py populate`: volume for trying and measuring."""

import argparse
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from areas.calendar import read_once
from areas.models import AdminArea
from database import statistics
from funds import chart
from welfare_portal.population import cases, gifts, people, shifts
from welfare_portal.population.progress import Progress

CASES_PER_PERSON = 4


def how_many(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{number} is below zero")
    return number


class Command(BaseCommand):
    help = (
        "Adds invented applications, volunteers, shifts and donations in bulk; the same seed gives the same ones. "
        "Needs programs, activities and funds: run `manage.py demo` first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("applications", "volunteers", "shifts", "donations"):
            parser.add_argument(f"--{name}", type=how_many, default=0, metavar="N")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--yes", action="store_true", help="also outside demo, test and bench mode")

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_on_real_data(options["yes"])
        try:
            with read_once():
                self._make(options)
            statistics.refresh()
        except cases.NothingToApplyFor as error:
            raise CommandError("No program is open: run `manage.py demo`, or open one in the admin.") from error
        except shifts.NothingToDo as error:
            raise CommandError("There is no activity: run `manage.py demo`, or add one.") from error
        except gifts.NobodyBooks as error:
            raise CommandError("There is no fund, no accountant or no open month: run `manage.py demo`.") from error
        except (people.TooManyPeople, shifts.TooManyVolunteers) as error:
            raise CommandError(f"There are invented ID numbers for {error} people, no more.") from error

    def _refuse_on_real_data(self, insists: bool) -> None:
        allowed = settings.PORTAL_DEMO or settings.PORTAL_TEST or os.environ.get("PORTAL_BENCH") == "1"
        if not (allowed or insists):
            raise CommandError("This adds invented people to real data. Say --yes if that is what you want.")

    def _make(self, options: dict[str, Any]) -> None:
        common = {"seed": options["seed"], "at": timezone.now()}
        if count := options["applications"]:
            self._applications(count, common)
        if count := options["volunteers"]:
            shifts.make_volunteers(count=count, bar=self._bar("volunteers", count), **common)
        if count := options["shifts"]:
            shifts.make_shifts(count=count, bar=self._bar("shifts", count), **common)
        if count := options["donations"]:
            with chart.asked_once():
                gifts.make_gifts(count=count, bar=self._bar("donations", count), **common)

    def _applications(self, count: int, common: dict[str, Any]) -> None:
        places = list(AdminArea.objects.communities().select_related("parent__parent").order_by("code"))
        if not places:
            raise CommandError("No areas are loaded: run `manage.py demo` first.")
        kinds = cases.open_kinds(common["at"])
        number = max(2, -(-count // CASES_PER_PERSON))
        crowd = people.make_people(count=number, places=places, bar=self._bar("people", number), **common)
        cases.make_cases(count=count, crowd=crowd, kinds=kinds, bar=self._bar("applications", count), **common)

    def _bar(self, label: str, total: int) -> Progress:
        return Progress(label, total, self.stderr)
