"""The back office of cases: read here, moved through the steps of the case page, never deleted."""

from applications.admin import cases, letters, notices, settings

__all__ = ["cases", "letters", "notices", "settings"]
