"""Do the rows hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from delivery.community_grants import states
from delivery.community_grants.models import Grant, ScoreSheet, Tranche
from delivery.community_grants.paper_files import missing_files
from delivery.community_grants.services.scoring import mean_of
from funds.models import Reservation, ReservationState


def asked_is_the_sum_of_the_lines() -> Iterator[str]:
    rows = Grant.objects.filter(submitted_at__isnull=False)
    for grant in rows.annotate(lines_fen=Sum(F("lines__cost_fen") - F("lines__own_fen"))).order_by("pk").iterator():
        if grant.asked_fen != grant.lines_fen:
            yield f"grant {grant.pk}: asks for {grant.asked_fen}, its lines for {grant.lines_fen}"


def parts_are_at_most_what_was_granted() -> Iterator[str]:
    parts = Sum("tranches__amount_fen", filter=Q(tranches__cancelled_at__isnull=True), default=0)
    for grant in Grant.objects.filter(awarded_fen__isnull=False).annotate(parts_fen=parts).order_by("pk").iterator():
        if grant.parts_fen > grant.awarded_fen:
            yield f"grant {grant.pk}: parts of {grant.parts_fen}, granted {grant.awarded_fen}"


def open_parts_are_reserved() -> Iterator[str]:
    """Exactly the open parts hold money, each its own amount."""
    live = dict(
        Reservation.objects.filter(
            state=ReservationState.LIVE, source__startswith="community_grants.tranche:"
        ).values_list("source", "amount_fen")
    )
    for tranche in Tranche.objects.filter(paid_at__isnull=True, cancelled_at__isnull=True).order_by("pk").iterator():
        if live.pop(tranche.source, None) != tranche.amount_fen:
            yield f"part {tranche.pk} of grant {tranche.grant_id}: its money is not set aside"
    for source in sorted(live):
        yield f"{source}: money is set aside for a part that is not open"


def the_score_is_the_mean_of_the_sheets() -> Iterator[str]:
    scored = Grant.objects.filter(score__isnull=False, forgotten_at__isnull=True)
    for grant in scored.order_by("pk").iterator():
        totals = list(ScoreSheet.objects.filter(grant=grant).handed_in().values_list("total", flat=True))
        if not totals or mean_of(totals) != grant.score:
            yield f"grant {grant.pk}: its score is not the mean of its sheets"


def nobody_scores_what_he_examined_or_decided() -> Iterator[str]:
    sheets = ScoreSheet.objects.counted().filter(Q(scorer=F("grant__officer")) | Q(scorer=F("grant__decided_by")))
    for sheet in sheets.order_by("pk").iterator():
        yield f"score sheet {sheet.pk}: user {sheet.scorer_id} examined or decided the grant"


def notices_hang_only_while_they_may() -> Iterator[str]:
    rows = Grant.objects.filter(notices__closed_at__isnull=True, notices__isnull=False)
    for grant in rows.exclude(state=states.PUBLICITY).order_by("pk").iterator():
        yield f"grant {grant.pk}: its notice hangs in state {grant.state}"


CHECKS = (
    ("community grants: what is asked for is the sum of the budget", asked_is_the_sum_of_the_lines),
    ("community grants: the parts are at most what was granted", parts_are_at_most_what_was_granted),
    ("community grants: exactly the open parts are set aside", open_parts_are_reserved),
    ("community grants: the score is the mean of the sheets", the_score_is_the_mean_of_the_sheets),
    ("community grants: three different people examine, score and decide", nobody_scores_what_he_examined_or_decided),
    ("community grants: a notice hangs only before the agreement", notices_hang_only_while_they_may),
    ("community grants: every paper has its file", missing_files),
)
