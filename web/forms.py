"""How crispy lays out the portal's forms."""

from typing import Any

from crispy_forms.helper import FormHelper
from django.core.exceptions import ValidationError
from django.forms import BaseForm, ModelMultipleChoiceField, Select
from django.http import HttpRequest, QueryDict

LONGEST_KEY = 18  # digits that fit into 64 bits whatever they are


class PortalFormHelper(FormHelper):
    """Fields only: templates/_components/_form.html writes the form tag, the token, the summary and the button.

    Browsers do not validate (novalidate): the server's sentences are in the reader's language and the same everywhere.
    """

    form_tag = False
    disable_csrf = True
    include_media = False


class FilterFormHelper(PortalFormHelper):
    """The row of filters above a list: label and field. A template of its own, because a list is opened all day and
    the general one costs as much time as the rows."""

    field_template = "web/_filter_field.html"

    def __init__(self, form: BaseForm) -> None:
        super().__init__()
        for field in form.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, Select) else "form-control"


def posted(request: HttpRequest) -> QueryDict | None:
    """The data that a form is bound to: a POST binds even when it is empty, a GET never does."""
    return request.POST if request.method == "POST" else None


class RowsField(ModelMultipleChoiceField):
    """Several rows by their keys. A number too long for a key is no choice; Django asks the database, which fails."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if len(str(key)) > LONGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(key)[:40]}
                )
        return super().clean(value)
