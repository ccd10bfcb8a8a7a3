"""`manage.py verify`: does the live data keep every promise?"""

import itertools
import time

from django.core.management.base import BaseCommand, CommandError

from welfare_portal.promises import all_checks

SHOWN = 20  # broken rows per promise; the rest is counted


class Command(BaseCommand):
    help = (
        "Checks every promise on the live data: one line each; exit status 1 names the rows of those that are broken."
    )

    def handle(self, *args, **options) -> None:
        broken = [sentence for sentence, look in all_checks() if not self._holds(sentence, look)]
        if broken:
            raise CommandError(f"{len(broken)} promises are broken: {'; '.join(broken)}")
        self.stdout.write("Every promise holds.")

    def _holds(self, sentence, look) -> bool:
        started = time.monotonic()
        rows = iter(look())
        shown = list(itertools.islice(rows, SHOWN))
        more = sum(1 for _row in rows)
        self.stdout.write(f"{'BROKEN' if shown else 'ok    '} {sentence} ({time.monotonic() - started:.1f} s)")
        for row in shown:
            self.stdout.write(f"       {row}")
        if more:
            self.stdout.write(f"       and {more} more")
        return not shown
