"""What stands on the forms of a case: 审批表, 入户调查表, and 公示 for the board."""

from typing import Any

from applications.facts import scheme_of
from applications.models import Application, HomeVisit, Investigator, PublicNotice, VisitAttachment
from applications.paper_form import OpinionBox, PaperForm
from beneficiaries.models import Document
from funds.money import capital
from web.letter_dates import day_in_letters
from web.templatetags.ui import yuan

EMPTY = "－"
HOUSEHOLD = "household"
ANSWERS_ON_PAPER = {"yes": "是", "no": "否", "unseen": "未见"}


def approval_form(application: Application, is_staff: bool) -> dict[str, Any]:
    """The family gets empty boxes, staff the opinions so far."""
    sheet = PaperForm(application, with_opinions=is_staff)
    return {
        **_head(application, sheet),
        "submitted_on": day_in_letters(application.submitted_at),
        "number": application.acceptance_number or EMPTY,
        "id_number": _open_part(application, application.applicant.id_number_mask),
        "guardian": _open_part(application, application.guardian.name if application.guardian else ""),
        "account": application.payee.bank_account_mask or EMPTY,
        "amount": yuan(application.shown_amount_fen) or EMPTY,
        "papers": [{"label": str(label), "held": held} for label, held in sheet.papers()],
        "boxes": [_box(box) for box in sheet.boxes()],
    }


def is_surveyed(application: Application) -> bool:
    return application.visits.exists()


def survey_form(application: Application, is_staff: bool) -> dict[str, Any]:
    """The form of the last visit: to take along before it, filled in after it."""
    visit = _last_visit(application)
    return {
        **_head(application, PaperForm(application, with_opinions=True)),
        "visited_on": day_in_letters(visit.visited_at) or EMPTY,
        "method": str(HomeVisit.Method(visit.method).label),
        "checks": _checks(application, visit),
        "findings": visit.findings,
        "neighbour": visit.neighbour,
        "neighbour_words": visit.neighbour_words,
        "investigators": [_signer(one) for one in visit.investigators.select_related("user").order_by("pk")],
        "member_signed": visit.member_signed,
        "refusal_note": visit.refusal_note,
    }


def survey_signatures(application: Application) -> dict[str, Document]:
    """What was drawn on a phone and still counts: by the number of the investigator, "household" for the family."""
    drawn = _last_visit(application).attachments.filter(
        kind__in=(VisitAttachment.Kind.INVESTIGATOR, VisitAttachment.Kind.HOUSEHOLD),
        void_at__isnull=True,
        document__mime__startswith="image/",
    )
    rows = drawn.select_related("document__person").order_by("pk")
    return {str(one.signer_id or HOUSEHOLD): one.document for one in rows}


def _last_visit(application: Application) -> HomeVisit:
    return application.visits.order_by("-pk")[0]


def _checks(application: Application, visit: HomeVisit) -> list[dict[str, str]]:
    """Every check of the scheme; one without an answer gets boxes to tick."""
    return [
        {"sentence": str(check.sentence), "answer": ANSWERS_ON_PAPER.get(visit.checklist.get(check.code, ""), "")}
        for check in scheme_of(application).visit_checklist
    ]


def _signer(investigator: Investigator) -> dict[str, str]:
    """A signature given in the own account counts as well; its day stands on the paper, a drawn one beside it."""
    return {
        "key": str(investigator.user_id),
        "name": str(investigator.user),
        "signed_on": day_in_letters(investigator.signed_at),
    }


def is_posted(application: Application) -> bool:
    return any(notice.closed_at is None for notice in application.notices.all())


def public_notice(application: Application, is_staff: bool) -> dict[str, Any]:
    """The snapshot of the running notice, field for field what the public page shows."""
    notice: PublicNotice = application.notices.filter(closed_at__isnull=True).get()
    shown = notice.shown
    place, amount = ("办事处", "已给予金额") if notice.is_afterwards else ("社区（村）", "拟救助金额")
    rows = [
        ("申请人", shown["name"]),
        (place, shown["community"]),
        ("家庭人口", shown["household_size"]),
        ("项目", shown["program"]),
        (amount, f"{yuan(shown['amount_fen'])}元"),
        ("经办人", shown["handler"]),
        ("异议电话", shown["phone"]),
    ]
    return {
        "rows": [{"label": label, "value": str(value)} for label, value in rows if value],
        "posted_on": shown["posted_on"],
        "ends_on": shown["ends_on"],
        "is_afterwards": notice.is_afterwards,
        "days": str(notice.days),
        "day": day_in_letters(notice.posted_at),
    }


def _head(application: Application, sheet: PaperForm) -> dict[str, Any]:
    return {
        "name": str(application.shown_name),
        "area": str(application.area),
        "phone_of_family": _open_part(application, application.payee.phone_mask),
        "household_size": str(sheet.household_size() or EMPTY),
        "answers": [{"label": str(row.label), "value": str(row.value)} for row in sheet.answers()],
        "has_sealed": sheet.has_sealed_answers(),
    }


def _open_part(application: Application, value: str | None) -> str:
    """Nothing that leads to a crime victim stands on paper."""
    return "不予打印" if application.is_confidential else value or EMPTY


def _box(box: OpinionBox) -> dict[str, str]:
    return {
        "office": str(box.office),
        "text": box.text,
        "amount": yuan(box.amount_fen),
        "capital": capital(box.amount_fen) if box.amount_fen else "",
        "by": box.by,
        "on": day_in_letters(box.at),
    }
