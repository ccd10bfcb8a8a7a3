"""A template of ours that shows an undefined variable fails its test; other people's templates may."""

import inspect
from pathlib import Path

OURS = str(Path(__file__).parent.parent / "templates")


class UndefinedTemplateVariable(AssertionError):
    """The message names the variable and the template."""


class UndefinedVariable(str):
    """Django's `string_if_invalid`: asked for `% variable`, it looks up the stack for the template being rendered."""

    def __new__(cls):
        return super().__new__(cls, "%s")

    def __mod__(self, variable):
        frame = inspect.currentframe()
        template = _template_being_rendered(frame)
        if not template.startswith(OURS):
            return ""
        filters = frame.f_back.f_locals["self"].filters
        if filters and filters[0][0].__name__ in ("default", "default_if_none"):
            lookup, argument = filters[0][1][0]
            return argument.resolve(frame.f_back.f_locals["context"]) if lookup else argument
        raise UndefinedTemplateVariable(f"{variable} in {template}")


def _template_being_rendered(frame) -> str:
    """The file of the nearest node on the stack, so that a base template of a library is told from ours."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if frame.f_code.co_name in ("render", "render_annotated") and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return ""
