"""A town for an attacker: a case in each state that people act on, a draft with a paper, a running notice."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications import states as s
from applications.demo.answers import answers_for
from applications.demo.loader import FAR, HOME, Loader
from applications.demo.people import people, pupil
from applications.models import Application, ApplicationDraft, HomeVisit, PublicNotice, VerificationTask
from applications.services import drafts, verification
from applications.services.review import approve_application

STATES = (s.SUBMITTED, s.ACCEPTED, s.SURVEYING, s.PRELIMINARY_REVIEW, s.FINAL_REVIEW)


@dataclass
class Town:
    """`cases` by state, all of 西湖春天 and of the first program; `far` is a case of the community of worker2."""

    cast: dict[str, Any]
    programs: dict[str, Any]
    cases: dict[str, Application] = field(default_factory=dict)

    def build(self, photo: SimpleUploadedFile) -> "Town":
        loader = Loader(self.cast, self.programs, timezone.now())
        for state in STATES:
            self.cases[state] = loader.make("student-aid", state, area=HOME)
        self.cases[s.VERIFYING] = self._verifying(loader.make("student-aid", s.ACCEPTED, area=HOME))
        self.cases[s.APPROVED] = self._approved(loader.make("student-aid", s.FINAL_REVIEW, area=HOME))
        self.cases[s.PUBLICITY] = loader.make("employee-illness-aid", s.PUBLICITY, area=HOME)
        self.far = loader.make("student-aid", s.SUBMITTED, area=FAR)
        self.own = loader.make("student-aid", s.SUBMITTED, area=HOME, owner="applicant")
        self.draft = filled_draft(self.programs["student-aid"], self.cast["applicant"])
        self.paper = drafts.add_draft_paper(
            draft=self.draft, kind="DOC_OTHER", upload=photo, by=self.cast["applicant"], at=timezone.now()
        )
        self.task = VerificationTask.objects.get(application=self.cases[s.VERIFYING])
        self.visit = HomeVisit.objects.get(application=self.cases[s.SURVEYING])
        self.notice = PublicNotice.objects.get()
        return self

    def _verifying(self, case: Application) -> Application:
        return verification.start_verification(
            application=case, questions=[("bureau", "核对")], by=self.cast["worker"], at=timezone.now()
        )

    def _approved(self, case: Application) -> Application:
        return approve_application(
            application=case, amount_fen=100_000, text="同意", by=self.cast["approver"], at=timezone.now()
        )


def filled_draft(program: Any, user: Any, *, for_client: bool = False) -> ApplicationDraft:
    """Complete, not handed in."""
    at = timezone.now()
    guardian, today = next(people(900)), timezone.localdate(at)
    pages = answers_for(program, pupil(9, today), guardian, HOME, 9, today)
    draft = drafts.start_draft(program=program, for_client=for_client, by=user, at=at)
    for code, page in {**pages, "papers": {}}.items():
        drafts.save_step(draft=draft, step=code, answers=page, is_done=True, by=user, at=at)
    return ApplicationDraft.objects.get(pk=draft.pk)
