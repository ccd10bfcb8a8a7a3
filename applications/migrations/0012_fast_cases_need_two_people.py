"""Whoever opened or checked an emergency case does not approve it: the database knows it too."""

from django.db import migrations

from database.operations import OnEachDatabase

APPLICATION, FILE = "applications_application", "applications_emergencyfile"
APPROVED_BY_INSIDER = (
    f"SELECT 1 FROM {FILE} f WHERE f.application_id = NEW.id "
    "AND (f.opened_by_id = NEW.decided_by_id OR f.checked_by_id = NEW.decided_by_id)"
)
CHECKED_BY_APPROVER = (
    f"SELECT 1 FROM {APPLICATION} a WHERE a.id = NEW.application_id AND a.lane = 'emergency' "
    "AND a.approved_amount_fen IS NOT NULL "
    "AND (a.decided_by_id = NEW.checked_by_id OR a.decided_by_id = NEW.opened_by_id)"
)
APPROVED = "NEW.lane = 'emergency' AND NEW.decided_by_id IS NOT NULL AND NEW.approved_amount_fen IS NOT NULL"
MESSAGE = "a fast case is opened, checked and approved by three people"


class Migration(migrations.Migration):
    dependencies = [("applications", "0011_emergencies_have_a_file")]
    operations = [
        OnEachDatabase(
            name=MESSAGE,
            sqlite=[
                f"CREATE TRIGGER {APPLICATION}_fast_people BEFORE UPDATE OF decided_by_id, approved_amount_fen "
                f"ON {APPLICATION} WHEN {APPROVED} AND EXISTS ({APPROVED_BY_INSIDER}) "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
                f"CREATE TRIGGER {FILE}_fast_people BEFORE UPDATE OF checked_by_id, opened_by_id ON {FILE} "
                f"WHEN EXISTS ({CHECKED_BY_APPROVER}) BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
            ],
            undo_sqlite=[f"DROP TRIGGER {APPLICATION}_fast_people", f"DROP TRIGGER {FILE}_fast_people"],
            postgresql=[
                f"CREATE FUNCTION {APPLICATION}_fast_people() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {APPROVED} AND EXISTS ({APPROVED_BY_INSIDER}) THEN "
                f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN NEW; END $$",
                f"CREATE TRIGGER {APPLICATION}_fast_people BEFORE UPDATE OF decided_by_id, approved_amount_fen "
                f"ON {APPLICATION} FOR EACH ROW EXECUTE FUNCTION {APPLICATION}_fast_people()",
                f"CREATE FUNCTION {FILE}_fast_people() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF EXISTS ({CHECKED_BY_APPROVER}) THEN "
                f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN NEW; END $$",
                f"CREATE TRIGGER {FILE}_fast_people BEFORE UPDATE OF checked_by_id, opened_by_id ON {FILE} "
                f"FOR EACH ROW EXECUTE FUNCTION {FILE}_fast_people()",
            ],
            undo_postgresql=[
                f"DROP TRIGGER {FILE}_fast_people ON {FILE}",
                f"DROP FUNCTION {FILE}_fast_people()",
                f"DROP TRIGGER {APPLICATION}_fast_people ON {APPLICATION}",
                f"DROP FUNCTION {APPLICATION}_fast_people()",
            ],
        )
    ]
