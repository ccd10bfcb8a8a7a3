"""Many certificates at once, for a school or an employer: one ZIP with a PDF each and a list."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from certificates.pages import certificate_code, typeset
from certificates.permissions import may_issue_many
from certificates.services.issuing import issue_certificate
from jobs import files
from jobs.kinds import JobKind, ResultFile, RowResult, Step
from jobs.models import Job
from protection.access import AccessContext
from volunteers.locking import locked_volunteers
from volunteers.models import VolunteerProfile
from web.spreadsheet import safe_text
from workflow.answers import Answer
from workflow.machine import WorkflowError

AT_ONCE = 20
HEADINGS = ("编号", "查询码", "姓名", "志愿者编号", "起", "止", "小时", "次数")


class BulkCertificates(JobKind):
    """Parameters: `ids` of volunteers, `first` and `last` day as ISO text."""

    code = "certificates.bulk"
    title = _("Certificates for many people")

    def may_run(self, job: Job) -> Answer:
        return may_issue_many(job.owner)

    def count(self, job: Job, at: datetime) -> int:
        return len(job.parameters["ids"])

    def step(self, job: Job, at: datetime) -> Step:
        begun = job.cursor or 0
        ids = job.parameters["ids"][begun : begun + AT_ONCE]
        # All volunteers before the first number: whoever prints his own locks himself and then the series, too.
        rows = [self._issued(volunteer, job, at) for volunteer in locked_volunteers(ids)]
        done = begun + len(ids)
        return Step(looked_at=len(ids), cursor=done, is_last=done >= len(job.parameters["ids"]), rows=rows)

    def finish(self, job: Job, at: datetime) -> ResultFile | None:
        numbers = list(job.rows.filter(is_done=True).order_by("label").values_list("label", flat=True))
        if not numbers:
            return None
        access = AccessContext(by=job.owner, purpose="certificate", at=at, reason=job.reference)
        stored = files.write(".zip", partial(_fill, numbers, access))
        return ResultFile(stored, f"certificates-{timezone.localtime(at):%Y%m%d-%H%M}.zip")

    def _issued(self, volunteer: VolunteerProfile, job: Job, at: datetime) -> RowResult:
        first, last = (date.fromisoformat(job.parameters[name]) for name in ("first", "last"))
        try:
            certificate = issue_certificate(volunteer=volunteer, first=first, last=last, by=job.owner, at=at)
        except WorkflowError as refused:
            return RowResult(str(volunteer.pk), str(volunteer), str(refused))
        return RowResult(str(volunteer.pk), certificate.number)


BULK = BulkCertificates()


def _fill(numbers: Sequence[str], access: AccessContext, target: IO[bytes]) -> None:
    """One PDF at a time, so that five hundred need no more memory than one."""
    listed = io.StringIO()
    table = csv.writer(listed)
    table.writerow(HEADINGS)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in numbers:
            certificate = Certificate.objects.get(number=number)
            archive.writestr(f"{number}.pdf", typeset(certificate, access))
            table.writerow(safe_text(str(cell)) for cell in _row(certificate))
        archive.writestr("list.csv", "\ufeff" + listed.getvalue())


def _row(certificate: Certificate) -> tuple[Any, ...]:
    identity, service = certificate.content["identity"], certificate.content["service"]
    code = certificate_code(certificate.number)
    who = (identity["name"], identity["volunteer_number"])
    return (certificate.number, code, *who, service["from"], service["until"], service["hours"], service["occasions"])
