"""A band from the order to the way home, over HTTP: each step by the person whose step it is."""

import secrets
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from applications.models import VerificationTask
from audit.verification import broken_links
from delivery.wristbands import promises
from delivery.wristbands.calling import family_path
from delivery.wristbands.models import Alert, Batch, CodeSheet, Issue
from delivery.wristbands.services import sheets
from notifications.delivery import deliver_due
from notifications.models import RecordedSms
from notifications.planning import plan_pending
from tests.journeys.conftest import apply, photo

pytestmark = pytest.mark.both_databases


@pytest.fixture
def printed(monkeypatch):
    """The codes in the order in which the printer got them; nobody else has them."""
    codes = []

    def new_token():
        codes.append(secrets.token_urlsafe(32))
        return codes[-1]

    monkeypatch.setattr(sheets, "new_token", new_token)
    return codes


def test_a_band_is_ordered_printed_granted_handed_out_tested_and_brings_somebody_home(hands, programs, printed):
    keeper, worker = hands["reviewer"], hands["worker"]
    keeper.post("wristbands:order", number="SH-1", supplier="演示", ordered="2", unit_cost="15.00")
    batch = Batch.objects.get()
    keeper.post("wristbands:make_sheet", batch.pk, count="2")
    keeper.post("wristbands:confirm_sheet", CodeSheet.objects.get().pk)
    keeper.post("wristbands:receive", batch.pk, count="2")
    keeper.post("wristbands:allocate", station="410172160-xihuchuntian", count="2")
    case = approved(hands, programs)

    begin = {"code": "GX00001", "who": case.reference}
    page = worker.post("wristbands:issue_wearer", **begin)
    values = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    contacts = {name: value for name, value in values.items() if name.startswith("contact") and value}
    consent = {"agreed": "on", "signer_name": "张示例", "signer_relation": "child", "signing": "paper"}
    done = worker.post("wristbands:issue_wearer", **begin, **contacts, **consent)
    assert done.status_code == 302, done.context["form"].errors
    case.refresh_from_db()
    issue = Issue.objects.get()
    assert (case.state, issue.application, issue.state) == ("handed_over", case, "active")

    stranger, address = Client(), f"/w/{printed[0]}/"
    stranger.get(address)
    issue.refresh_from_db()
    assert issue.tested_at is not None
    Issue.objects.filter(pk=issue.pk).update(bound_at=timezone.now() - timedelta(days=1))
    stranger.get(address)
    alert = Alert.objects.get()
    plan_pending(at=timezone.now())
    deliver_due(at=timezone.now())
    assert sum("/f/" in sms.text for sms in RecordedSms.objects.all()) == 1

    family = family_path(alert, issue.contacts.get(position=1))
    assert stranger.post(f"{family}home/").status_code == 302
    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("closed", "found")
    assert list(broken_links()) == []
    assert [line for _name, check in promises.CHECKS for line in check()] == []
    cache.clear()


def approved(hands, programs):
    case = apply(hands["worker"], programs["wristband"])
    hands["officer"].step(case, "accept")
    hands["officer"].step(case, "start-verification", bodies=["community"])
    task = VerificationTask.objects.get(application=case)
    confirmed = {"result": "confirmed", "note": "见证明", "paper": photo()}
    hands["worker"].post("applications:answer_check", case.reference, task.pk, **confirmed)
    return hands["approver"].step(case, "approve-in-kind", text="同意发放")
