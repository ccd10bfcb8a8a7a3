"""What is looked at in Chromium of jobs, exports and bulk actions."""

from applications.bulk import TRY
from jobs import services
from jobs.exporting import EXPORT
from jobs.models import Job
from tests.browser import scenes
from tests.browser.pages import Page
from tests.factories.applications import AT

PARAMETERS = {"list": "people", "filters": {}, "full": False}


def a_job(cast, _places):
    job = services.start_job(kind=EXPORT.code, parameters=PARAMETERS, by=cast["worker"], at=AT)
    Job.objects.filter(pk=job.pk).update(state="running", total=12, done=5)
    return job.get_absolute_url()


def a_finished_job(cast, places):
    url = a_job(cast, places)
    job = Job.objects.get()
    job.rows.create(key="1", label="SQ-222222", is_done=True)
    job.rows.create(key="2", label="SQ-333333", is_done=False, sentence="已经受理。")
    Job.objects.update(state="finished", finished_at=AT, total=12, done=12, refused=1)
    return url


def some_jobs(cast, places):
    a_job(cast, places)


def a_trial(cast, places):
    a_finished_job(cast, places)
    Job.objects.update(kind=TRY, parameters={"action": "accept", "ids": [1, 2], "papers": []})
    return f"/applications/bulk/trials/{Job.objects.get().reference}/"


PAGES = (
    Page("jobs", "/jobs/", user="worker", prepare=some_jobs),
    Page("job", "", user="worker", prepare=a_job),
    Page("job-finished", "", user="worker", prepare=a_finished_job),
    Page("bulk", "/applications/bulk/?tab=todo", user="worker", prepare=scenes.cases),
    Page("bulk-confirm", "", user="worker", prepare=a_trial),
    Page("export", "/applications/export/?full=1", user="reviewer"),
)
