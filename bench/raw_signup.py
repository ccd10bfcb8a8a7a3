"""The transaction of volunteers.services.sign_up as plain statements through the driver."""

import uuid
from datetime import UTC, datetime
from typing import Any

LIVE = "('waiting', 'requested', 'offered', 'confirmed')"


class RawSignup:
    """`raw` is the driver's own connection: psycopg's or sqlite3's."""

    def __init__(self, raw: Any, vendor: str, shift: int) -> None:
        self.raw, self.shift, self.is_pg = raw, shift, vendor == "postgresql"
        self.lock = "FOR NO KEY UPDATE" if self.is_pg else ""

    def sign_up(self, person: int) -> None:
        self._do("BEGIN" if self.is_pg else "BEGIN IMMEDIATE")
        try:
            self._sign_up(person)
        except BaseException:
            self._do("ROLLBACK")
            raise
        self._do("COMMIT")

    def _sign_up(self, person: int) -> None:
        self._do(f"SELECT * FROM volunteers_volunteerprofile WHERE id = ? ORDER BY id {self.lock}", person)
        columns = "id, capacity, taken, last_sequence"
        role, capacity, taken, sequence = self._one(
            f"SELECT {columns} FROM volunteers_shiftrole WHERE shift_id = ? ORDER BY id {self.lock}", self.shift
        )
        joined = "volunteers_shift s JOIN volunteers_activity a ON a.id = s.activity_id"
        starts_at, ends_at = self._one(f"SELECT s.starts_at, s.ends_at FROM {joined} WHERE s.id = ?", self.shift)
        self._do("SELECT kind, valid_until FROM volunteers_volunteertraining WHERE volunteer_id = ?", person)
        self._do(f"SELECT * FROM volunteers_signup WHERE volunteer_id = ? AND state IN {LIVE}", person)
        self._do("UPDATE volunteers_shiftrole SET last_sequence = last_sequence + 1 WHERE id = ?", role)
        signup = self._insert_signup(role, person, starts_at, ends_at, sequence + 1)
        if taken < capacity:
            self._do("UPDATE volunteers_shiftrole SET taken = taken + 1 WHERE id = ? AND taken < capacity", role)
            self._record(signup, "volunteers.signup_confirmed", ("confirm", "waiting", "confirmed", 1))
            confirmed = "UPDATE volunteers_signup SET state = 'confirmed', version = 1, state_since = ? "
            self._do(f"{confirmed} WHERE id = ? AND state = 'waiting' AND version = 0", self._now(), signup)
        else:
            self._record(signup, "volunteers.joined_waiting_list", ("", "", "", None))

    def _insert_signup(self, role: int, person: int, starts_at: Any, ends_at: Any, sequence: int) -> int:
        now = self._now()
        columns = "role_id, shift_id, volunteer_id, starts_at, ends_at, sequence, source, signed_up_at, cancel_reason"
        row = self._one(
            f"INSERT INTO volunteers_signup ({columns}, state, version, state_since) "
            "VALUES (?, ?, ?, ?, ?, ?, 'self', ?, '', 'waiting', 0, ?) RETURNING id",
            *(role, self.shift, person, starts_at, ends_at, sequence, now, now),
        )
        return row[0]

    def _record(self, signup: int, code: str, move: tuple[str, str, str, int | None]) -> None:
        stream = f"volunteers.signup:{signup}"
        if self.is_pg:
            self._do("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", stream)
        self._do("SELECT seq, hash FROM audit_event WHERE stream = ? ORDER BY seq DESC LIMIT 1", stream)
        columns = "stream, seq, code, at, subject_type, subject_id, transition, from_state, to_state, version"
        [event] = self._one(
            f"INSERT INTO audit_event ({columns}, data, prev_hash, hash) "
            "VALUES (?, 1, ?, ?, 'volunteers.signup', ?, ?, ?, ?, ?, '{}', ?, ?) RETURNING id",
            *(stream, code, self._now(), signup, *move, "0" * 64, uuid.uuid4().hex * 2),
        )
        self._do("INSERT INTO audit_outboxentry (event_id, created_at) VALUES (?, ?)", event, self._now())

    def _now(self) -> Any:
        now = datetime.now(UTC)
        return now if self.is_pg else now.replace(tzinfo=None).isoformat(" ")

    def _do(self, statement: str, *values: Any) -> Any:
        return self.raw.execute(statement.replace("?", "%s") if self.is_pg else statement, values)

    def _one(self, statement: str, *values: Any) -> Any:
        return self._do(statement, *values).fetchone()
