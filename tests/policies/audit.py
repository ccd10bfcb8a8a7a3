"""The audit log: the auditor and the administrator read it, nobody writes it."""

from typing import Any

from audit.recording import record
from tests.policies import World, admin_pages


def build(world: World) -> None:
    world["event"] = record("test.happened", subject=world.cast["worker"], by=None, at=world.at)


POLICIES: dict[str, Any] = {**admin_pages("audit.event", obj="event")}
