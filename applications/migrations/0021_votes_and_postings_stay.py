from django.db import migrations

from database.operations import OnEachDatabase, append_only

VOTE, ITEM, NOTICE = "applications_vote", "applications_agendaitem", "applications_publicnotice"
DECIDED = "a decided item keeps its votes"
POSTED = "what was posted stays as it was"
FROZEN = ("reference", "application_id", "mode", "shown", "shown_sha256", "posted_at", "posted_by_id", "ends_at")


def _decided(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {ITEM} i WHERE i.id = {row}.item_id AND i.closed_at IS NOT NULL)"


REOPENED = "OLD.closed_at IS NOT NULL AND (NEW.closed_at IS NULL OR NEW.closed_at <> OLD.closed_at)"
VOTED = f"EXISTS (SELECT 1 FROM {VOTE} v WHERE v.item_id = OLD.id)"


class Migration(migrations.Migration):
    dependencies = [("applications", "0020_dangers_and_photographs_of_boards")]
    operations = [
        OnEachDatabase(
            name=DECIDED,
            sqlite=[
                f"CREATE TRIGGER {VOTE}_stays_{verb} BEFORE {verb.upper()} ON {VOTE} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{DECIDED}'); END"
                for verb, condition in (
                    ("insert", _decided("NEW")),
                    ("update", f"{_decided('OLD')} OR {_decided('NEW')}"),
                    ("delete", _decided("OLD")),
                )
            ]
            + [
                f"CREATE TRIGGER {ITEM}_stays_decided BEFORE UPDATE OF closed_at ON {ITEM} "
                f"WHEN {REOPENED} AND {VOTED} BEGIN SELECT RAISE(ABORT, '{DECIDED}'); END"
            ],
            undo_sqlite=[
                *(f"DROP TRIGGER {VOTE}_stays_{verb}" for verb in ("insert", "update", "delete")),
                f"DROP TRIGGER {ITEM}_stays_decided",
            ],
            postgresql=[
                f"CREATE FUNCTION {VOTE}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP <> 'INSERT' THEN IF {_decided('OLD')} THEN "
                f"RAISE EXCEPTION '{DECIDED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; "
                f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
                f"IF {_decided('NEW')} THEN "
                f"RAISE EXCEPTION '{DECIDED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN NEW; END $$",
                f"CREATE TRIGGER {VOTE}_stays BEFORE INSERT OR UPDATE OR DELETE ON {VOTE} "
                f"FOR EACH ROW EXECUTE FUNCTION {VOTE}_stays()",
                f"CREATE FUNCTION {ITEM}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {REOPENED} AND {VOTED} THEN "
                f"RAISE EXCEPTION '{DECIDED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN NEW; END $$",
                f"CREATE TRIGGER {ITEM}_stays BEFORE UPDATE OF closed_at ON {ITEM} "
                f"FOR EACH ROW EXECUTE FUNCTION {ITEM}_stays()",
            ],
            undo_postgresql=[
                f"DROP TRIGGER {ITEM}_stays ON {ITEM}",
                f"DROP FUNCTION {ITEM}_stays()",
                f"DROP TRIGGER {VOTE}_stays ON {VOTE}",
                f"DROP FUNCTION {VOTE}_stays()",
            ],
        ),
        OnEachDatabase(
            name=POSTED,
            sqlite=[
                f"CREATE TRIGGER {NOTICE}_stays BEFORE UPDATE OF {', '.join(FROZEN)} ON {NOTICE} "
                f"WHEN {' OR '.join(f'NEW.{c} IS NOT OLD.{c}' for c in FROZEN)} "
                f"BEGIN SELECT RAISE(ABORT, '{POSTED}'); END",
            ],
            undo_sqlite=[f"DROP TRIGGER {NOTICE}_stays"],
            postgresql=[
                f"CREATE FUNCTION {NOTICE}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {' OR '.join(f'NEW.{c} IS DISTINCT FROM OLD.{c}' for c in FROZEN)} THEN "
                f"RAISE EXCEPTION '{POSTED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN NEW; END $$",
                f"CREATE TRIGGER {NOTICE}_stays BEFORE UPDATE ON {NOTICE} "
                f"FOR EACH ROW EXECUTE FUNCTION {NOTICE}_stays()",
            ],
            undo_postgresql=[f"DROP TRIGGER {NOTICE}_stays ON {NOTICE}", f"DROP FUNCTION {NOTICE}_stays()"],
        ),
        append_only("applications_boardphoto"),
    ]
