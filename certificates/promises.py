"""Do numbers, signatures and states hold? Read by `manage.py verify`; one line per broken row."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from audit.models import Event
from certificates.models import Certificate, CertificateSeries, SigningKey
from certificates.services.issuing import PREFIX
from certificates.signing import is_signed


def numbers_have_no_gap() -> Iterator[str]:
    """Every number up to the last one of its year is there, and none beyond."""
    numbers = set(Certificate.objects.values_list("number", flat=True))
    for series in CertificateSeries.objects.order_by("year"):
        wanted = {f"{PREFIX}{series.year}{place:06d}" for place in range(1, series.last + 1)}
        for number in sorted(wanted - numbers):
            yield f"certificate {number}: the number was given out and is not there"
        numbers -= wanted
    for number in sorted(numbers):
        yield f"certificate {number}: no series gave out this number"


def signatures_hold() -> Iterator[str]:
    keys = dict(SigningKey.objects.values_list("kid", "public_key"))
    rows = Certificate.objects.order_by("pk").defer("private").iterator(chunk_size=500)
    for row in rows:
        if not is_signed(row.snapshot, row.signature, keys.get(row.key_id, "")):
            yield f"certificate {row.number}: its signature does not fit what it says"
        elif row.content["number"] != row.number:
            yield f"certificate {row.number}: it says that it is {row.content['number']}"


def states_have_their_events() -> Iterator[str]:
    moves = Event.objects.filter(
        subject_type="certificates.certificate", subject_id=OuterRef("pk"), version=OuterRef("version")
    )
    for row in Certificate.objects.filter(~Exists(moves), version__gt=0).order_by("pk"):
        yield f"certificate {row.number}: no event for version {row.version}"


CHECKS = (
    ("certificates: numbers have no gap", numbers_have_no_gap),
    ("certificates: every signature holds", signatures_hold),
    ("certificates: every state has its event", states_have_their_events),
)
