"""The list of demo accounts below the login form."""

from django import template
from django.utils.functional import Promise

from accounts.demo import SIGN_INS
from accounts.roles import BY_CODE

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[tuple[str, str | Promise]]:
    """User name and role of each, in the order of the list."""
    return [(account.username, BY_CODE[account.role].label) for account in SIGN_INS]
