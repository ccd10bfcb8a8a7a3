"""The number of queries of a page is the same whenever it is asked for."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from areas.models import AdminArea
from bench.counting import QueryCountMiddleware
from web.kept import kept

LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


@pytest.mark.django_db
def test_what_the_process_keeps_is_counted_every_time(settings):
    settings.CACHES = {"default": LOCAL, "process": {**LOCAL, "LOCATION": "counting"}}
    kept("places", lambda: list(AdminArea.objects.all()))

    def page(_request):
        kept("places", lambda: list(AdminArea.objects.all()))
        AdminArea.objects.exists()
        return HttpResponse()

    asked = RequestFactory().get("/", headers={"x-count-queries": "1"})
    count = QueryCountMiddleware(page)

    assert [count(asked)["X-Queries"] for _time in range(3)] == ["2", "2", "2"]
    assert "X-Queries" not in count(RequestFactory().get("/"))
