"""Asking for a job, running it step by step, stopping it, and cleaning up."""

from jobs.services.asking import JobRefused, start_job, stop_job
from jobs.services.cleaning import delete_old_jobs
from jobs.services.running import due_jobs, run_job

__all__ = ["JobRefused", "delete_old_jobs", "due_jobs", "run_job", "start_job", "stop_job"]
