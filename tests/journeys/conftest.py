"""The demo's programs and people, and hands that act in the browser's stead: everything goes over HTTP."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from applications.demo.answers import answers_for
from applications.demo.people import people, pupil
from applications.models import Application, ApplicationDraft, ApprovalLevel
from payments.models import PaymentBatch
from programs.demo import load_demo_programs
from tests.journeys.town import Town


@pytest.fixture
def programs(cast):
    for role, up_to in (("federation_reviewer", 200_000), ("federation_approver", 2_000_000)):
        ApprovalLevel.objects.create(role=role, up_to_fen=up_to)
    return load_demo_programs(cast["admin"], timezone.now())


@pytest.fixture
def town(cast, programs):
    return Town(cast, programs).build(photo())


class Hand:
    """Somebody of the cast at a browser."""

    def __init__(self, user) -> None:
        self.user, self.client = user, Client(raise_request_exception=True)
        self.client.force_login(user)

    def get(self, name, /, *args, **query):
        return self.client.get(reverse(name, args=args), query)

    def post(self, name, /, *args, **data):
        return self.client.post(reverse(name, args=args), data)

    def send(self, name, /, *args, **data):
        """A form that has to be accepted; fails with its sentences."""
        answer = self.post(name, *args, **data)
        assert answer.status_code == 302, (name, getattr(answer.context and answer.context.get("form"), "errors", ""))
        assert not answer.url.startswith("/accounts/login/"), (name, "signed out")
        return answer

    def step(self, case, transition, /, **data):
        """Fires a transition by its page; fails with the form's sentences."""
        response = self.post("applications:transition", case.reference, transition, **data)
        assert response.status_code == 302, response.context["form"].errors
        case.refresh_from_db()
        return case


@pytest.fixture
def hands(cast):
    return {name: Hand(user) for name, user in cast.items()}


def photo():
    out = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(out, "JPEG")
    return SimpleUploadedFile("paper.jpg", out.getvalue(), "image/jpeg")


def as_form(page: dict) -> dict:
    """JSON-ready answers as a browser posts them."""
    words = {True: "yes", False: "no"}
    return {
        name: "\n".join(value)
        if isinstance(value, list)
        else words.get(value, value)
        if isinstance(value, bool)
        else value
        for name, value in page.items()
        if value is not None
    }


def apply(hand, program, *, number=1, area="410172160-xihuchuntian", **changes) -> Application:
    """Fills in every page over HTTP, uploads what is needed, hands in."""
    today = timezone.localdate()
    adults = people(700 + number)
    guardian = next(adults)
    person = pupil(number, today) if program.scheme.is_for_minors else guardian
    pages = answers_for(program, person, guardian, area, number, today)
    hand.post("applications:apply", program.slug)
    draft = ApplicationDraft.objects.filter(owner=hand.user).latest("pk")
    for code, page in {**pages, "papers": {}}.items():
        data = {name: "on" for name in page} if code == "consents" else as_form(page)
        response = hand.post("applications:step", draft.uuid, code, **{**data, **changes.get(code, {})})
        assert response.status_code == 302, (code, response.context["form"].errors)
    shown = hand.get("applications:step", draft.uuid, "papers").context["needs"]
    for kind in [paper.need.kind for paper in shown if paper.need.required]:
        hand.post("applications:add_paper", draft.uuid, kind, file=photo())
    response = hand.post("applications:submit", draft.uuid)
    assert response.status_code == 302, response.context["refusal"]
    return Application.objects.get(draft=draft)


def pay(hands, case, outcome="成功") -> PaymentBatch:
    batch = pay_source(hands, case.program.fund, case.source, outcome)
    case.refresh_from_db()
    return batch


def pay_source(hands, fund, source, outcome="成功") -> PaymentBatch:
    """Maker, checker and cashier, with the bank's file out and its result in."""
    page = hands["accountant"].client.get(reverse("payments:new"), {"fund": fund.code})
    assert page.status_code == 200
    made = hands["accountant"].client.post(
        reverse("payments:new") + f"?fund={fund.code}", {"sources": [source], "bank_format": "csv_utf8"}
    )
    assert made.status_code == 302
    batch = PaymentBatch.objects.latest("pk")
    for who, step in (("accountant", "lock"), ("approver", "approve"), ("cashier", "release")):
        assert hands[who].post(f"payments:{step}", batch.reference).status_code == 302
    sent = b"".join(_content(hands["cashier"].post("payments:bank_file", batch.reference)))
    result = SimpleUploadedFile("result.csv", bank_answer(sent, outcome), "text/csv")
    assert hands["cashier"].post("payments:result", batch.reference, file=result).status_code == 302
    batch.refresh_from_db()
    return batch


def _content(response):
    return response.streaming_content if response.streaming else [response.content]


def bank_answer(sent: bytes, outcome: str) -> bytes:
    rows = list(csv.reader(io.StringIO(sent.decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*rows[0], "处理结果", "失败原因"])
    reason = "" if outcome == "成功" else "账号不存在"
    writer.writerows([[*row, outcome, reason] for row in rows[1:]])
    return out.getvalue().encode("utf-8-sig")
