"""The portal's routes, and beside them a bare Django page of fifty rows: the measure of every list."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from applications.models import Application
from welfare_portal.urls import urlpatterns as portal

BARE = """<!doctype html><title>Cases</title>
<table><tr><th>No<th>Reference<th>State<th>Submitted<th>Due<th>Stage</tr>{% for row in rows %}
<tr><td>{{ row.id }}<td><a href="/cases/{{ row.id }}/">{{ row.reference }}</a><td>{{ row.state }}<td>{{ row.submitted_at|date:"Y-m-d H:i" }}<td>{{ row.due_at|date:"H:i" }}<td>{{ row.stage }}/{{ row.version }}</tr>{% endfor %}
</table><a href="?after={{ last }}">next</a>"""  # noqa: E501
COLUMNS = ("id", "reference", "state", "submitted_at", "due_at", "stage", "version")


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """One query in the order of an index, fifty small objects, one plain template; nobody signs in."""
    rows = list(Application.objects.order_by("due_at", "id").only(*COLUMNS)[:50])
    return HttpResponse(template.render({"rows": rows, "last": rows[-1].pk if rows else ""}, request))


template = engines["django"].from_string(BARE)
urlpatterns = [path("bare/", bare), *portal]
