"""Reading cases: ties of interest, missing papers, timelines, counts for the tabs."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import roles
from accounts.models import RoleGrant, User
from applications import states
from applications.facts import case_of, scheme_of
from applications.file_papers import readable_kinds
from applications.models import Application, ApplicationDocument, Finding, Remark, StateTally
from applications.permissions import may_visit
from applications.scopes import FIELD_ROLES, named_cases, restricted_cases, worklist_scope
from areas.deadlines import due_at
from areas.models import AdminArea
from audit.labels import event_label
from audit.models import Event
from audit.selectors import timeline_of
from programs.documents import KINDS
from web.lists import listed

INVESTIGATORS = 2


def colleagues_in(area: AdminArea, *codes: str, at: datetime) -> QuerySet[User]:
    """Active people who hold one of the roles for this place (granted there, above it, or for the whole zone)."""
    places = [area.pk, area.parent_id, area.parent.parent_id if area.parent else None]
    grants = RoleGrant.objects.in_force(at).filter(role__in=codes)
    grants = grants.filter(Q(area__isnull=True) | Q(area__in=[pk for pk in places if pk]))
    return User.objects.filter(is_active=True, role_grants__in=grants).distinct().order_by("username")


def investigators_for(application: Application, *, at: datetime) -> list[User]:
    """Who may be sent, people of the place first; somebody of the federation where they are too few or too close."""
    field = [user for user in colleagues_in(application.area, *FIELD_ROLES, at=at) if may_visit(user, application)]
    if len(field) >= INVESTIGATORS and not application.conflicts.exists():
        return field
    federation = colleagues_in(application.area, roles.FEDERATION_REVIEWER, at=at).exclude(pk__in=[u.pk for u in field])
    return field + [user for user in federation if may_visit(user, application)]


def papers_needed(application: Application) -> dict[str, bool]:
    """Kinds of paper and whether each is required, as judged last with all answers (sealed ones too)."""
    stored = application.assessment.get("papers")
    if stored is not None:
        return dict(stored)
    return {need.kind: need.required for need in scheme_of(application).documents(case_of(application))}


def missing_papers(application: Application) -> list[str]:
    """Kinds of required papers of which no readable file is on the case."""
    held = readable_kinds(application)
    return [kind for kind, required in papers_needed(application).items() if required and kind not in held]


def papers_since_asked(application: Application) -> QuerySet[ApplicationDocument]:
    """What came in after the open request for documents; nothing without such a request."""
    request = application.open_supplement
    papers = application.papers.select_related("document").order_by("added_at", "pk")
    return papers.filter(added_at__gte=request.asked_at) if request else papers.none()


def told_of_data(application: Application) -> Finding | None:
    """What the family was told last about data that speak against the claim (T09)."""
    return application.findings.filter(kind=Finding.Kind.DATA).order_by("-at", "-pk").first()


def counter_evidence_until(application: Application) -> datetime | None:
    """The last moment for evidence against those data; None when the family was not told."""
    told = told_of_data(application)
    return (due_at(application.lane, "counter_evidence", told.at) or told.at) if told else None


def largest_amount_fen(application: Application) -> int | None:
    """What the terms of the case give at most, in fen, as judged last; None when the amount is left to people."""
    amount = application.assessment.get("amount")
    return amount["fen"] if amount else None


@dataclass(frozen=True)
class TimelineRow:
    """One step: what happened, when, who did it, and the words that went with it. `state` only for a move."""

    label: Any
    at: datetime
    by: str
    note: str
    state: Any
    is_shared: bool = False  # the family reads the words too


def timeline(application: Application, *, for_applicant: bool) -> list[TimelineRow]:
    """Oldest first. The applicant sees changes of state under their friendly names, and only public remarks."""
    rows = Remark.objects.filter(application=application, event__isnull=False)
    remarks = {row.event_id: row for row in rows if row.is_public or not for_applicant}
    events = timeline_of(application)
    if for_applicant:
        told = Q(code__in=TOLD_TO_THE_FAMILY) | Q(code=REMARK, pk__in=list(remarks))
        events = events.exclude(~told, to_state="")
    return [_row(event, remarks.get(event.pk), for_applicant) for event in events]


def _row(event: Event, remark: Remark | None, for_applicant: bool) -> TimelineRow:
    state = states.STATES.get(event.to_state)
    label = state.public_label if for_applicant and state else event_label(event.code)
    if for_applicant and event.code == REMARK:
        label = _("Note of the work station")
    if kinds := event.data.get("kinds"):
        label = f"{label} · {listed(KINDS[kind].label if kind in KINDS else kind for kind in kinds)}"
    by, text = "" if for_applicant else _actor(event), remark.text if remark else ""
    return TimelineRow(label, event.at, by, text, state, bool(remark and remark.is_public))


def _actor(event: Event) -> str:
    return str(event.actor or _("system"))


REMARK = "applications.remark_added"
TOLD_TO_THE_FAMILY = ("applications.data_result_told", "applications.supplement_extended")
EVENT_LABELS = {
    "applications.submitted": _("Submitted"),
    "applications.accepted": _("Accepted"),
    "applications.returned": _("Returned for documents"),
    "applications.resubmitted": _("Documents handed in"),
    "applications.not_accepted": _("Not accepted"),
    "applications.assigned": _("Handler assigned"),
    "applications.extended": _("Deadline extended"),
    "applications.verification_started": _("Verification started"),
    "applications.verification_answered": _("Verification answered"),
    "applications.data_result_told": _("Family told what the data show"),
    "applications.body_asked": _("Another body asked"),
    "applications.supplement_extended": _("Second notice: papers missing"),
    "applications.survey_started": _("Home survey started"),
    "applications.visit_handed_over": _("Visit handed over"),
    "applications.visit_recorded": _("Survey form signed"),
    "applications.visit_attachment_added": _("Photograph or signature of the visit added"),
    "applications.board_photographed": _("Board photographed"),
    "applications.restricted": _("Restricted to named people"),
    "applications.person_named": _("Person named for the case"),
    "applications.person_released": _("Named person released"),
    "applications.danger_reported": _("Danger reported"),
    "applications.danger_taken_up": _("Danger taken up"),
    "applications.danger_closed": _("Report of a danger closed"),
    "applications.danger_overdue": _("Danger not taken up in time"),
    "applications.survey_finished": _("Survey finished"),
    "applications.findings_adopted": _("Findings of the case office adopted"),
    "applications.appraisal_called": _("Democratic appraisal called"),
    "applications.appraisal_recorded": _("Appraisal recorded"),
    "applications.notice_posted": _("Public notice posted"),
    "applications.notice_ended": _("Public notice ended"),
    "applications.notice_masked": _("Public notice shows the surname only: consent to the full name withdrawn"),
    "applications.notice_taken_down": _("Public notice taken down: consent withdrawn"),
    "applications.objection_taken_up": _("Objection received"),
    "applications.objection_answered": _("Objection answered"),
    "applications.objection_dismissed": _("Objection unfounded"),
    "applications.forwarded": _("Forwarded for decision"),
    "applications.sent_back": _("Sent back with a question"),
    "applications.referred_to_committee": _("Referred to the committee"),
    "applications.ties_registered": _("Ties to the family registered"),
    "applications.instalments_planned": _("Instalments agreed"),
    "applications.instalment_received": _("Instalment received"),
    "applications.put_on_agenda": _("Put on an agenda"),
    "applications.votes_recorded": _("Votes recorded"),
    "applications.approved": _("Approved"),
    "applications.rejected": _("Not approved"),
    "applications.payment_started": _("Put into a payment batch"),
    "applications.payment_stopped": _("Taken out of the payment batch"),
    "applications.paid": _("Paid"),
    "applications.payment_failed": _("Payment failed"),
    "applications.contact_corrected": _("Another telephone entered"),
    "applications.account_corrected": _("Account corrected"),
    "applications.account_verified": _("Account verified"),
    "applications.follow_up_started": _("Follow-up planned"),
    "applications.closed": pgettext_lazy("case", "Closed"),
    "applications.withdrawn": pgettext_lazy("case", "Withdrawn"),
    "applications.termination_proposed": _("Termination proposed"),
    "applications.termination_refused": _("Termination refused, the case goes on"),
    "applications.terminated": _("Terminated"),
    "applications.reconsideration_asked": _("Reconsideration asked for"),
    "applications.refusal_kept": _("Refusal kept"),
    "applications.reopened": _("Reopened"),
    "applications.refusal_letter_given": _("Letter of refusal given"),
    "applications.recovery_started": _("Money demanded back"),
    "applications.recovered": _("Money repaid"),
    "applications.written_off": _("Written off"),
    "applications.papers_added": _("Papers added"),
    "applications.paper_unreadable": _("Paper found unreadable"),
    "applications.paper_readable": _("Paper found readable after all"),
    "applications.reassessed": _("Rules checked again"),
    "applications.questions_answered": _("Questions of the check answered"),
    "applications.fast_review_started": _("Fast review started"),
    "applications.call_logged": _("Telephone call noted"),
    "applications.fast_checked": _("Fast case checked"),
    "applications.moved_to_standard": _("Moved to the standard procedure"),
    "applications.paperwork_filed": _("Papers complete"),
    "applications.posted_afterwards": _("Posted after the fact"),
    "applications.goods_approved": _("Approved"),
    "applications.handed_over": _("Handed over"),
    "applications.remark_added": _("Remark"),
}


def counts_by_state(user: Any) -> dict[str, int]:
    """How many cases of the person's worklist are in each state, from the tallies (one query, no counting).

    The tallies know nothing of restricted cases, which are few: those are counted and taken off."""
    scope = worklist_scope(user, with_own_confidential=False)
    tallied = StateTally.objects.filter(scope).values("state").annotate(total=Sum("amount")).order_by()
    kept_from = Application.objects.filter(scope, pk__in=restricted_cases()).exclude(pk__in=named_cases(user))
    withheld = kept_from.order_by().values("state").annotate(total=-Count("pk"))
    found: Counter[str] = Counter()
    for state, total in tallied.values_list("state", "total").union(withheld.values_list("state", "total"), all=True):
        found[state] += total
    return {state: total for state, total in found.items() if total}


def overdue(user: Any, *, at: datetime) -> QuerySet[Application]:
    return Application.objects.in_worklist_of(user).overdue(at=at)
