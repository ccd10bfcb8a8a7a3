"""`{% idempotency_key %}` inside a form: the hidden field that makes it act once (see web/idempotency.py)."""

import uuid

from django import template
from django.utils.html import format_html

from web.idempotency import FIELD

register = template.Library()


@register.simple_tag
def idempotency_key() -> str:
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())
