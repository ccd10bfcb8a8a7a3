"""Change lists of the admin that name the subject of each row ("application SQ-7K2M9X") instead of its key."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.labels import subject_labels


class NamedSubjects(ChangeList):
    """One query per kind of subject for a page of rows."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        key_of: Any = self.model_admin
        keys = {row.pk: key_of.subject_key(row) for row in self.result_list}
        names = subject_labels(keys.values())
        for row in self.result_list:
            row.subject_name = names[keys[row.pk]]


class NamesSubjects:
    """Mixin of a ModelAdmin with a column `subject`; `subject_key` is "app.model:pk"."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedSubjects

    def subject_key(self, row: Any) -> str:
        raise NotImplementedError

    @admin.display(description=_("subject"))
    def subject(self, row: Any) -> str:
        return getattr(row, "subject_name", None) or subject_labels([self.subject_key(row)])[self.subject_key(row)]
