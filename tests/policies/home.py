"""The public home and its small pages are everybody's; "my day" is each person's own."""

from typing import Any

from tests.policies import ANYONE, SIGNED_IN, Policy, World

OPEN_PAGES = ("index", "about", "privacy", "accessibility", "site_map", "offline", "service_worker", "manifest")


def leaver(world: World) -> dict[str, Any]:
    return {"seal_id": world.cast["worker2"].seal_id}


POLICIES = {
    **{f"home:{name}": Policy(get=ANYONE, post=None) for name in OPEN_PAGES},
    "home:my_day": Policy(get=SIGNED_IN, post=None),
    "home:day_plan": Policy(get=("worker", "worker2", "officer", "reviewer"), post=None),
    "home:handover": Policy(get=("admin",), post=None),
    "home:handover_preview": Policy(get=("admin",), post=None, kwargs=leaver),
    "home:handover_apply": Policy(get=None, post=("admin",), kwargs=leaver),
    "home:handover_close": Policy(get=None, post=("admin",), kwargs=leaver),
    "home:text_size": Policy(get=None, post=ANYONE, data={"size": "large", "next": "/"}),
    "home:language": Policy(get=None, post=ANYONE, data={"language": "en", "next": "/"}),
}
