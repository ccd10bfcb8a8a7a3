"""Nobody is found in the logs."""

import io
import json
import logging

import pytest
import structlog

from welfare_portal import logs

ID_NUMBER = "410199" + "19850607" + "001X"


@pytest.fixture
def written():
    """Logs to a string with the production formatter; gives back a function that returns the lines so far."""
    stream = io.StringIO()
    configuration = logs.configuration(json=True)["formatters"]["line"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**{k: v for k, v in configuration.items() if k != "()"}))
    logger = logging.getLogger("test.logs")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "personal",
    [ID_NUMBER, "13800138000", "+8613800138000", "86-13800138000", "6222020200112233445", "6222 0202 0011 2233 445"],
)
def test_numbers_of_people_are_replaced_in_the_event(written, personal):
    logging.getLogger("test.logs").info("found %s today", personal)

    assert written()[0]["event"] == "found [personal] today"


def test_mail_addresses_are_replaced(written):
    structlog.get_logger("test.logs").info("sent", to="zhang.yan@example.org")

    assert written()[0]["to"] == "[personal]"


def test_fields_that_carry_people_are_dropped_at_any_depth(written):
    structlog.get_logger("test.logs").info(
        "seen", name="张演一", person={"id": 7, "phone": "x", "deep": [{"address": "y"}]}
    )

    line = written()[0]
    assert "name" not in line
    assert line["person"] == {"id": 7, "deep": [{}]}


def test_ids_codes_and_references_stay(written):
    structlog.get_logger("test.logs").info(
        "done", application_id=8123456, reference="SQ-7K2M9", code="applications.approved"
    )

    line = written()[0]
    assert (line["application_id"], line["reference"], line["code"]) == (8123456, "SQ-7K2M9", "applications.approved")


def test_tracebacks_are_cleaned_too(written):
    try:
        raise ValueError(f"bad id {ID_NUMBER}")
    except ValueError:
        structlog.get_logger("test.logs").exception("failed")

    assert "ValueError: bad id [personal]" in written()[0]["exception"]


def test_query_strings_are_cut_off(written):
    structlog.get_logger("test.logs").info("request_finished", request="GET /applications/?q=%E5%BC%A0%E6%BC%94")

    assert written()[0]["request"] == "GET /applications/"


def test_line_breaks_cannot_fake_a_line(written):
    structlog.get_logger("test.logs").info("seen", agent="x\nlevel=critical event=forged")

    assert written()[0]["agent"] == "x\\nlevel=critical event=forged"
    assert len(written()) == 1


def test_requests_are_logged_with_their_id(client, db, caplog):
    caplog.set_level("INFO", logger="django_structlog")

    client.get("/healthz")

    finished = [record.msg for record in caplog.records if record.msg.get("event") == "request_finished"]
    assert len(finished) == 1
    assert finished[0]["code"] == 200
    assert len(finished[0]["request_id"]) == 36


@pytest.mark.parametrize(("level", "is_written"), [(logging.WARNING, False), (logging.ERROR, True)])
def test_a_refused_request_is_said_once_by_request_finished_and_an_error_with_its_traceback(level, is_written):
    configured = logs.configuration(json=False)["loggers"]["django.request"]["level"]

    assert (level >= configured) is is_written
