"""What staff do on a case besides moving it: assign, extend, remark, answer checks, fill in the survey form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.ask_page import AskPage
from applications.facts import scheme_of
from applications.forms import actions as f
from applications.letters import LETTERS
from applications.models import Application, VerificationTask
from applications.paper_form import PaperForm
from applications.permissions import (
    may_check,
    may_correct_account,
    may_correct_contact,
    may_extend,
    may_reassess,
    may_remark,
)
from applications.repayments import repayment_of
from applications.services import aftercare, casework, intake, verification
from applications.views.access import get_application, note_reading, works_on
from applications.workload import Desk
from programs.answers import as_json
from web.forms import posted
from web.uploads import UploadRefused
from workflow.answers import Answer
from workflow.machine import NotAllowed, WorkflowError


def staff_case(request: HttpRequest, reference: str, permission: Callable[[Any, Any], Answer]) -> Application:
    """The case, for a member of staff with this right on it: 404 for strangers, 403 without the right."""
    application = get_application(request, reference)
    if not works_on(request.user, application):
        raise PermissionDenied(str(_("This step belongs to the staff of the federation.")))
    answer = permission(request.user, application)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    return application


def ask(
    request: HttpRequest,
    application: Application,
    form: Any,
    do: Callable[[], Any],
    *,
    title: Any,
    submit: Any,
    done: Any,
    **more: Any,
) -> HttpResponse:
    """The page of a small form around one service; `more` goes to its template."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except (WorkflowError, UploadRefused) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("applications:case", application.reference)
    context = {
        "application": application,
        "form": form,
        "title": title,
        "submit": submit,
        "ask": AskPage(application, None, timezone.now()),
        **more,
    }
    return render(request, "applications/small_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """With the load of everybody who may be chosen, the least loaded first."""
    application = staff_case(request, reference, may_check)
    form = f.AssignForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: intake.assign_application(
            application=application, handler=form.cleaned_data["handler"], by=request.user, at=timezone.now()
        ),
        title=_("Assign a handler"),
        submit=_("Assign"),
        done=_("The handler is assigned."),
        candidates=Desk(timezone.now()).candidates(application),
    )


@require_POST
def suggest(request: HttpRequest, reference: str) -> HttpResponse:
    """One click: the least loaded colleague without a tie."""
    application = staff_case(request, reference, may_check)
    try:
        given = intake.assign_least_loaded(application=application, by=request.user, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Given to %(name)s.") % {"name": given.handler})
    return redirect("applications:case", application.reference)


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_extend)
    form = f.ExtensionForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: intake.extend_deadline(
            application=application,
            note=form.cleaned_data["text"],
            agreed_by=form.cleaned_data["agreed_by"],
            by=request.user,
            at=timezone.now(),
        ),
        title=_("Extend the deadline (once)"),
        submit=_("Extend"),
        done=_("The deadline is extended."),
    )


@require_http_methods(["GET", "POST"])
def remark(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_remark)
    form = f.RemarkForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: intake.add_remark(
            application=application,
            text=form.cleaned_data["text"],
            is_public=form.cleaned_data["is_public"],
            by=request.user,
            at=timezone.now(),
        ),
        title=_("Add a remark"),
        submit=_("Add"),
        done=_("The remark is in the file."),
    )


@require_http_methods(["GET", "POST"])
def add_check(request: HttpRequest, reference: str) -> HttpResponse:
    """A question to one body by its name, with the day by which it answers."""
    application = staff_case(request, reference, may_check)
    form = f.CheckForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: verification.ask_body(application=application, by=request.user, at=timezone.now(), **form.cleaned_data),
        title=_("Ask another body"),
        submit=_("Ask"),
        done=_("The question is in the file."),
    )


@require_http_methods(["GET", "POST"])
def answer_check(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What another body answered, with the letter where there is one."""
    application = staff_case(request, reference, may_check)
    task = get_object_or_404(VerificationTask, application=application, pk=pk)
    files = request.FILES if request.method == "POST" else None
    people = {"application": application, "user": request.user, "at": timezone.now()}
    form = f.VerificationAnswerForm(posted(request), files, **people)
    return ask(
        request,
        application,
        form,
        lambda: verification.answer_with_paper(
            task=task,
            result=form.cleaned_data["result"],
            note=form.cleaned_data["note"],
            upload=form.cleaned_data["paper"],
            by=request.user,
            at=timezone.now(),
        ),
        title=task.question,
        submit=_("Record the answer"),
        done=_("The answer is recorded."),
    )


@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """The questions of the scheme that staff answer while verifying; the judgement is made anew."""
    application = staff_case(request, reference, may_check)
    steps = {one.code: one for one in scheme_of(application).worker_steps}
    if step not in steps:
        raise Http404
    form = steps[step].form_class(posted(request), initial=application.answers)
    return ask(
        request,
        application,
        form,
        lambda: casework.answer_questions(
            application=application, step=step, answers=as_json(form.cleaned_data), by=request.user, at=timezone.now()
        ),
        title=steps[step].title,
        submit=_("Save"),
        done=_("The answers are saved and the rules were checked again."),
    )


@require_http_methods(["GET", "POST"])
def tell_data_result(request: HttpRequest, reference: str) -> HttpResponse:
    """Before a refusal because of data: what they show, in words for the family (T09)."""
    application = staff_case(request, reference, may_check)
    form = f.PublicWordsForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: verification.tell_data_result(
            application=application, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
        ),
        title=_("Tell the family what the data show"),
        submit=_("Send"),
        done=_("The family was told. It has five working days for other evidence."),
    )


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_correct_contact)
    form = f.ContactForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: casework.correct_contact(
            application=application, by=request.user, at=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter another number"),
        submit=_("Save the number"),
        done=_("Saved. Messages to the family go to the new number."),
    )


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_correct_account)
    form = f.AccountForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: aftercare.correct_account(
            application=application, by=request.user, at=timezone.now(), **form.cleaned_data
        ),
        title=_("Correct the bank account"),
        submit=_("Save the account"),
        done=_("Saved. A second person now compares it with the bank card."),
    )


@require_POST
def verify_account(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_correct_account)
    try:
        aftercare.verify_account(application=application, by=request.user, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The account is verified. The case can be paid again."))
    return redirect("applications:case", application.reference)


@require_POST
def reassess(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_reassess)
    try:
        casework.reassess_application(application=application, by=request.user, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The rules were checked again with what is known now."))
    return redirect("applications:case", application.reference)


@require_safe
def application_form(request: HttpRequest, reference: str) -> HttpResponse:
    """困难群众慈善救助申请审批表: one sheet to sign, masked. The family gets empty boxes, staff the opinions so far."""
    application = get_application(request, reference)
    is_staff = works_on(request.user, application)
    context = {"application": application, "sheet": PaperForm(application, with_opinions=is_staff)}
    return render(request, "applications/paper_form.html", context)


@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The notice of the present state as a letter to print: acceptance, missing papers, decision."""
    application = get_application(request, reference)
    template = LETTERS.get(application.state)
    if template is None:
        raise Http404
    note_reading(request, application)
    context = {"application": application, "now": timezone.now(), "repayment": repayment_of(application)}
    return render(request, template, context)
