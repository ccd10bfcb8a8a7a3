"""Every list of the back office sorts by every column that it offers for sorting."""

import pytest
from django.contrib import admin
from django.urls import reverse


def lists():
    return sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.mark.parametrize("label", lists())
def test_the_list_sorts_by_all_of_its_columns(client, cast, label):
    client.force_login(cast["admin"])
    url = reverse("admin:{}_{}_changelist".format(*label.split(".")))
    shown = client.get(url)
    columns = range(1, len(shown.context["cl"].list_display) + 1)

    response = client.get(url, {"o": ".".join(str(column) for column in columns)})

    assert (response.status_code, response.request["QUERY_STRING"].startswith("o=1")) == (200, True)
