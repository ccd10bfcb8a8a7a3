"""Everything that the page of one case shows to staff, gathered once."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from accounts.permissions import has_role
from applications import permissions as may
from applications.case_rows import AnswerRow, Offer, PaperRow, checked, offers, shown
from applications.contacts import BadContactOfCase, bad_contacts_of
from applications.emergency_page import HourLimit, calls_of, emergency_file, hour_limits
from applications.facts import scheme_of
from applications.file_papers import papers_in
from applications.gaps import Gap, gaps_of_case
from applications.letters import LETTERS
from applications.models import Application, BoardPhoto, Handover, Restriction
from applications.payees import came_of_age, payee_on
from applications.permissions_of_danger import may_answer_danger, may_report_danger
from applications.permissions_of_restriction import may_restrict
from applications.renewal import may_renew
from applications.rule_rows import RuleGroups, grouped
from applications.scopes import FIELD_ROLES, ZONE_ROLES
from applications.selectors import missing_papers, papers_needed, timeline
from applications.services.board import missing_moments
from applications.services.refusal_letters import letter_to_give
from applications.states import (
    APPRAISING,
    APPROVED,
    BEFORE_DECISION,
    CLOSED,
    COLLECTIVE_REVIEW,
    DISBURSE_FAILED,
    FACTS_ARE_CHECKED,
    IN_KIND,
    NOT_ACCEPTED,
    RECOVERED,
    RECOVERING,
    REJECTED,
    SURVEYING,
    VERIFYING,
)
from areas.deadlines import light
from beneficiaries.benefits import Benefit, benefits_of, overlaps
from beneficiaries.models import Person
from beneficiaries.permissions import may_check_certificate, may_reveal
from beneficiaries.selectors import certificates_of, people_at_home_with
from programs.documents import KINDS
from programs.eligibility import Assessment
from programs.scheme import Step
from workflow.answers import Answer

FILE_READERS = (*FIELD_ROLES, *ZONE_ROLES)


class CasePage:
    """Lazily read parts of the page; `user` decides what is offered."""

    def __init__(self, application: Application, user: Any, now: datetime) -> None:
        self.application, self.user, self.now = application, user, now

    @cached_property
    def offers(self) -> list[Offer]:
        return offers(self.application, self.user)

    @property
    def open_offers(self) -> list[Offer]:
        """The steps that this person may take, the usual ones first."""
        order = {"brand": 0, "danger": 2}
        return sorted((o for o in self.offers if o.answer), key=lambda offer: order.get(offer.step.tone, 1))

    @property
    def closed_offers(self) -> list[Offer]:
        return [offer for offer in self.offers if not offer.answer]

    @cached_property
    def tie(self) -> Answer:
        """No, with the reason, when this person has to leave the case to somebody else."""
        return may.may_handle(self.user, self.application)

    @cached_property
    def handler_tie(self) -> Answer | None:
        """The same for the handler of the case, whom somebody else may have to replace."""
        handler = self.application.handler
        return may.may_handle(handler, self.application) if handler and handler != self.user else None

    @cached_property
    def may_check(self) -> Answer:
        return may.may_check(self.user, self.application)

    @cached_property
    def overlaps(self) -> list[Benefit]:
        """Other aid of the household that is open, or was received this year. A confidential case asks nothing."""
        case = self.application
        if case.is_confidential or not self.reads_file:
            return []
        lines = benefits_of(self.user, people_at_home_with(case.applicant).values("pk"))
        day = timezone.localdate(case.submitted_at)
        return overlaps(lines, kind=case.program.scheme_code, on=day, without=case.source)

    @property
    def meets_the_same_scheme(self) -> bool:
        return any(line.kind == self.application.program.scheme_code for line in self.overlaps)

    def may_extend(self) -> Answer:
        return may.may_extend(self.user, self.application)

    @cached_property
    def may_judge_papers(self) -> bool:
        return self.application.state_is_open and bool(may.may_visit(self.user, self.application))

    def may_renew(self) -> Answer:
        return may_renew(self.user, self.application, at=self.now)

    def may_tell_data(self) -> bool:
        return self.application.state == VERIFYING and bool(self.may_check)

    @cached_property
    def is_restricted(self) -> bool:
        return self.application.is_confidential and Restriction.objects.filter(application=self.application).exists()

    @property
    def may_restrict(self) -> bool:
        case = self.application
        return case.is_confidential and not self.is_restricted and bool(may_restrict(self.user, case))

    def may_remark(self) -> Answer:
        return may.may_remark(self.user, self.application)

    def may_open_sealed(self) -> Answer:
        return may.may_open_sealed(self.user, self.application)

    @cached_property
    def bad_contacts(self) -> list[BadContactOfCase]:
        """Until the case has ended: where messages to the family do not arrive."""
        return bad_contacts_of([self.application]) if self.application.state_is_open else []

    def may_correct_contact(self) -> Answer:
        return may.may_correct_contact(self.user, self.application)

    def may_correct_account(self) -> Answer:
        return may.may_correct_account(self.user, self.application)

    @cached_property
    def may_add_papers(self) -> Answer:
        return may.may_add_papers(self.user, self.application)

    @cached_property
    def reads_file(self) -> bool:
        """Answers, papers and visits are for those who handle and supervise cases; finance sees what it pays."""
        return has_role(self.user, *FILE_READERS, area=self.application.area)

    def may_reassess(self) -> bool:
        return bool(may.may_reassess(self.user, self.application)) and self.application.state in BEFORE_DECISION

    @cached_property
    def may_open_papers(self) -> Answer:
        return may_reveal(self.user, self.application.applicant)

    @cached_property
    def linked_people(self) -> set[int]:
        """The people of the case whose register page this person may open."""
        known = [person.pk for person in (self.application.applicant, self.application.guardian) if person]
        return set(Person.objects.visible_to(self.user).filter(pk__in=known).values_list("pk", flat=True))

    @cached_property
    def assessment(self) -> Assessment | None:
        stored = self.application.assessment
        return Assessment.from_json(stored, scheme_of(self.application)) if stored else None

    def rules(self) -> RuleGroups | None:
        return grouped(self.assessment) if self.assessment else None

    @cached_property
    def gaps(self) -> list[Gap]:
        """Everything that is missing, expired or unreadable, at once."""
        return gaps_of_case(self.application, by=self.user, at=self.now, certificates=self._certificates)

    def return_offer(self) -> Offer | None:
        """The step that asks the family for everything in one message, where it is this person's to take."""
        return next((offer for offer in self.open_offers if offer.step.name == "return"), None)

    @cached_property
    def papers(self) -> list[PaperRow]:
        held: dict[str, list[Any]] = {}
        for paper in papers_in(self.application):
            held.setdefault(paper.kind, []).append(paper)
        missing = set(missing_papers(self.application))
        kinds = list(dict.fromkeys([*papers_needed(self.application), *held]))
        return [
            PaperRow(kind, KINDS[kind].label if kind in KINDS else kind, held.get(kind, []), kind in missing)
            for kind in kinds
        ]

    @cached_property
    def _certificates(self) -> list[Any]:
        return list(certificates_of(self.application.applicant))

    def certificates(self) -> list[tuple[Any, bool]]:
        """Each certificate of hardship, and whether this person may mark it as compared with the issuing office."""
        rows = self._certificates
        may_check = bool(rows) and bool(may_check_certificate(self.user, self.application.applicant))
        return [(row, may_check and row.checked_at is None) for row in rows]

    def open_answers(self) -> list[AnswerRow]:
        return [row for row in self.answers if not row.is_sealed]

    def sealed_answers(self) -> list[AnswerRow]:
        return [row for row in self.answers if row.is_sealed] if self.application.sensitive_answers else []

    @cached_property
    def answers(self) -> list[AnswerRow]:
        """Question and answer in the order of the form; sealed answers show that they exist, not what they say."""
        one, stored = scheme_of(self.application), self.application.answers
        rows = []
        for name, question in one.questions().items():
            if name in one.sensitive:
                rows.append(AnswerRow(question.label, None, True))
            elif stored.get(name) not in (None, "", []):
                rows.append(AnswerRow(question.label, shown(question, stored[name]), False))
        return rows

    def worker_steps(self) -> list[Step]:
        """The questions that staff answer, and correct, until the sub-district has given its opinion."""
        if self.application.state not in FACTS_ARE_CHECKED or not self.may_check:
            return []
        return list(scheme_of(self.application).worker_steps)

    def may_ask_body(self) -> bool:
        return self.application.state == VERIFYING and bool(self.may_check)

    def tasks(self) -> list[Any]:
        """Each question; an open one with the light of its deadline."""
        rows = list(self.application.verification_tasks.select_related("answered_by", "document").order_by("pk"))
        for row in rows:
            row.light = None if row.answered_at else light(row.due_at, self.now)
        return rows

    def visits(self) -> list[tuple[Any, bool]]:
        """Each home visit, and whether this person signs its form now."""
        rows = sorted(self.application.visits.all(), key=lambda visit: visit.pk)
        is_open = self.application.state == SURVEYING
        checklist = scheme_of(self.application).visit_checklist
        for row in rows:
            row.checks = checked(checklist, row.checklist)
        return [(v, is_open and any(i.user_id == self.user.pk for i in v.investigators.all())) for v in rows]

    def is_emergency(self) -> bool:
        return self.application.lane == "emergency"

    def is_in_money(self) -> bool:
        return self.application.lane != IN_KIND

    @cached_property
    def emergency(self) -> Any:
        return emergency_file(self.application)

    @cached_property
    def calls(self) -> list[Any]:
        return calls_of(self.application)

    def hours(self) -> list[HourLimit]:
        return hour_limits(self.application, self.calls, self.now)

    def may_log_call(self) -> Answer:
        return may.may_log_call(self.user, self.application)

    def handover(self) -> Any:
        """What was handed over in the in-kind lane; None before that and in the other lanes."""
        rows = Handover.objects.select_related("by") if not self.is_in_money() else Handover.objects.none()
        return rows.filter(application=self.application).first()

    def has_open_objection(self) -> bool:
        return any(o.answered_at is None for notice in self.notices for o in notice.objections.all())

    def findings(self) -> list[Any]:
        return list(self.application.findings.select_related("by").order_by("at", "pk"))

    @cached_property
    def notices(self) -> list[Any]:
        """Each posting; a running one with the photographs that it lacks."""
        rows = sorted(self.application.notices.all(), key=lambda notice: notice.posted_at)
        labels = dict(BoardPhoto.Moment.choices)
        for row in rows:
            row.lacks = [] if row.closed_at else [labels[moment] for moment in missing_moments(row)]
        return rows

    @cached_property
    def may_photograph_board(self) -> Answer:
        return may.may_visit(self.user, self.application)

    @cached_property
    def dangers(self) -> list[Any]:
        """Reported dangers, open ones first."""
        people = ("raised_by", "taken_up_by", "closed_by")
        return list(self.application.danger_signals.select_related(*people).order_by("-closed_at", "-pk"))

    def may_report_danger(self) -> Answer:
        return may_report_danger(self.user, self.application)

    @cached_property
    def may_answer_danger(self) -> Answer:
        return may_answer_danger(self.user, self.application)

    @cached_property
    def may_answer_objection(self) -> Answer:
        return may.may_answer_objection(self.user, self.application)

    @cached_property
    def payee(self) -> Person:
        """Who got the money, or would get it today."""
        return payee_on(self.application, timezone.localdate(self.application.paid_at or self.now))

    @cached_property
    def came_of_age(self) -> bool:
        """Before the payment: the money then goes to the applicant's own account, or a mandate is in the file."""
        waits = self.application.state in (*BEFORE_DECISION, APPROVED, DISBURSE_FAILED)
        return waits and came_of_age(self.application, timezone.localdate(self.now))

    def needs_account(self) -> bool:
        return self.application.state == DISBURSE_FAILED or (
            self.application.state == APPROVED and self.came_of_age and self.payee == self.application.applicant
        )

    def corrected_account(self) -> Any:
        """The account that waits for a second person; None when there is none."""
        rows = self.application.account_corrections.select_related("entered_by")
        return rows.filter(verified_at__isnull=True).order_by("-pk").first()

    @cached_property
    def may_recover(self) -> bool:
        return self.application.state == RECOVERING and bool(may.may_recover(self.user, self.application))

    def instalments(self) -> list[Any]:
        """The parts of a demand, in their order; nothing where no money is demanded back."""
        if self.application.state not in (RECOVERING, RECOVERED, CLOSED):
            return []
        return list(self.application.instalments.select_related("received_by").order_by("due_on", "pk"))

    def conflicts(self) -> list[Any]:
        return list(self.application.conflicts.select_related("user", "affiliate").order_by("pk"))

    def agenda_item(self) -> Any:
        """Where the case waits for a meeting, or None; only asked where a meeting decides."""
        rows = self.application.agenda_items.select_related("meeting").filter(closed_at__isnull=True)
        return rows.first() if self.waits_for_meeting() else None

    def waits_for_meeting(self) -> bool:
        return self.application.state in (COLLECTIVE_REVIEW, APPRAISING)

    @cached_property
    def owed_letter(self) -> Any:
        """The refusal that the family has not got in writing, with its light; only asked of a refused case.

        One that is not saved is of a time before letters were kept, and has no light.
        """
        letter = letter_to_give(self.application) if self.application.state in (NOT_ACCEPTED, REJECTED) else None
        if letter is not None and letter.pk:
            letter.light = light(letter.due_at, self.now)
        return letter

    @cached_property
    def may_give_letter(self) -> Answer:
        return may.may_visit(self.user, self.application)

    def has_letter(self) -> bool:
        return self.application.state in LETTERS

    def timeline(self) -> list[Any]:
        return timeline(self.application, for_applicant=False)
