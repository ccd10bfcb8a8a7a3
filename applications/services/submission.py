"""From a finished draft to a submitted case: people, consents, papers and the case in one transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.capacity import LACKS_CAPACITY, acts_alone
from applications.facts import birth_date_of, history_of, household_facts, judgement, person_facts, split
from applications.models import Application, ApplicationDraft
from applications.services.doorway import note_decision, refuse_unanswered
from applications.services.drafts import answers_of
from applications.services.intake import CannotSubmit, Submission, submit_application
from applications.services.renewing import refuse_unconfirmed
from applications.steps import CONSENTS, PERSON, flat, pages_for
from areas.models import AdminArea
from beneficiaries.choices import CATEGORIES
from beneficiaries.models import Document, Person
from beneficiaries.reuse import papers_in_hand
from beneficiaries.services import (
    GuardianMustSign,
    NotTheGuardian,
    PersonExists,
    StoredFile,
    adopt_documents,
    name_guardian,
    record_certificate,
    record_consent,
    register_person,
    update_person,
)
from programs.answers import facts_from, unanswered
from programs.eligibility import Assessment, Case
from programs.models import Program, ProgramTerms
from programs.scheme import Scheme
from programs.selectors import figures_for, terms_in_force

HARDSHIP_PAPERS = ("DOC_HARDSHIP", "DOC_SUDDEN")
GUARDIAN_RELATIONS = {"parent": "parent", "grandparent": "grandparent"}


class Unfinished(CannotSubmit):
    """A page is not complete; `step` is its code."""

    def __init__(self, step: str, title: Any) -> None:
        super().__init__(_("The page “%(page)s” is not complete yet.") % {"page": title})
        self.step = step


def draft_case(program: Program, answers: Mapping[str, Any], papers: frozenset[str], *, on: date) -> Case:
    """The facts of a draft, as far as they are known before the person is registered."""
    parameters = draft_parameters(program, flat(answers).get("area"), on=on)
    return Case(on, draft_facts(program.scheme, answers, papers), parameters)


def draft_parameters(program: Program, area_code: Any, *, on: date) -> Mapping[str, Any]:
    """The terms of the day with the policy figures of the community; nothing before terms are published."""
    terms = terms_in_force(program, on)
    return terms.values_with(_figures(program.scheme, area_code, on)) if terms else {}


def draft_facts(scheme: Scheme, answers: Mapping[str, Any], papers: frozenset[str]) -> dict[str, Any]:
    stored = flat(answers)
    consents = answers.get(CONSENTS, {})
    return facts_from(scheme, stored) | {
        "hukou_in_zone": stored.get("hukou_in_zone"),
        "documents": papers,
        "birth_date": birth_date_of(stored.get("id_number", "")),
        "identity_checked": True,
        LACKS_CAPACITY: stored.get(LACKS_CAPACITY) is True,
        "hardship_categories": frozenset(),
        "consents": frozenset(purpose for purpose, given in consents.items() if given is True),
    }


@transaction.atomic
def submit_draft(*, draft: ApplicationDraft, by: Any, at: datetime) -> Application:
    """T01. Handing in twice gives the same case.

    Raises Unfinished, or CannotSubmit: window closed, consent of a guardian missing (R18), number used before (R17),
    a second open case, an ID number that somebody else registered; WhoIsIt, while a worker has not said who it is.
    """
    draft = ApplicationDraft.objects.select_for_update(of=("self",)).select_related("program__fund").get(pk=draft.pk)
    if draft.application is not None:
        return draft.application
    answers = answers_of(draft, by=by, at=at)
    _refuse_unfinished(draft, answers, at)
    refuse_unconfirmed(draft, at=at)
    terms = _terms(draft.program, at)
    others = refuse_unanswered(draft, answers, by=by)
    applicant, guardian = _people(draft, answers, by=by, at=at)
    note_decision(others, applicant, answers, by=by, at=at)
    _record_consents(answers[CONSENTS], applicant, guardian, by=by, at=at)
    documents = _adopt_papers(draft, applicant, by=by, at=at)
    documents += papers_that_still_hold(draft, applicant, answers, documents, at=at)
    _state_hardship(flat(answers).get("hardship_claimed"), applicant, documents, by=by, at=at)
    application = submit_application(
        submission=_submission(draft, answers, terms, applicant, guardian, documents, by, at), by=by, at=at
    )
    _empty(draft, application, at)
    return application


def _refuse_unfinished(draft: ApplicationDraft, answers: Mapping[str, Any], at: datetime) -> None:
    """A page is done when its form was valid as it was saved; the questions and consents are looked at once more."""
    scheme = draft.program.scheme
    case = draft_case(draft.program, answers, _kinds(draft), on=timezone.localdate(at))
    given = answers.get(CONSENTS, {})
    doubtful = {step.code for step in unanswered(scheme.steps, flat(answers))}
    if any(need.required and given.get(need.purpose) is not True for need in scheme.consents_for(case)):
        doubtful.add(CONSENTS)
    person, today = answers.get(PERSON, {}), timezone.localdate(at)
    if acts_alone(scheme, person, today) and not person.get("phone"):
        doubtful.add(PERSON)  # turned 18 since the page was filled in
    for page in pages_for(scheme, answers, today):
        if page.has_questions and (page.code not in draft.done_steps or page.code in doubtful):
            raise Unfinished(page.code, page.title)


def _terms(program: Program, at: datetime) -> ProgramTerms:
    today = timezone.localdate(at)
    terms = terms_in_force(program, today)
    if terms is None or not Program.objects.open_on(today).filter(pk=program.pk).exists():
        raise CannotSubmit(_("This program takes no applications at the moment. The draft is kept."))
    return terms


def _people(draft: ApplicationDraft, answers: Mapping[str, Any], *, by: Any, at: datetime) -> tuple[Person, Any]:
    """The registry has the last word on numbers. Raises CannotSubmit."""
    try:
        return _register(draft, answers, by=by, at=at)
    except ValidationError as error:
        raise CannotSubmit(" ".join(error.messages)) from error


def _register(draft: ApplicationDraft, answers: Mapping[str, Any], *, by: Any, at: datetime) -> tuple[Person, Any]:
    who, all_answers = answers[PERSON], flat(answers)
    area = AdminArea.objects.get(code=who["area"])
    account = {name: who[name] for name in ("bank_account", "bank_name") if name in who}
    common = {"name": who["name"], "area": area, "address": who["address"]}
    guardian = _guardian_of(draft, who, all_answers, timezone.localdate(at))
    if guardian is None:
        details = {**common, **account, "phone": who["phone"]}
        return _person(draft, who["id_number"], details, is_self=True, by=by, at=at), None
    child = _person(draft, who["id_number"], common, is_self=False, by=by, at=at)
    details = {**common, **account, "name": guardian.name, "phone": guardian.phone}
    adult = _person(draft, who["guardian_id_number"], details, is_self=True, by=by, at=at)
    name_guardian(ward=child, guardian=adult, relation=guardian.relation, by=by, at=at)
    return child, adult


@dataclass(frozen=True)
class _Guardian:
    name: str
    phone: str
    relation: str


def _guardian_of(
    draft: ApplicationDraft, who: Mapping[str, Any], answers: Mapping[str, Any], on: date
) -> _Guardian | None:
    """A pupil below 18 has one, named on a later page; others when the first page names one."""
    if acts_alone(draft.program.scheme, who, on):
        return None
    if draft.program.scheme.is_for_minors:
        relation = GUARDIAN_RELATIONS.get(answers["guardian_relation"], "other_guardian")
        return _Guardian(answers["guardian_name"], answers["guardian_phone"], relation)
    if who.get("guardian_id_number"):
        return _Guardian(who["guardian_name"], who["phone"], who["guardian_relation"])
    return None


def _person(
    draft: ApplicationDraft, id_number: str, details: dict[str, Any], *, is_self: bool, by: Any, at: datetime
) -> Person:
    """Registers the person, or brings one up to date whom this user may change: the own family, or staff in the area.

    Somebody else's record is never touched, or a stranger could send the next payment to his own account.
    """
    account = by if is_self and not draft.for_client and not Person.objects.filter(user=by).exists() else None
    try:
        return register_person(id_number=id_number, user=account, by=by, at=at, **details)
    except PersonExists as error:
        known = error.person
    if known is None or not _is_own(known, draft, by):
        raise CannotSubmit(
            _("This ID number is registered already. Ask the work station of your community to enter the application.")
        )
    return update_person(person=known, by=by, at=at, **details)


def _is_own(person: Person, draft: ApplicationDraft, by: Any) -> bool:
    if draft.for_client:
        return Person.objects.visible_to(by).filter(pk=person.pk).exists()
    return by.pk in (person.user_id, person.registered_by_id)


def _record_consents(given: Mapping[str, bool], applicant: Person, guardian: Any, *, by: Any, at: datetime) -> None:
    for purpose, agreed in given.items():
        if agreed:
            _record(purpose, applicant, guardian or applicant, by=by, at=at)


def _record(purpose: str, person: Person, signer: Person, *, by: Any, at: datetime) -> None:
    try:
        record_consent(person=person, purpose=purpose, signer=signer, by=by, at=at)
    except (GuardianMustSign, NotTheGuardian) as error:
        raise CannotSubmit(str(error)) from error


def papers_that_still_hold(
    draft: ApplicationDraft, applicant: Person, answers: Mapping[str, Any], documents: list[Document], *, at: datetime
) -> list[Document]:
    """For a renewal: the papers on file that the new case needs and that nobody has to bring again."""
    if draft.renews_id is None:
        return []
    on, handed_in = timezone.localdate(at), {document.kind for document in documents}
    needs = draft.program.scheme.documents(draft_case(draft.program, answers, frozenset(handed_in), on=on))
    wanted = [need.kind for need in needs if need.kind not in handed_in]
    return list(papers_in_hand(applicant, wanted, on=on).values())


def _adopt_papers(draft: ApplicationDraft, applicant: Person, *, by: Any, at: datetime) -> list[Document]:
    stored = [
        StoredFile(paper.kind, paper.file, paper.sha256, paper.bytes, paper.mime, paper.name_hint)
        for paper in draft.papers.order_by("added_at", "pk")
    ]
    documents = adopt_documents(person=applicant, stored=stored, by=by, at=at)
    draft.papers.all().delete()
    return documents


def _state_hardship(category: Any, applicant: Person, documents: list[Document], *, by: Any, at: datetime) -> None:
    """What the family claims becomes a certificate that counts once staff have compared it with the issuing office."""
    if category not in CATEGORIES or applicant.certificates.filter(category=category).exists():
        return
    proof = next((document for document in documents if document.kind in HARDSHIP_PAPERS), None)
    record_certificate(
        person=applicant, category=category, valid_from=timezone.localdate(at), document=proof, by=by, at=at
    )


def _submission(
    draft: ApplicationDraft,
    answers: Mapping[str, Any],
    terms: ProgramTerms,
    applicant: Person,
    guardian: Person | None,
    documents: list[Document],
    by: Any,
    at: datetime,
) -> Submission:
    scheme, program, today = draft.program.scheme, draft.program, timezone.localdate(at)
    case = _case(scheme, program, terms, answers, applicant, documents, today)
    judged = judgement(scheme, case)
    _refuse_blocked(judged, scheme)
    plain, sensitive = split(scheme, _questions_only(scheme, flat(answers)))
    return Submission(
        program=program,
        terms=terms,
        applicant=applicant,
        guardian=guardian,
        area=applicant.area,
        owner=None if draft.for_client else by,
        agent=by if draft.for_client else None,
        answers=plain,
        sensitive_answers=json.dumps(sensitive, ensure_ascii=False) if sensitive else "",
        assessment=judged,
        lane=scheme.lane,
        publicity_mode=_publicity(scheme, case),
        is_confidential=scheme.is_confidential,
        is_restricted=flat(answers).get(scheme.restricting_question) is True,
        documents=documents,
        claims=scheme.claims(case),
    )


def _case(
    scheme: Scheme, program: Program, terms: ProgramTerms, answers: Any, applicant: Person, documents: Any, on: date
) -> Case:
    stored = flat(answers)
    facts = facts_from(scheme, stored) | {
        "hukou_in_zone": stored.get("hukou_in_zone"),
        "documents": frozenset(document.kind for document in documents),
        LACKS_CAPACITY: stored.get(LACKS_CAPACITY) is True,
        **person_facts(applicant, on=on),
        **household_facts(scheme, applicant, on=on),
    }
    parameters = terms.values_with(figures_for(scheme, on=on, area=applicant.area))
    claims = scheme.claims(Case(on, facts, parameters))
    facts["history"] = history_of(applicant, claims, program_id=program.pk, scheme_code=scheme.code)
    return Case(on, facts, parameters)


def _figures(scheme: Scheme, area_code: Any, on: date) -> dict[str, Any]:
    """The policy figures of the area that the draft names; a scheme that reads none asks nothing."""
    area = AdminArea.objects.filter(code=area_code).first() if scheme.policy and area_code else None
    return figures_for(scheme, on=on, area=area)


def _questions_only(scheme: Scheme, stored: Mapping[str, Any]) -> dict[str, Any]:
    """What stays with the case: the scheme's questions and the household register; the rest is in the registry."""
    kept = {*scheme.questions(), "hukou_in_zone"} - {"guardian_name", "guardian_phone"}
    return {name: value for name, value in stored.items() if name in kept}


def _refuse_blocked(judged: Mapping[str, Any], scheme: Scheme) -> None:
    blockers = Assessment.from_json(judged, scheme).submission_blockers
    if blockers:
        sentences = " ".join(f"{row.explained} ({row.rule.refusal})" for row in blockers)
        raise CannotSubmit(_("This is not met yet: %(rules)s") % {"rules": sentences})


def _publicity(scheme: Scheme, case: Case) -> str:
    """Posting needs the separate consent; without it the case goes on unposted (PIPL 25; domain rule T14)."""
    if scheme.publicity_mode == "masked_7d" and "PUBLICITY_MASKED" not in (case.facts.get("consents") or ()):
        return "none"
    return scheme.publicity_mode


def _empty(draft: ApplicationDraft, application: Application, at: datetime) -> None:
    """The case holds everything now; the draft only says which case it became."""
    draft.application, draft.answers, draft.known_answers, draft.updated_at = application, "", "", at
    draft.save(update_fields=["application", "answers", "known_answers", "updated_at"])


def _kinds(draft: ApplicationDraft) -> frozenset[str]:
    return frozenset(draft.papers.values_list("kind", flat=True))
