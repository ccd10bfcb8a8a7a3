"""Papers of a case as PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.prints import prints_of, typeset
from applications.views.access import get_application, note_reading, works_on
from web.typeset import pdf_response


@require_safe
def one_print(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """404 for a paper that this case does not have yet, or that is for staff alone."""
    application = get_application(request, reference)
    is_staff = works_on(request.user, application)
    one = next((one for one in prints_of(application, is_staff=is_staff) if one.code == code), None)
    if one is None:
        raise Http404
    if code == "refusal":
        note_reading(request, application)
    content = typeset(one, application, is_staff=is_staff, by=request.user, at=timezone.now())
    return pdf_response(content, f"{application.reference}-{code}")
