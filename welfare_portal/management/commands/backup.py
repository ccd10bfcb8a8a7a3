"""`manage.py backup PATH`: an encrypted, consistent copy of database and uploads, while people work."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from welfare_portal.backups.backup import NoBackupKey, back_up
from welfare_portal.backups.database_copy import ToolMissing


class Command(BaseCommand):
    help = "Writes one file with database and uploads, encrypted with PORTAL_BACKUP_KEY. Safe while the portal runs."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)

    def handle(self, *, path: Path, **options) -> None:
        try:
            manifest = back_up(path, at=timezone.now())
        except (NoBackupKey, ToolMissing, OSError) as problem:
            raise CommandError(str(problem)) from problem
        rows, files = sum(manifest["facts"]["rows"].values()), len(manifest["files"]) - 1
        self.stdout.write(f"{path}: {rows} rows, {files} uploads, {path.stat().st_size} bytes")
        self.stdout.write(
            f"To read it you need PORTAL_BACKUP_KEY and the field keys {', '.join(manifest['field_keys'])}."
        )
