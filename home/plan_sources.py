"""What a worker may have to walk to or write today: each source asks one app with one query."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications import states
from applications.models import Application, ApplicationDocument, ApplicationDraft, HomeVisit, UnclaimedAid
from applications.renewal import aid_ends_on, ending_soon
from areas.deadlines import end_of_day, looking_ahead
from beneficiaries.models import HardshipCertificate, Person
from programs.documents import KINDS

AT_MOST = 30  # of one kind; a plan with more is no plan for a day


@dataclass(frozen=True)
class Errand:
    """One thing to do at one person's. `who` is an alias where the case is confidential; then `person` is None."""

    kind: str
    title: str | Promise
    who: str
    url: str
    area_id: int
    due_at: datetime | None = None
    detail: str | Promise = ""
    person: Person | None = None

    @property
    def house(self) -> str:
        """The keyed token of street and number: the same for neighbours, and nothing to read. Else the person."""
        if self.person is None:
            return self.url
        return self.person.building_index or self.person.reference


KINDS_OF_ERRANDS: dict[str, str | Promise] = {
    "visit": _("Home visit"),
    "follow_up": pgettext_lazy("day plan", "Follow-up visit"),
    "overdue": _("Overdue step"),
    "papers_came": _("Papers came in"),
    "answer_near": _("Family's answer is due"),
    "expiring": _("Paper runs out"),
    "renewal": _("Aid ends, may be asked for again"),
    "find": pgettext_lazy("day plan", "Aid not asked for"),
}
SEALED = ("address", "bank_account", "id_number")
OF_CASE = (*(f"applicant__{name}" for name in SEALED), "answers", "sensitive_answers", "assessment")


def mine(user: Any) -> QuerySet[Application]:
    """Open cases that the person handles and still may see."""
    rows = Application.objects.in_worklist_of(user).open().filter(handler=user)
    return rows.select_related("applicant").defer(*OF_CASE)


def _of_case(kind: str, case: Application, due_at: datetime | None, detail: str | Promise = "") -> Errand:
    return Errand(
        kind=kind,
        title=KINDS_OF_ERRANDS[kind],
        who=str(case.shown_name),
        url=reverse("applications:case", args=[case.reference]),
        area_id=case.area_id,
        due_at=due_at,
        detail=detail or case.reference,
        person=None if case.is_confidential else case.applicant,
    )


def visits(user: Any, now: datetime) -> Iterator[Errand]:
    """Home visits whose form this person has not signed."""
    rows = HomeVisit.objects.filter(
        application__state=states.SURVEYING, investigators__user=user, investigators__signed_at__isnull=True
    )
    rows = rows.filter(application__in=Application.objects.visible_to(user)).select_related("application__applicant")
    for visit in rows.defer(*(f"application__{name}" for name in OF_CASE)).order_by("due_at", "pk")[:AT_MOST]:
        yield _of_case("visit", visit.application, visit.due_at)


def steps(user: Any, now: datetime) -> Iterator[Errand]:
    """Cases of mine that wait for a visit afterwards, that are late, or whose family owes an answer soon."""
    near = looking_ahead("answer_near", now)
    waiting = Q(state=states.FOLLOW_UP) | Q(due_at__lt=now) | Q(state=states.RETURNED, due_at__lte=near)
    for case in mine(user).filter(waiting).exclude(state=states.SURVEYING).order_by("due_at", "pk")[:AT_MOST]:
        yield _of_case(_kind_of(case, now), case, case.due)


def _kind_of(case: Application, now: datetime) -> str:
    if case.state == states.FOLLOW_UP:
        return "follow_up"
    return "overdue" if case.due_at < now else "answer_near"


def papers_that_came(user: Any, now: datetime) -> Iterator[Errand]:
    """The family answered: handed in again, or added files while the request is still open."""
    new = Q(supplement_requests__answered_at__isnull=False, state=states.SUBMITTED)
    open_request = Q(state=states.RETURNED, pk__in=_with_new_files())
    for case in mine(user).filter(new | open_request, due_at__gte=now).distinct().order_by("due_at", "pk")[:AT_MOST]:
        yield _of_case("papers_came", case, case.due)


