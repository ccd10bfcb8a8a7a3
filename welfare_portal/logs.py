"""Logs: one line per thing that happened, with the request's or task's id, and without personal data.

JSON outside demo mode, key=value in it. Ids and codes may be logged; what looks like an ID, telephone or card number is
replaced, fields that carry personal data are dropped, and query strings are cut off, whoever logs them.
"""

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|(?:\+?86[- ]?)?1[3-9]\d{9}|\d{15,19})(?![0-9A-Za-z])")
SPACED_CARD = re.compile(r"(?<!\d)\d{4}(?:[ -]\d{3,4}){3,4}(?!\d)")
CALENDAR = re.compile(r"(?<=/calendar/)[^/\s]+(?=\.ics)")  # whoever has the address reads the shifts
BAND = re.compile(r"(?<=/w/)[^/\s]+")  # whoever has the address alarms the family of the wearer
BAND_FAMILY = re.compile(r"(?<=/f/)[^\s]+")  # and this one shows the family's page of an alert
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
QUERY = re.compile(r"\?\S*")
DROPPED = frozenset(
    {
        "name",
        "names",
        "phone",
        "phones",
        "mobile",
        "id_number",
        "id_card",
        "address",
        "email",
        "bank_account",
        "account",
    }
    | {
        "card",
        "password",
        "secret",
        "token",
        "body",
        "post",
        "query",
        "params",
        "cookies",
        "authorization",
        "user_agent",
    }
)
LINE_BREAKS = str.maketrans({"\r": "\\r", "\n": "\\n", "\x1b": "\\x1b"})
REPLACED = "[personal]"
QUIET_LOGGERS = {
    "django.db.backends": logging.CRITICAL,  # statements carry values
    "django.request": logging.ERROR,  # request_finished says each refusal once, without a page of code
    "celery": logging.WARNING,
    "kombu": logging.WARNING,
    "PIL": logging.WARNING,
}

Entry = MutableMapping[str, Any]


def without_personal_data(_logger: Any, _method: str, entry: Entry) -> Entry:
    return {key: _clean(value) for key, value in entry.items() if key not in DROPPED}


def without_queries(_logger: Any, _method: str, entry: Entry) -> Entry:
    if isinstance(entry.get("request"), str):
        entry["request"] = QUERY.sub("", entry["request"])
    return entry


def on_one_line(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Line breaks from outside could fake a second line; only tracebacks keep theirs."""
    return {key: _one_line(value) if key != "exception" else value for key, value in entry.items()}


def configuration(*, json: bool) -> dict[str, Any]:
    """Configures structlog and returns Django's LOGGING: both kinds of loggers pass the same processors."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if json else _key_values()
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_queries,
            without_personal_data,
            on_one_line,
            renderer,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "INFO" if json else "WARNING"},
        "loggers": {name: {"level": level} for name, level in QUIET_LOGGERS.items()},
    }


def _key_values() -> structlog.processors.KeyValueRenderer:
    return structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], repr_native_str=False)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        for pattern in (SPACED_CARD, NUMBER, MAIL, CALENDAR, BAND, BAND_FAMILY):
            value = pattern.sub(REPLACED, value)
        return value
    if isinstance(value, Mapping):
        return {key: _clean(inner) for key, inner in value.items() if key not in DROPPED}
    if isinstance(value, (list, tuple, set)):
        return [_clean(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and NUMBER.fullmatch(str(value)):
        return REPLACED
    return value


def _one_line(value: Any) -> Any:
    return value.translate(LINE_BREAKS) if isinstance(value, str) else value
