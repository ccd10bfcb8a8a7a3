"""Do the cases still hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from applications import states
from applications.models import NEVER, Application, Investigator
from applications.services.tallies import differences
from audit.models import Event
from funds.models import Reservation, ReservationState

LABEL = "applications.application"


def states_are_known() -> Iterator[str]:
    for row in Application.objects.exclude(state__in=list(states.STATES)).order_by("pk").iterator():
        yield f"application {row.pk}: unknown state {row.state}"


def every_move_has_its_event() -> Iterator[str]:
    """The version of a case is the number of its moves in the audit chain; the last one led to its state."""
    moves = Event.objects.filter(subject_type=LABEL, version__isnull=False).values("subject_id")
    counted = dict(moves.annotate(n=Count("pk")).order_by().values_list("subject_id", "n"))
    last = Event.objects.filter(
        subject_type=LABEL, subject_id=OuterRef("pk"), version=OuterRef("version"), to_state=OuterRef("state")
    )
    rows = Application.objects.annotate(is_told=Exists(last)).order_by("pk")
    for row in rows.only("pk", "version").iterator():
        if counted.get(row.pk, 0) != row.version or not row.is_told:
            yield f"application {row.pk}: {counted.get(row.pk, 0)} events for version {row.version}"


def approved_cases_hold_their_money() -> Iterator[str]:
    """A case between approval and payment has a live reservation of its amount; no other case has one, and no
    reservation is for a case that is not there."""
    of_cases = Reservation.objects.filter(state=ReservationState.LIVE, source__startswith=f"{LABEL}:")
    live = dict(of_cases.values_list("source", "amount_fen"))
    waiting = {states.APPROVED, states.DISBURSING, states.DISBURSE_FAILED}
    rows = Application.objects.filter(Q(state__in=waiting) | Q(decided_at__isnull=False)).order_by("pk")
    for row in rows.only("pk", "state", "approved_amount_fen").iterator():
        expected = row.approved_amount_fen if row.state in waiting else None
        reserved = live.pop(row.source, None)
        if reserved != expected:
            yield f"application {row.pk}: reserved {reserved} fen, expected {expected}"
    for source in sorted(live):
        yield f"{source}: money is set aside for a case that does not wait for it"


def clocks_fit_the_states() -> Iterator[str]:
    """The worklist of open cases ends where NEVER begins; overdue means nothing but a due time in the past."""
    ended = Q(state__in=states.FINAL)
    for row in Application.objects.filter(ended ^ Q(due_at=NEVER)).only("pk", "state", "due_at").order_by("pk"):
        yield f"application {row.pk}: {row.state}, yet due {row.due_at:%Y-%m-%d}"


def surveyors_did_not_decide() -> Iterator[str]:
    both = Investigator.objects.filter(
        user=F("visit__application__decided_by"), visit__application__approved_amount_fen__isnull=False
    )
    for row in both.select_related("visit").order_by("pk"):
        yield f"application {row.visit.application_id}: user {row.user_id} surveyed and decided"


CHECKS = (
    ("applications: every state is known", states_are_known),
    ("applications: every move has its event", every_move_has_its_event),
    ("applications: approved cases hold their money", approved_cases_hold_their_money),
    ("applications: open cases have a clock, ended ones none", clocks_fit_the_states),
    ("applications: surveyor and approver are two people", surveyors_did_not_decide),
    ("applications: the tallies equal the cases", lambda: iter(differences())),
)
