"""`manage.py run_due`: everything that beat would run, once, here."""

from django.core.management.base import BaseCommand, CommandError

from welfare_portal.celery import BEAT, app

LAST = (
    "jobs.sweep",
    "notifications.sweep",  # these hand on what the others recorded
    "portal.verify_promises",  # and this judges what all of them left
)


class Command(BaseCommand):
    help = "Runs every task of the beat schedule once, in the foreground: for a cron job without Celery, and for tests."

    def handle(self, *args, **options) -> None:
        app.loader.import_default_modules()
        tasks = [*(task for task, _when, _why in BEAT if task not in LAST), *LAST]
        failed = [task for task in tasks if not self._runs(task)]
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")

    def _runs(self, task: str) -> bool:
        try:
            result = app.tasks[task]()
        except Exception as problem:  # noqa: BLE001 - one broken task must not keep the others from running
            self.stderr.write(f"failed {task}: {type(problem).__name__}: {problem}")
            return False
        self.stdout.write(f"done   {task}" + (f": {result}" if result else ""))
        return True
