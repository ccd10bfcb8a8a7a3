"""Filters of the back office that say in words what a column keeps as a code."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.utils.translation import gettext_lazy as _


class WorkflowStateFilter(SimpleListFilter):
    """Subclasses set `workflow`: what it calls its states is what the filter offers."""

    title = _("state")
    parameter_name = "state"
    workflow: Any = None

    def lookups(self, request, model_admin):
        return [(code, state.label) for code, state in self.workflow.states.items()]

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


def state_filter(workflow: Any) -> type[WorkflowStateFilter]:
    return type("StateFilter", (WorkflowStateFilter,), {"workflow": workflow})
