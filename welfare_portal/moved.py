"""Addresses that pages had before; links on paper and in bookmarks lead on."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def to_transparency(request: HttpRequest, rest: str) -> HttpResponsePermanentRedirect:
    query = request.META["QUERY_STRING"]
    return HttpResponsePermanentRedirect(
        f"{reverse('disclosure:organisation')}{quote(rest)}{'?' if query else ''}{query}"
    )
