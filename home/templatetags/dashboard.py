"""The figures on the first page of the administration."""

from django import template
from django.template import Context
from django.utils import timezone

from home.dashboard import Dashboard, dashboard_for

register = template.Library()


@register.simple_tag(takes_context=True)
def admin_dashboard(context: Context) -> Dashboard:
    return dashboard_for(context["request"], now=timezone.now())
