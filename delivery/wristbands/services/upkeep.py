"""What is deleted when its time is over (domain fact book §6.2): notes of finders, scans, and who wore which band."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from audit.recording import record
from delivery.wristbands import states
from delivery.wristbands.choices import AlertOutcome, ScanKind
from delivery.wristbands.models import Alert, EmergencyContact, FinderNote, Issue, MissingCase, Scan, ScanMonth
from delivery.wristbands.policy import alert_terms, retention_on
from delivery.wristbands.services.moving import fire
from delivery.wristbands.workflow import ALERT
from programs.dates import months_before

PIECE = 500


def delete_expired(*, at: datetime) -> dict[str, int]:
    """Everything that is due; run every hour, missed runs are caught up. Returns how many of each."""
    return {
        "alerts": end_quiet_alerts(at=at),
        "notes": delete_notes(at=at),
        "scans": fold_scans(at=at),
        "cases": empty_cases(at=at),
        "links": delete_links(at=at),
    }


@transaction.atomic
def end_quiet_alerts(*, at: datetime) -> int:
    """Those that somebody answered and nobody closed. Without an answer an alert stays on the duty officer's desk."""
    quiet = at - alert_terms(at).alert_ends
    rows = list(Alert.objects.select_for_update().filter(state=states.ANSWERED, told_at__lte=quiet).order_by("pk"))
    for alert in rows:
        fire(ALERT, "lapse", alert, by=None, at=at, closed_at=at, outcome=AlertOutcome.LAPSED)
    return len(rows)


@transaction.atomic
def delete_notes(*, at: datetime) -> int:
    """Telephones, words and places that finders left."""
    limit = at - retention_on(timezone.localdate(at)).notes
    deleted, _by_model = FinderNote.objects.filter(at__lt=limit).delete()
    return deleted


@transaction.atomic
def fold_scans(*, at: datetime) -> int:
    """Old scans become numbers per month. Alerts keep their times; they name nobody but the band."""
    limit = at - retention_on(timezone.localdate(at)).scans
    old = Scan.objects.filter(at__lt=limit)
    months = (
        old.order_by()
        .annotate(month=TruncMonth("at"))
        .values("month")
        .annotate(n=Count("pk"), tests=Count("pk", filter=Q(kind=ScanKind.TEST)))
    )
    for row in list(months):
        first = timezone.localdate(row["month"]).replace(day=1)
        month, _is_new = ScanMonth.objects.select_for_update().get_or_create(month=first)
        month.scans += row["n"]
        month.tests += row["tests"]
        month.save(update_fields=["scans", "tests"])
    deleted, _by_model = old.delete()
    return deleted


@transaction.atomic
def empty_cases(*, at: datetime) -> int:
    """What somebody wore and where he was last seen, as long after the search as the notes of finders are kept."""
    limit = at - retention_on(timezone.localdate(at)).notes
    rows = MissingCase.objects.select_for_update(of=("self",)).filter(
        state=states.CLOSED, closed_at__lt=limit, emptied_at=None
    )
    cases = list(rows)
    for case in cases:
        case.entries.update(text="")
        case.last_seen_place = case.clothes = case.police_number = ""
        case.last_seen_at, case.emptied_at = None, at
        case.save(update_fields=["last_seen_place", "clothes", "police_number", "last_seen_at", "emptied_at"])
        record("wristbands.descriptions_deleted", subject=case, by=None, at=at)
    return len(cases)


def delete_links(*, at: datetime) -> int:
    """Six months after its end nobody can tell who wore a band. Number, reason and times stay for the figures."""
    day = timezone.localdate(at)
    limit = months_before(day, retention_on(day).link_months)
    due = Issue.objects.filter(link_deleted_at=None, ended_at__isnull=False, ended_at__date__lt=limit)
    pks = list(due.order_by("pk").values_list("pk", flat=True)[:PIECE])
    return sum(_delete_link(pk, at) for pk in pks)


@transaction.atomic
def _delete_link(pk: int, at: datetime) -> bool:
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=pk)
    if issue.link_deleted_at is not None:
        return False
    EmergencyContact.objects.filter(issue=issue).delete()
    FinderNote.objects.filter(alert__issue=issue).delete()
    issue.wearer = issue.application = None
    issue.signature = issue.signer_name = issue.signer_relation = ""
    issue.link_deleted_at = at
    fields = ["wearer", "application", "signature", "signer_name", "signer_relation", "link_deleted_at"]
    issue.save(update_fields=fields)
    record("wristbands.link_deleted", subject=issue, by=None, at=at)
    return True
