"""Re-encrypts personal fields with the newest key of PORTAL_FIELD_KEYS."""

from django.core.management.base import BaseCommand, CommandError

from protection import keys, rotation


class Command(BaseCommand):
    help = "Re-encrypts personal fields with the newest field key. May be stopped and started again at any time."

    def add_arguments(self, parser):
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction")
        parser.add_argument("--field", help="only this column, for instance beneficiaries.Person.phone")

    def handle(self, *, batch: int, field: str | None, **options):
        if sentence := keys.check_configured():
            raise CommandError(sentence)
        columns = [(m, f) for m, f in rotation.sealed_columns() if field in (None, f"{m._meta.label}.{f.name}")]
        if not columns:
            raise CommandError(f"No sealed column is called {field}.")
        self.stdout.write(f"newest key: {keys.newest_key().kid}")
        self.stdout.write(f"wrapped keys moved: {rotation.rewrap_keys()}")
        locked = sum(self._rotate(model, column, batch) for model, column in columns)
        self._report(locked)

    def _rotate(self, model, column, batch: int) -> int:
        progress = None
        for progress in rotation.rotate_column(model, column, batch):
            self.stdout.write(f"{progress.column}: {progress.moved} moved", ending="\r")
        if progress is None:
            return 0
        self.stdout.write(
            f"{progress.column}: {progress.moved} moved, {progress.changed_meanwhile} changed meanwhile, "
            f"{progress.locked} locked"
        )
        return progress.locked

    def _report(self, locked: int) -> None:
        for kid in rotation.drop_spent_canaries():
            self.stdout.write(f"key {kid}: nothing left, it may be taken out of PORTAL_FIELD_KEYS")
        for kid, count in sorted(rotation.rows_per_kid().items()):
            self.stdout.write(f"key {kid}: {count} values")
        if locked:
            raise CommandError(
                f"{locked} values could not be opened: give their key in PORTAL_FIELD_KEYS and run again."
            )
