"""The public home and its small pages are everybody's; "my day" is each person's own."""

from tests.policies import ANYONE, SIGNED_IN, Policy

OPEN_PAGES = ("index", "about", "privacy", "accessibility", "site_map", "offline", "service_worker", "manifest")

POLICIES = {
    **{f"home:{name}": Policy(get=ANYONE, post=None) for name in OPEN_PAGES},
    "home:my_day": Policy(get=SIGNED_IN, post=None),
    "home:day_plan": Policy(get=("worker", "worker2", "officer", "reviewer"), post=None),
    "home:text_size": Policy(get=None, post=ANYONE, data={"size": "large", "next": "/"}),
    "home:language": Policy(get=None, post=ANYONE, data={"language": "en", "next": "/"}),
}
