"""What a case or a draft still lacks: one list over papers, certificates, answers and consents.

Each gap says what is wrong with it, who can supply it, and whether the portal has it on file already (ask once).
A paper or certificate that ends before the decision is due counts as a gap too: the family is asked once, not twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.facts import case_of, scheme_of
from applications.file_papers import papers_in
from applications.known_papers import known_papers
from applications.models import Application, ApplicationDocument
from applications.selectors import papers_needed
from applications.steps import PAPERS, Page
from areas.deadlines import due_at
from beneficiaries.choices import CATEGORIES
from beneficiaries.consents import PURPOSES
from beneficiaries.models import Document, HardshipCertificate, Person
from beneficiaries.selectors import certificates_of
from programs.documents import BUREAU, FAMILY, KINDS, STATION, SUPPLIERS, DocumentNeed
from programs.scheme import Scheme, Step

PAPER, CERTIFICATE, ANSWER, CONSENT = "paper", "certificate", "answer", "consent"
IN_REGISTRY = ("guardian_name", "guardian_phone")  # asked by some schemes, kept with the person and not with the case


class Trouble(models.TextChoices):
    MISSING = "missing", _("still missing")
    UNREADABLE = "unreadable", _("cannot be read")
    EXPIRED = "expired", _("expired")
    EXPIRING = "expiring", _("expires before the decision")


@dataclass(frozen=True)
class Gap:
    """`code` is a kind of paper, a hardship category, the name of a question or the purpose of a consent.

    `known` is a paper on file that closes the gap; `place` the page of the draft on which it is closed.
    """

    subject: str
    code: str
    label: str | Promise
    trouble: Trouble
    supplier: str = FAMILY
    ends_on: date | None = None
    why: str = ""
    known: Document | None = None
    place: str = ""

    @property
    def is_paper(self) -> bool:
        return self.subject == PAPER

    @property
    def supplier_label(self) -> str | Promise:
        return SUPPLIERS[self.supplier]

    @property
    def is_for_family(self) -> bool:
        """The family brings it, or fetches it where it is issued."""
        return self.supplier != STATION

    @property
    def item(self) -> str:
        """As it stands in a request for documents: the kind of a paper, else the thing in words."""
        return self.code if self.subject == PAPER and self.code in KINDS else str(_WORDS[self.subject] % self.label)


_WORDS: Mapping[str, Any] = {
    PAPER: _("Paper: %s"),
    CERTIFICATE: _("Certificate: %s"),
    ANSWER: _("Answer to: %s"),
    CONSENT: _("Consent: %s"),
}


def gaps_of_case(
    application: Application,
    *,
    by: Any,
    at: datetime,
    certificates: Iterable[HardshipCertificate] | None = None,
) -> list[Gap]:
    """Everything at once, as `by` may see it. A case that is decided asks for nothing.

    `certificates` are all those of the applicant, where the caller has read them.
    """
    if application.state not in states.BEFORE_DECISION | {states.PAPERWORK_PENDING}:
        return []
    today, until = timezone.localdate(at), decision_due(application)
    return [
        *_paper_gaps(application, today, until, by),
        *_certificate_gaps(scheme_of(application), application.applicant, today, until, certificates),
        *_answer_gaps(application),
        *_consent_gaps(application),
    ]


def decision_due(application: Application) -> date:
    """The day by which the case is decided at the latest."""
    due = application.total_due_at or due_at(application.lane, "total", application.submitted_at)
    return timezone.localdate(due or application.submitted_at)


def gaps_of_draft(needs: Iterable[DocumentNeed], held: Iterable[str], pages: Iterable[Page]) -> list[Gap]:
    """What an application that is being filled in lacks: `pages` that are not complete, and papers without a file."""
    kinds = set(held)
    open_pages = [Gap(ANSWER, page.code, page.title, Trouble.MISSING, place=page.code) for page in pages]
    papers = [_missing_paper(need.kind, PAPERS) for need in needs if need.required and need.kind not in kinds]
    return [*open_pages, *papers]


def certificate_gaps_of_draft(scheme: Scheme, person: Person, *, at: datetime) -> list[Gap]:
    """Of somebody who is registered already: proofs of hardship that do not last until the decision."""
    due = due_at(scheme.lane, "total", at) or at
    return list(_certificate_gaps(scheme, person, timezone.localdate(at), timezone.localdate(due)))


def request_text(gaps: Iterable[Gap]) -> str:
    """The words of one message about all gaps, in Chinese like the letter: what is wrong, where to get it.

    A paper that is simply missing and lies at home is named in the list and needs no words.
    """
    with translation.override("zh-hans"):
        lines = [_line(gap) for gap in gaps if gap.trouble != Trouble.MISSING or gap.supplier != FAMILY]
    return "\n".join(lines)


def _line(gap: Gap) -> str:
    wrong = {
        Trouble.MISSING: "",
        Trouble.UNREADABLE: gettext("cannot be read (%(why)s), please hand it in again") % {"why": gap.why},
        Trouble.EXPIRED: gettext("expired on %(day)s, a new one is needed") % {"day": gap.ends_on},
        Trouble.EXPIRING: gettext("ends on %(day)s, before the decision; please renew it") % {"day": gap.ends_on},
    }[gap.trouble]
    where = gettext("issued by %(whom)s") % {"whom": gap.supplier_label} if gap.supplier != FAMILY else ""
    return f"{gap.label}：{'；'.join(part for part in (wrong, where) if part)}。"


def _paper_gaps(application: Application, today: date, until: date, by: Any) -> Iterator[Gap]:
    held: dict[str, list[ApplicationDocument]] = {}
    for paper in papers_in(application):
        held.setdefault(paper.kind, []).append(paper)
    needed = papers_needed(application)
    found = [gap for kind in needed if (gap := _paper_gap(kind, needed[kind], held.get(kind, []), today, until))]
    known = known_papers(application, [gap.code for gap in found], on=until, by=by) if found else {}
    for gap in found:
        yield Gap(**{**vars(gap), "known": known.get(gap.code)})


def _paper_gap(kind: str, is_required: bool, papers: list[ApplicationDocument], today: date, until: date) -> Gap | None:
    """None where a readable paper holds until the decision, and where nothing is needed."""
    readable = [paper for paper in papers if paper.unreadable_at is None]
    if not readable and papers:
        return _missing_paper(kind, trouble=Trouble.UNREADABLE, why=papers[-1].unreadable_why)
    if not readable:
        return _missing_paper(kind) if is_required else None
    return _ending(_missing_paper(kind), [paper.document.expires_on for paper in readable], today, until)


def _missing_paper(kind: str, place: str = "", **more: Any) -> Gap:
    known = KINDS.get(kind)
    label, supplier = (known.label, known.supplier) if known else (kind, FAMILY)
    return Gap(PAPER, kind, label, more.pop("trouble", Trouble.MISSING), supplier, place=place, **more)


def _ending(gap: Gap, ends: Iterable[date | None], today: date, until: date) -> Gap | None:
    """The one that holds longest counts; without a date it holds."""
    last = max((end or date.max for end in ends), default=date.max)
    if last >= until and last >= today:
        return None
    trouble = Trouble.EXPIRED if last < today else Trouble.EXPIRING
    return Gap(**{**vars(gap), "trouble": trouble, "ends_on": last})


def _certificate_gaps(
    scheme: Scheme,
    person: Person,
    today: date,
    until: date,
    known: Iterable[HardshipCertificate] | None = None,
) -> Iterator[Gap]:
    """Proofs of hardship that ran out or will, where the scheme looks at hardship."""
    if all("hardship_categories" not in rule.facts for rule in scheme.rules):
        return
    ends: dict[str, list[date | None]] = {}
    for certificate in certificates_of(person) if known is None else known:
        ends.setdefault(certificate.category, []).append(certificate.valid_to)
    for category, days in sorted(ends.items()):
        label = CATEGORIES[category].label if category in CATEGORIES else category
        gap = Gap(CERTIFICATE, category, label, Trouble.MISSING, BUREAU)
        if ending := _ending(gap, days, today, until):
            yield ending


def _answer_gaps(application: Application) -> Iterator[Gap]:
    """Questions without a valid answer. Sealed ones were checked when they were sealed and are not opened for this."""
    scheme = scheme_of(application)
    yield from _unanswered(scheme, scheme.steps, application, FAMILY)
    if application.state in states.FACTS_ARE_CHECKED:
        yield from _unanswered(scheme, scheme.worker_steps, application, STATION)


def _unanswered(scheme: Scheme, steps: Iterable[Step], application: Application, supplier: str) -> Iterator[Gap]:
    for step in steps:
        form = step.form_class(data=dict(application.answers))
        for name in form.errors:
            if name in form.fields and name not in scheme.sensitive and name not in IN_REGISTRY:
                yield Gap(ANSWER, name, form.fields[name].label, Trouble.MISSING, supplier)


def _consent_gaps(application: Application) -> Iterator[Gap]:
    case = case_of(application)
    needs = [need.purpose for need in scheme_of(application).consents_for(case) if need.required]
    for purpose in (purpose for purpose in needs if purpose not in case.facts["consents"]):
        yield Gap(CONSENT, purpose, PURPOSES[purpose].label, Trouble.MISSING)
