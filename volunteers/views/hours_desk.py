"""Hours for leaders and reviewers: entered later, reviewed, corrected; questions answered; volunteers evaluated."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from accounts.permissions import has_role
from volunteers import evidence_files, services
from volunteers import permissions_of_hours as may
from volunteers.choices import EvaluationSide
from volunteers.claim_workflow import CLAIM_WORKFLOW
from volunteers.forms_of_hours import AnswerForm, BackFillForm, NoteForm, RateVolunteerForm, ReasonForm
from volunteers.models import (
    Activity,
    Evaluation,
    HoursClaim,
    HoursEntry,
    HoursQuestion,
    Signup,
    VolunteerProfile,
    VolunteerTeam,
)
from volunteers.service_records import record_of
from web.forms import posted
from web.idempotency import submit_once
from web.kept_files import kept_file
from web.pagination import requested_page
from web.uploads import UploadRefused
from workflow.machine import NotAllowed, WorkflowError

SAID_AT_MOST = 20


def checked(answer) -> None:
    if not answer:
        raise PermissionDenied(str(answer.reason))


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits to be reviewed, and questions that wait for an answer."""
    checked(may.may_open_desk(request.user))
    open_claims = HoursClaim.objects.visible_to(request.user).open().distinct()
    claims = open_claims.select_related("volunteer", "attendance__signup__shift__activity", "entered_by", "team")
    questions = HoursQuestion.objects.visible_to(request.user).filter(answered_at=None)
    said = Evaluation.objects.visible_to(request.user).filter(side=EvaluationSide.OF_ACTIVITY)
    context = {
        "page": requested_page(request, claims, ("id",)),
        "states": CLAIM_WORKFLOW.states,
        "questions": list(questions.select_related("volunteer", "entry").order_by("pk")[:50]),
        "said": list(said.select_related("signup__shift__activity")[:SAID_AT_MOST]),
        "may_enter": has_role(request.user, roles.SYSTEM_ADMIN) or VolunteerTeam.objects.led_by(request.user).exists(),
    }
    return render(request, "volunteers/hours_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def back_fill(request: HttpRequest) -> HttpResponse:
    user = request.user
    is_admin = has_role(user, roles.SYSTEM_ADMIN)
    if not (is_admin or VolunteerTeam.objects.led_by(user).exists()):
        raise PermissionDenied(_("Only the leader of a team enters hours for its volunteers."))
    activities = (
        Activity.objects.all() if is_admin else Activity.objects.filter(team__in=VolunteerTeam.objects.led_by(user))
    )
    people = VolunteerProfile.objects.visible_to(user).defer("id_number", "emergency_contact").order_by("name", "pk")
    form = BackFillForm(
        posted(request), request.FILES or None, activities=activities.select_related("team__leader"), volunteers=people
    )
    if form.is_valid():
        try:
            return submit_once(request, lambda: _enter(request, form))
        except UploadRefused as refused:
            form.add_error("file", str(refused))
        except WorkflowError as refused:
            form.add_error(None, str(refused))
    return render(request, "volunteers/back_fill.html", {"form": form}, status=422 if form.is_bound else 200)


def _enter(request: HttpRequest, form: BackFillForm) -> str:
    data = form.cleaned_data
    stored = evidence_files.keep(data["file"]) if data["file"] else ""
    claims = services.back_fill_hours(
        volunteers=list(data["volunteers"]),
        activity=data["activity"],
        span=form.span(),
        evidence=data["evidence"],
        evidence_file=stored,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Entered for %(count)d people. Somebody else reviews it.") % {"count": len(claims)})
    return "/volunteers/team/hours/"


@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    return claim_page(request, visible_claim(request, pk))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = visible_claim(request, pk)
    return act(request, chosen, lambda now: services.review_claim(claim=chosen, by=request.user, at=now))


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    chosen, form = visible_claim(request, pk), NoteForm(request.POST)
    checked(may.may_check(request.user, chosen))
    if not form.is_valid():
        return claim_page(request, chosen, refused=form.errors["note"][0])
    note = form.cleaned_data["note"]
    return act(request, chosen, lambda now: services.refuse_claim(claim=chosen, note=note, by=request.user, at=now))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = visible_claim(request, pk)
    return act(request, chosen, lambda now: services.withdraw_claim(claim=chosen, by=request.user, at=now))


@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The scanned list: only as an attachment, for whoever enters, leads or reviews; others stand on it too."""
    chosen = visible_claim(request, pk)
    is_only_about_me = request.user.pk == chosen.volunteer.user_id and request.user.pk != chosen.entered_by_id
    if is_only_about_me or not chosen.evidence_file:
        raise Http404
    path = evidence_files.path_of(chosen)
    return kept_file(request, path, name=f"hours-{chosen.pk}{path.suffix}", mime="application/octet-stream")


@require_http_methods(["GET", "HEAD", "POST"])
def reverse_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back an entry that came from a claim."""
    entries = HoursEntry.objects.visible_to(request.user).standing().with_record().select_related("volunteer")
    entry = get_object_or_404(entries, pk=pk)
    checked(may.may_reverse(request.user, entry))
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            services.reverse_hours(entry=entry, **form.cleaned_data, by=request.user, at=timezone.now())
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The correction is recorded."))
            return redirect("volunteers:hours_claim", entry.claim_id)
    context = {"form": form, "record": record_of(entry), "entry": entry}
    return render(request, "volunteers/reverse_hours.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    attended = "entry__attendance__signup__shift__activity__team__leader"
    rows = HoursQuestion.objects.visible_to(request.user).select_related("volunteer", attended, "entry__claim__team")
    asked = get_object_or_404(rows.select_related("entry__reversal", "answered_by").distinct(), pk=pk)
    answer = may.may_answer(request.user, asked)
    if request.method == "POST":
        checked(answer)
    form = AnswerForm(posted(request))
    if form.is_valid():
        try:
            services.answer_hours_question(question=asked, **form.cleaned_data, by=request.user, at=timezone.now())
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The answer is sent."))
            return redirect("volunteers:hours_desk")
    record = record_of(asked.entry) if asked.entry else None
    context = {"question": asked, "record": record, "form": form, "may_answer": answer}
    return render(request, "volunteers/hours_question.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, signup_pk: int) -> HttpResponse:
    rows = Signup.objects.visible_to(request.user).filter(state="confirmed")
    signup = get_object_or_404(rows.select_related("volunteer", "shift__activity__team"), pk=signup_pk)
    checked(may.may_evaluate_volunteer(request.user, signup))
    before = signup.evaluations.filter(side=EvaluationSide.OF_VOLUNTEER).first()
    names = ("score", "note", "is_serious")
    form = RateVolunteerForm(posted(request), initial={n: getattr(before, n) for n in names} if before else None)
    if form.is_valid():
        try:
            services.evaluate_volunteer(signup=signup, **form.cleaned_data, by=request.user, at=timezone.now())
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The evaluation is recorded."))
            return redirect("volunteers:roster", signup.shift_id)
    context = {"form": form, "signup": signup, "shift": signup.shift}
    return render(request, "volunteers/evaluate.html", context, status=422 if form.is_bound else 200)


def visible_claim(request: HttpRequest, pk: int) -> HoursClaim:
    people = ("volunteer", "team", "entered_by", "checked_by", "decided_by")
    rows = HoursClaim.objects.visible_to(request.user).distinct()
    return get_object_or_404(rows.select_related(*people, "attendance__signup__shift__activity__team"), pk=pk)


def act(request: HttpRequest, chosen: HoursClaim, service: Callable) -> HttpResponse:
    try:
        service(timezone.now())
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except WorkflowError as refused:
        return claim_page(request, chosen, refused=str(refused))
    messages.success(request, _("Recorded."))
    return redirect("volunteers:hours_claim", chosen.pk)


def claim_page(request: HttpRequest, chosen: HoursClaim, refused: str = "") -> HttpResponse:
    entries = chosen.entries.standing().with_record().select_related("volunteer")
    entry = entries.first()
    context = {
        "claim": chosen,
        "may_open_desk": may.may_open_desk(request.user),
        "state": CLAIM_WORKFLOW.states[chosen.state],
        "shift": chosen.attendance.signup.shift if chosen.attendance else None,
        "offers": CLAIM_WORKFLOW.available(chosen, request.user),
        "entry": entry,
        "may_reverse": bool(entry and may.may_reverse(request.user, entry)),
        "form": NoteForm(),
        "refused": refused,
        "minutes": int((chosen.ends_at - chosen.starts_at).total_seconds() // 60),
    }
    return render(request, "volunteers/hours_claim.html", context, status=422 if refused else 200)
