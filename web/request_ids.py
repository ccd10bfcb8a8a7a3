"""A name for each request, in the answer's header, in the logs and in access records, so that one finds the other.

Made here and never taken from the sender: a forged id would let somebody write into our logs.
"""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"


class RequestIdMiddleware:
    """Stands before django_structlog's middleware, which binds the id of the header to every log line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        request.META["HTTP_X_REQUEST_ID"] = request_id
        response = self.get_response(request)
        response.headers[HEADER] = request_id
        return response
