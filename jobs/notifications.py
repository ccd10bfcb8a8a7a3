"""Who asked for a job is told when it is ready, and when it failed."""

from typing import Any

from audit.models import Event
from jobs.kinds import kind_of
from jobs.models import Job
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient


class AboutJob(Message):
    category = Category.WORK
    channels = ("in_app",)
    sample = {"title": "…", "done": 7, "refused": 2, "has_file": True}

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(self.job(event).owner_id)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        job = self.job(event)
        title = kind_of(job).title_of(job)
        return {"title": title, "done": job.done, "refused": job.refused, "has_file": bool(job.file)}

    def path(self, event: Event, recipient: Recipient) -> str:
        return self.job(event).get_absolute_url()

    @staticmethod
    def job(event: Event) -> Job:
        return Job.objects.get(pk=event.subject_id)


@register
class JobFinished(AboutJob):
    code = "jobs.finished"
    event = "jobs.finished"


@register
class JobFailed(AboutJob):
    code = "jobs.failed"
    event = "jobs.failed"
