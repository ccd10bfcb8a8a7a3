"""What is done with many cases at once: each case in its own transaction, one result for each."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from applications.admin.access import READERS
from applications.models import Application
from applications.scopes import FIELD_ROLES
from applications.services import intake
from applications.worklist import BULK_AT_MOST, BulkReturnForm, each

WORKERS = (*FIELD_ROLES, *READERS, roles.SYSTEM_ADMIN)  # supervisors only read; each case says who else may


class BulkActions:
    """Actions of the list. A refusal of one case does not hold up the others, and its sentence is shown."""

    actions = ("assign_to_me", "return_for_documents")

    def has_work_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, *WORKERS)

    @admin.action(description=_("Assign to me"), permissions=["work"])
    def assign_to_me(self, request, queryset):
        def do(case: Application) -> None:
            intake.assign_application(application=case, handler=request.user, by=request.user, at=timezone.now())

        return self._results(request, queryset, _("Assign to me"), do)

    @admin.action(description=_("Return for documents"), permissions=["work"])
    def return_for_documents(self, request, queryset):
        """First asks for the words, then returns each case with them."""
        form = BulkReturnForm(request.POST if "note" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, queryset, form)

        def do(case: Application) -> None:
            note = form.cleaned_data["note"]
            intake.return_for_documents(application=case, items=[], note=note, by=request.user, at=timezone.now())

        return self._results(request, queryset, _("Return for documents"), do)

    def _ask(self, request, queryset, form) -> TemplateResponse:
        context = {
            "form": form,
            "chosen": list(queryset.values_list("pk", flat=True)[:BULK_AT_MOST]),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return self._page(request, "return", _("Return for documents"), context, 422 if form.errors else 200)

    def _results(self, request, queryset, title: Any, do: Callable[[Application], None]) -> TemplateResponse:
        return self._page(request, "results", title, {"results": list(each(queryset[:BULK_AT_MOST], do))})

    def _page(self, request, name: str, title: Any, context: dict[str, Any], status: int = 200) -> TemplateResponse:
        context |= {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/applications/application/{name}.html", context, status=status)
