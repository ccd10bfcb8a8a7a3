"""What is looked at in Chromium of lists from Excel."""

from beneficiaries.imports import HOUSEHOLDS
from imports import services
from jobs.services import run_job
from tests.browser.pages import Page
from tests.factories.applications import AT
from tests.imports.workbooks import families, planted, workbook


def staged(cast, _places):
    file = workbook(planted(families(9), {(3, 3): "123", (5, 5): "没有这里", (6, 1): ""}))
    source = services.stage_list(kind=HOUSEHOLDS, subject="", file=file, by=cast["worker"], at=AT)
    run_job(job_id=source.check_job_id, clock=lambda: AT)
    return source


def a_list(cast, places):
    return staged(cast, places).get_absolute_url()


def a_line(cast, places):
    return f"{staged(cast, places).get_absolute_url()}rows/3/"


PAGES = (
    Page("imports", "/imports/", user="worker", prepare=lambda cast, places: staged(cast, places) and None),
    Page("import-upload", "/imports/new/households/?of=", user="worker"),
    Page("import-staged", "", user="worker", prepare=a_list),
    Page("import-row", "", user="worker", prepare=a_line),
)
