"""manage.py load_areas: the zone's places and the default deadlines. Running it again changes nothing."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from areas.services import load_areas, load_deadlines


class Command(BaseCommand):
    help = "Adds the zone's sub-districts, communities, villages and default deadlines where they are missing."

    def handle(self, *args, **options):
        places, deadlines = load_areas(at=timezone.now()), load_deadlines()
        self.stdout.write(f"areas added: {places}, deadlines added: {deadlines}")
