"""A certificate of the volunteer, being made known."""

from certificates.models import CertificateSeries, SigningKey
from tests.factories.certificates import make_certificate
from tests.policies import ANYONE, SIGNED_IN, Policy, World, admin_pages
from volunteers.models import VolunteerProfile

ISSUERS = ("reviewer", "admin")
OFFICE = (*ISSUERS, "auditor")
VOLUNTEERS = ("volunteer", "volunteer2", "leader")
UNIT = (*VOLUNTEERS, "approver", *OFFICE)
PERIOD = {"first": "2023-01-01", "last": "2023-12-31"}


def build(world: World) -> None:
    """After tests/policies/volunteers.py: its volunteer is certified."""
    profile = VolunteerProfile.objects.get(user=world.cast["volunteer"])
    world["service certificate"] = make_certificate(profile)
    world["certificate series"], world["signing key"] = CertificateSeries.objects.get(), SigningKey.objects.get()


def of(world: World) -> dict:
    return {"number": world["service certificate"].number}


UNKNOWN = {"number": "ZM2023999999"}

POLICIES = {
    "certificates:check_form": Policy(get=ANYONE, post=ANYONE, data={}),
    "certificates:keys": Policy(get=ANYONE),
    "certificates:check": Policy(get=ANYONE, kwargs=of),
    "certificates:mine": Policy(get=SIGNED_IN, post=SIGNED_IN, data=PERIOD),
    "certificates:pdf": Policy(get=("volunteer", *OFFICE), kwargs=of, unknown=UNKNOWN),
    "certificates:signed": Policy(get=("volunteer", *OFFICE), kwargs=of, unknown=UNKNOWN),
    "certificates:notices": Policy(get=UNIT),
    "certificates:register": Policy(get=OFFICE),
    "certificates:certificate": Policy(get=OFFICE, kwargs=of),
    "certificates:revoke": Policy(post=ISSUERS, kwargs=of, data={"reason": "签到表有误"}),
    "certificates:bulk": Policy(
        get=ISSUERS,
        post=ISSUERS,
        data=lambda world: {
            **PERIOD,
            "numbers": str(world["service certificate"].volunteer),
            "agreed": "on",
            "reason": "市第一中学",
        },
    ),
    "certificates:exchange": Policy(get=ISSUERS, post=ISSUERS, data={**PERIOD, "reason": "年度报送"}),
    **admin_pages("certificates.certificate", view=("auditor", *ISSUERS), obj="service certificate"),
    **admin_pages("certificates.certificateseries", view=("auditor", *ISSUERS), obj="certificate series"),
    **admin_pages("certificates.signingkey", view=("auditor", *ISSUERS), obj="signing key"),
}
