"""`{% reveal_form object %}`: the question before masked fields are opened, or why they stay masked."""

from typing import Any

from django import template
from django.template import Context

from protection.fields import SealedModel
from protection.forms import RevealForm, auto_id
from protection.registry import Permission, revealable

register = template.Library()


@register.inclusion_tag("protection/_reveal.html", takes_context=True)
def reveal_form(context: Context, obj: SealedModel, answer: Permission | None = None) -> dict[str, Any]:
    """Asks only for fields that hold something. `answer` saves a page with many objects from asking for each."""
    entry = revealable(obj._meta.label_lower)
    filled = tuple(name for name in entry.fields if getattr(obj, name))
    answer = answer or entry.may_reveal(context["user"], obj)
    return {
        "object": obj,
        "model_label": entry.model._meta.label_lower,
        "form": RevealForm(entry=entry, filled=filled, auto_id=auto_id(obj)) if answer.allowed and filled else None,
        "refusal": "" if answer.allowed else answer.reason,
        "values": None,
        "csrf_token": context.get("csrf_token", ""),
    }
