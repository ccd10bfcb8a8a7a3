"""Pages for machines: no login, no details. /metrics asks for its token (tests/welfare_portal/test_health.py)."""

from tests.policies import ANYONE, Policy

POLICIES = {
    "healthz": Policy(get=ANYONE, post=None),
    "readyz": Policy(get=ANYONE, post=None),
}
