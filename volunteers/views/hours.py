"""The volunteer's own hours, stars, records and honours, and what he says about them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteers import selectors, services
from volunteers.choices import EvaluationSide
from volunteers.crediting import hours
from volunteers.forms_of_hours import QuestionForm, RateActivityForm
from volunteers.models import Evaluation, HoursEntry, Signup
from volunteers.service_records import records, training_minutes, waiting_claims
from volunteers.stars import standing_on
from web.forms import posted
from web.pagination import requested_page
from workflow.machine import WorkflowError

PAGE = 20


@require_safe
def my_hours(request: HttpRequest) -> HttpResponse:
    profile = selectors.profile_of(request.user)
    if profile is None:
        return redirect("volunteers:join")
    own = HoursEntry.objects.filter(volunteer=profile, reversal_of__isnull=True).with_record()
    page = requested_page(request, own.select_related("reversal"), ("-day", "-id"), size=PAGE)
    minutes = selectors.minutes_of(profile)
    questions = profile.hours_questions.select_related("entry").order_by("-pk")
    context = {
        "hours": hours(minutes),
        "training": hours(training_minutes(profile)),
        "standing": standing_on(profile, minutes, timezone.localdate()),
        "waiting": waiting_claims(profile),
        "page": page,
        "records": records(page.items),
        "questions": list(questions[:10]),
        "asked": set(questions.filter(answered_at=None).values_list("entry", flat=True)),
    }
    return render(request, "volunteers/my_hours.html", context)


@require_safe
def my_honours(request: HttpRequest) -> HttpResponse:
    """Training (art. 8), awards (art. 9) and evaluations (art. 10); private notes of leaders are not shown."""
    profile = selectors.profile_of(request.user)
    if profile is None:
        return redirect("volunteers:join")
    said = Evaluation.objects.filter(signup__volunteer=profile, side=EvaluationSide.OF_VOLUNTEER)
    context = {
        "trainings": list(profile.trainings.all()),
        "awards": list(profile.awards.all()),
        "evaluations": list(said.select_related("signup__shift__activity").defer("note")[:50]),
    }
    return render(request, "volunteers/my_honours.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, entry_pk: int | None = None) -> HttpResponse:
    """Without `entry_pk`: hours are missing."""
    profile = selectors.profile_of(request.user)
    if profile is None and entry_pk is None:
        return redirect("volunteers:join")
    own = HoursEntry.objects.filter(volunteer=profile, reversal_of__isnull=True).with_record()
    entry = get_object_or_404(own, pk=entry_pk) if entry_pk is not None else None
    form = QuestionForm(posted(request))
    if form.is_valid():
        try:
            services.ask_about_hours(
                volunteer=profile, entry=entry, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
            )
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. Somebody checks the record and answers; a message tells you."))
            return redirect("volunteers:my_hours")
    [record] = records([entry]) if entry else [None]
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteers/ask_about_hours.html", {"form": form, "record": record}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, signup_pk: int) -> HttpResponse:
    own = Signup.objects.filter(volunteer__user=request.user, state="confirmed").select_related("shift__activity")
    signup = get_object_or_404(own, pk=signup_pk)
    before = signup.evaluations.filter(side=EvaluationSide.OF_ACTIVITY).first()
    initial = {"score": before.score, "note": before.note} if before else None
    form = RateActivityForm(posted(request), initial=initial)
    if form.is_valid():
        try:
            services.evaluate_activity(signup=signup, **form.cleaned_data, by=request.user, at=timezone.now())
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you for telling us."))
            return redirect("volunteers:me")
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteers/rate_activity.html", {"form": form, "shift": signup.shift}, status=status)
