"""The volunteer's papers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteers.models import Qualification
from volunteers.registration_forms import QualificationForm
from volunteers.selectors import profile_of
from volunteers.services import qualifications as services
from web.forms import posted
from web.kept_files import kept_file
from web.uploads import UploadRefused
from workflow.machine import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    own = profile_of(request.user)
    if own is None:
        return redirect("volunteers:join")
    form = QualificationForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.state_qualification(volunteer=own, by=request.user, at=timezone.now(), **form.cleaned_data)
        except UploadRefused as refused:
            form.add_error("paper", str(refused))
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. The federation checks the paper and tells you."))
            return redirect("volunteers:profile")
    return render(request, "volunteers/qualification.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(Qualification.objects.standing().filter(volunteer__user=request.user), pk=pk)
    services.withdraw_qualification(qualification=own, by=request.user, at=timezone.now())
    messages.success(request, _("The qualification is taken out of your profile."))
    return redirect("volunteers:profile")


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Always an attachment that no browser may run or guess the type of."""
    seen = Qualification.objects.visible_to(request.user).exclude(paper="").select_related("volunteer")
    row = get_object_or_404(seen, pk=pk)
    path = services.open_paper(qualification=row, by=request.user, at=timezone.now())
    name = f"qualification-{row.pk}{path.suffix}"
    return kept_file(request, path, name=name, mime=row.paper_mime)