def _with_new_files() -> QuerySet[Any]:
    files = ApplicationDocument.objects.filter(
        application__supplement_requests__answered_at__isnull=True,
        application__state=states.RETURNED,
        added_at__gte=F("application__supplement_requests__asked_at"),
    )
    return files.values("application")


def papers_that_run_out(user: Any, now: datetime) -> Iterator[Errand]:
    """Papers of my undecided cases that end soon."""
    today, until = timezone.localdate(now), timezone.localdate(looking_ahead("plan_ahead", now))
    cases = mine(user).filter(state__in=sorted(states.BEFORE_DECISION)).values("pk")
    rows = ApplicationDocument.objects.readable().filter(
        application__in=cases, document__expires_on__gte=today, document__expires_on__lte=until
    )
    rows = rows.select_related("document", "application__applicant").order_by("document__expires_on", "pk")
    for paper in rows.defer(*(f"application__{name}" for name in OF_CASE))[:AT_MOST]:
        label = KINDS[paper.kind].label if paper.kind in KINDS else paper.kind
        yield _of_case("expiring", paper.application, end_of_day(paper.document.expires_on), label)


def certificates_that_run_out(user: Any, now: datetime) -> Iterator[Errand]:
    """Proofs of hardship of the people whose open cases are mine."""
    today, until = timezone.localdate(now), timezone.localdate(looking_ahead("plan_ahead", now))
    people = mine(user).filter(is_confidential=False).values("applicant")
    rows = HardshipCertificate.objects.filter(person__in=people, valid_to__gte=today, valid_to__lte=until)
    rows = rows.select_related("person").defer(*(f"person__{name}" for name in SEALED))
    for certificate in rows.order_by("valid_to", "pk")[:AT_MOST]:
        yield _of_person("expiring", certificate.person, certificate.valid_to, certificate.get_category_display())


def _of_person(kind: str, person: Person, day: date, detail: str) -> Errand:
    return Errand(
        kind=kind,
        title=KINDS_OF_ERRANDS[kind],
        who=person.name,
        url=person.get_absolute_url(),
        area_id=person.area_id,
        due_at=end_of_day(day),
        detail=detail,
        person=person,
    )


def renewals(user: Any, now: datetime) -> Iterator[Errand]:
    """Aid in my area that ends or has ended, and was not asked for again; without those where a draft was started."""
    drafts = ApplicationDraft.objects.filter(renews=OuterRef("pk"), expires_at__gt=now)
    rows = ending_soon(now).filter(~Exists(drafts), pk__in=Application.objects.in_worklist_of(user).values("pk"))
    rows = rows.filter(is_confidential=False).select_related("applicant", "program").defer(*OF_CASE)
    for case in rows.order_by("decided_at", "pk")[:AT_MOST]:
        ends = aid_ends_on(case)
        yield _of_case("renewal", case, end_of_day(ends) if ends else None, case.program.title)


def finds(user: Any, now: datetime) -> Iterator[Errand]:
    """Who seems to qualify for something and has not asked; names are masked until somebody follows it up."""
    rows = UnclaimedAid.objects.visible_to(user).open().filter(started_at__isnull=True)
    rows = rows.select_related("person", "program").defer(*(f"person__{name}" for name in SEALED))
    for find in rows.order_by("-known", "-id")[:AT_MOST]:
        yield Errand(
            kind="find",
            title=KINDS_OF_ERRANDS["find"],
            who=find.person.masked_name,
            url=reverse("applications:unclaimed"),
            area_id=find.area_id,
            detail=find.program.title,
            person=find.person,
        )


Source = Callable[[Any, datetime], Iterator[Errand]]
SOURCES: tuple[Source, ...] = (
    visits,
    steps,
    papers_that_came,
    papers_that_run_out,
    certificates_that_run_out,
    renewals,
    finds,
)
