"""民主评议记录, and the record of the committee: one sheet per meeting, to be signed by those who came."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from applications.meeting_page import AgendaRow, MeetingPage
from applications.models import Meeting
from web.letter_dates import day_in_letters, printed_by
from web.templatetags.ui import yuan
from web.typeset import pdf

TITLES = {Meeting.Kind.PANEL: "民主评议记录", Meeting.Kind.COMMITTEE: "集体研究记录"}
EMPTY = "－"


def meeting_record(meeting: Meeting, *, by: Any, at: datetime) -> bytes:
    """Votes and minutes so far; before the meeting, places to fill in. In Chinese like every paper."""
    with translation.override("zh-hans"):
        page = MeetingPage(meeting)
        values = {
            "federation": settings.PORTAL_FEDERATION,
            "printed": printed_by(by, at),
            "title": TITLES[Meeting.Kind(meeting.kind)],
            "number": meeting.reference,
            "status": "" if meeting.minuted_at else "（会前打印）",
            "met_on": day_in_letters(meeting.meets_at),
            "place": meeting.place,
            "area": str(meeting.area or EMPTY),
            "called_by": str(meeting.called_by),
            "members": [member.name for member in page.members],
            "items": [_item(row, page) for row in page.agenda],
            "minutes": meeting.minutes,
        }
        return pdf("meeting_record.typ", values, at=at)


def _item(row: AgendaRow, page: MeetingPage) -> dict[str, Any]:
    case = row.item.application
    said = {vote.member_id: _word(vote) for vote in row.votes}
    return {
        "position": str(row.item.position),
        "reference": case.reference,
        "name": str(case.shown_name),
        "program": case.program.title_zh,
        "amount": f"{yuan(case.proposed_amount_fen)}元" if case.proposed_amount_fen else EMPTY,
        "count": _count(row),
        "votes": [f"{member.name}：{said.get(member.pk, '缺席')}" for member in page.members] if said else [],
    }


def _word(vote: Any) -> str:
    word = str(vote.get_choice_display())
    return f"{word}（{vote.reason}）" if vote.reason else word


def _count(row: AgendaRow) -> str:
    count = row.count
    words = f"同意{count.votes_for}票，反对{count.votes_against}票，回避{count.recused}人，共{count.size}人"
    return words if count.has_quorum else f"{words}，未达法定人数"
