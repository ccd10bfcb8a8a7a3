"""People who are signed in, and their requests over loopback: one kept connection each."""

import http.client
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from bench.private_portal import PORT, Portal

HEADERS = {"Host": f"127.0.0.1:{PORT}", "Accept-Encoding": "identity"}


@dataclass
class Answer:
    status: int
    headers: Any
    size: int
    seconds: float


@dataclass
class Visitor:
    """`cookie` empty: nobody is signed in."""

    cookie: str = ""
    token: str = ""
    connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, b"", headers)

    def post(self, path: str, body: str) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token}
        return self._send("POST", path, body.encode(), headers)

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """The server closes a connection that it kept for long; then a new one is opened."""
        started = time.perf_counter()
        for attempt in (1, 2):
            self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", PORT, timeout=600)
            try:
                sent = {**HEADERS, **headers, **({"Cookie": self.cookie} if self.cookie else {})}
                self.connection.request(method, path, body or None, sent)
                response = self.connection.getresponse()
                size = 0
                while part := response.read(1 << 16):
                    size += len(part)
                return Answer(response.status, response.headers, size, time.perf_counter() - started)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise
        raise AssertionError


def sign_in(portal: Portal, *usernames: str, first: int = 0, prefix: str = "") -> list[Visitor]:
    """The named people, or the first `first` whose name begins with `prefix`."""
    rows = portal.run("bench.visitors", json.dumps(usernames), str(first), prefix)
    return [Visitor(row["cookie"], row["token"]) for row in rows]


def _sessions(usernames: list[str], first: int, prefix: str) -> list[dict[str, str]]:
    from django.conf import settings  # noqa: PLC0415 - inside the portal only
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.utils.crypto import get_random_string  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415

    people = [User.objects.get(username=name) for name in usernames]
    people += User.objects.filter(username__startswith=prefix).order_by("pk")[:first]
    rows = []
    for user in people:
        session, token = SessionStore(), get_random_string(32)
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
        rows.append({"cookie": cookie, "token": token})
    return rows


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_sessions(json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
