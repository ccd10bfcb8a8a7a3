"""Doors to jobs: the pages of a job, and the one behind every export."""
