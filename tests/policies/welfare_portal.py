"""Pages for machines, and addresses of before: no login, no details.

/metrics asks for its token (tests/welfare_portal/test_health.py).
"""

from tests.policies import ANYONE, Policy

POLICIES = {
    "healthz": Policy(get=ANYONE, post=None),
    "readyz": Policy(get=ANYONE, post=None, also=(503,)),  # no worker and no beat run beside the tests
    "metrics": Policy(get=(), unknown={}, public=True),
    "moved_to_transparency": Policy(get=ANYONE, post=None, also=(301,), kwargs=lambda world: {"rest": ""}),
}
