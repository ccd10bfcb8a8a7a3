"""Everybody signed in has an inbox of their own; the delivery log belongs to administrators and supervisors."""

from audit.recording import record
from notifications.models import Delivery, provider_reference
from tests.policies import SIGNED_IN, Policy, World, admin_pages

NOBODY = {"reference": "0" * 32}


def reference(world: World) -> dict[str, str]:
    return {"reference": world["workers_message"].provider_ref}


POLICIES = {
    "notifications:inbox": Policy(get=SIGNED_IN),
    "notifications:mark_all_read": Policy(post=SIGNED_IN),
    "notifications:preferences": Policy(get=SIGNED_IN, post=SIGNED_IN),
    "notifications:mark_read": Policy(post=("worker",), kwargs=reference, unknown=NOBODY),
    "notifications:open": Policy(post=("worker",), kwargs=reference, unknown=NOBODY),
    **admin_pages("notifications.delivery", change=("admin",), obj="workers_message"),
}


def build(world: World) -> None:
    """One message in the inbox of the community worker."""
    worker = world.cast["worker"]
    event = record("test.told", subject=worker, by=None, at=world.at)
    key = f"user:{worker.pk}"
    world["workers_message"] = Delivery.objects.create(
        occasion="policies",
        recipient_key=key,
        channel="in_app",
        message="tests.told",
        category="work",
        event=event,
        state="sent",
        due_at=world.at,
        expires_at=world.at,
        created_at=world.at,
        ended_at=world.at,
        provider_ref=provider_reference("policies", key, "in_app", 0),
        user=worker,
        title="Told",
    )
