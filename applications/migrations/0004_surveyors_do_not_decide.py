from django.db import migrations

from database.operations import OnEachDatabase

APPLICATION, VISIT, INVESTIGATOR = "applications_application", "applications_homevisit", "applications_investigator"
DECIDED_BY_SURVEYOR = (
    f"SELECT 1 FROM {INVESTIGATOR} i JOIN {VISIT} v ON v.id = i.visit_id "
    "WHERE v.application_id = NEW.id AND i.user_id = NEW.decided_by_id"
)
SURVEYED_BY_DECIDER = (
    f"SELECT 1 FROM {VISIT} v JOIN {APPLICATION} a ON a.id = v.application_id "
    "WHERE v.id = NEW.visit_id AND a.decided_by_id = NEW.user_id AND a.approved_amount_fen IS NOT NULL"
)
APPROVED = "NEW.decided_by_id IS NOT NULL AND NEW.approved_amount_fen IS NOT NULL"
MESSAGE = "surveyor and approver are two people"


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_tallies_follow_every_row")]
    operations = [
        OnEachDatabase(
            name=MESSAGE,
            sqlite=[
                f"CREATE TRIGGER {APPLICATION}_two_people BEFORE UPDATE OF decided_by_id, approved_amount_fen "
                f"ON {APPLICATION} WHEN {APPROVED} AND EXISTS ({DECIDED_BY_SURVEYOR}) "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
                f"CREATE TRIGGER {INVESTIGATOR}_two_people BEFORE INSERT ON {INVESTIGATOR} "
                f"WHEN EXISTS ({SURVEYED_BY_DECIDER}) BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
            ],
            undo_sqlite=[f"DROP TRIGGER {APPLICATION}_two_people", f"DROP TRIGGER {INVESTIGATOR}_two_people"],
            postgresql=[
                f"CREATE FUNCTION {APPLICATION}_two_people() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {APPROVED} AND EXISTS ({DECIDED_BY_SURVEYOR}) THEN "
                f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN NEW; END $$",
                f"CREATE TRIGGER {APPLICATION}_two_people BEFORE UPDATE OF decided_by_id, approved_amount_fen "
                f"ON {APPLICATION} FOR EACH ROW EXECUTE FUNCTION {APPLICATION}_two_people()",
                f"CREATE FUNCTION {INVESTIGATOR}_two_people() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF EXISTS ({SURVEYED_BY_DECIDER}) THEN "
                f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN NEW; END $$",
                f"CREATE TRIGGER {INVESTIGATOR}_two_people BEFORE INSERT ON {INVESTIGATOR} "
                f"FOR EACH ROW EXECUTE FUNCTION {INVESTIGATOR}_two_people()",
            ],
            undo_postgresql=[
                f"DROP TRIGGER {INVESTIGATOR}_two_people ON {INVESTIGATOR}",
                f"DROP FUNCTION {INVESTIGATOR}_two_people()",
                f"DROP TRIGGER {APPLICATION}_two_people ON {APPLICATION}",
                f"DROP FUNCTION {APPLICATION}_two_people()",
            ],
        )
    ]
