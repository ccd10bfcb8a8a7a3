"""`manage.py restore PATH`: the way back from a backup."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from protection import keys
from welfare_portal.backups import backup
from welfare_portal.backups.database_copy import ToolMissing
from welfare_portal.backups.sealed_file import NotReadable


class Command(BaseCommand):
    help = "Replaces database and uploads by those of a backup and checks them. Stop the portal first."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="the database here holds data that may go")

    def handle(self, *, path: Path, replace: bool, **options) -> None:
        if not replace and _holds_people():
            raise CommandError("This database is in use. `--replace` says that its data may go; make a backup first.")
        try:
            manifest = backup.restore(path, aside=f"before-{timezone.now():%Y%m%d-%H%M%S-%f}")
        except (backup.NoBackupKey, NotReadable, backup.NotTheSame, ToolMissing, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Restored the state of {manifest['made_at']}; every row and file was compared.")
        for kid in keys.unreadable_kids():
            self.stderr.write(f"PORTAL_FIELD_KEYS lacks the key {kid}; personal data stays locked without it.")


def _holds_people() -> bool:
    try:
        return get_user_model().objects.exists()
    except DatabaseError:  # no tables yet
        return False
