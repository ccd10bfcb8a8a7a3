"""Prints the register of personal data as Markdown."""

from django.core.management.base import BaseCommand

from protection.register import markdown


class Command(BaseCommand):
    help = "Prints which fields hold personal data, why, how they are shown and how long they are kept (Markdown)."

    def handle(self, **options):
        self.stdout.write(markdown(), ending="")
