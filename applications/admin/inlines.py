"""What is below a case in the back office: papers, checks, visits, findings, notices. Read only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from applications.admin.access import CaseInline
from applications.forms.actions import QuestionsForm
from applications.models import (
    ApplicationDocument,
    Finding,
    HomeVisit,
    PublicNotice,
    SupplementRequest,
    VerificationTask,
)
from programs.documents import KINDS
from programs.refusals import REFUSALS
from web.templatetags.ui import ymd_hm, yuan

BODIES = dict(QuestionsForm.BODIES)


class PaperInline(CaseInline):
    """Which papers there are. The files are opened in the case file, where each look is recorded."""

    model = ApplicationDocument
    fields = ("paper", "added_at", "added_by")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("added_by").order_by("added_at", "pk")

    @admin.display(description=_("kind"))
    def paper(self, row):
        return KINDS[row.kind].label if row.kind in KINDS else row.kind


class SupplementInline(CaseInline):
    model = SupplementRequest
    fields = ("missing", "note", "asked", "answered")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("asked_by").order_by("asked_at", "pk")

    @admin.display(description=_("missing items"))
    def missing(self, row):
        return ", ".join(str(label) for label in row.labels)

    @admin.display(description=_("asked"))
    def asked(self, row):
        return f"{ymd_hm(row.asked_at)} {row.asked_by}"

    @admin.display(description=_("answered"))
    def answered(self, row):
        return ymd_hm(row.answered_at)


class VerificationInline(CaseInline):
    model = VerificationTask
    fields = ("asked", "asked_at", "due_at", "result", "note", "answered_at", "answered_by")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("answered_by").order_by("asked_at", "pk")

    @admin.display(description=_("question"))
    def asked(self, task):
        """In the reader's language where the question is one of the usual ones."""
        return BODIES.get(task.body, task.question)


class VisitInline(CaseInline):
    """Who went and who signed. What the visit showed stays in the case file."""

    model = HomeVisit
    fields = ("method", "due_at", "visited_at", "surveyors", "member_signed")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("investigators__user").order_by("pk")

    @admin.display(description=_("investigators"))
    def surveyors(self, visit):
        return ", ".join(self._signed(one) for one in visit.investigators.all())

    def _signed(self, one):
        if one.signed_at:
            return _("%(name)s (signed)") % {"name": one.user}
        return str(one.user)


class FindingInline(CaseInline):
    model = Finding
    fields = ("kind", "outcome", "amount", "refusal", "votes", "text", "at", "by")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by").order_by("at", "pk")

    @admin.display(description=_("amount (yuan)"))
    def amount(self, finding):
        return yuan(finding.amount_fen)

    @admin.display(description=_("refusal code"))
    def refusal(self, finding):
        if finding.refusal_code not in REFUSALS:
            return finding.refusal_code
        return f"{finding.refusal_code} {REFUSALS[finding.refusal_code].sentence}"

    @admin.display(description=_("votes"))
    def votes(self, finding):
        if finding.votes_for is None:
            return ""
        return _("%(for)d for, %(against)d against") % {"for": finding.votes_for, "against": finding.votes_against}


class NoticeInline(CaseInline):
    model = PublicNotice
    fields = ("reference", "posted_at", "posted_until", "closed_at", "objections_received")
    show_change_link = True

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("posted_by").prefetch_related("objections")
        return rows.order_by("posted_at", "pk")

    @admin.display(description=_("last day"))
    def posted_until(self, notice):
        return notice.last_day

    @admin.display(description=_("objections"))
    def objections_received(self, notice):
        return len(notice.objections.all())


ALL = (PaperInline, SupplementInline, VerificationInline, VisitInline, FindingInline, NoticeInline)
